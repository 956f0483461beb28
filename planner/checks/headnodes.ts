/** Whether the headnodes, and whatever else holds core zones, are there and well. */
import type { Finding } from '../../schemas/plan.ts';
import { note, warning } from '../findings.ts';
import { headnodes, listed, type Survey } from './survey.ts';

/** With three, the loss of one leaves a majority of binder and manatee. */
const WANTED = 3;

/** UUIDs that makers of boards gave to many servers. */
const GENERIC = new Set([
  '00000000-0000-0000-0000-000000000000',
  'ffffffff-ffff-ffff-ffff-ffffffffffff',
  '03000200-0400-0500-0006-000700080009',
  '12345678-1234-5678-90ab-cddeefaabbcc',
]);

/** Findings about headnodes. */
export function checkHeadnodes(survey: Survey): readonly Finding[] {
  return [
    ...few(survey),
    ...down(survey),
    ...notSetUp(survey),
    ...genericUuids(survey),
    ...pools(survey),
    ...tags(survey),
  ];
}

function few(survey: Survey): readonly Finding[] {
  const well = headnodes(survey).filter((server) => server.setup === true && server.status === 'running');
  if (well.length >= WANTED) return [];
  return [
    note(
      'few-headnodes',
      'headnodes',
      `Headnodes that are set up and running: ${listed(well.map((server) => server.hostname))}. With fewer than ${String(WANTED)}, the loss of one leaves no majority. Set up another one.`,
    ),
  ];
}

/** FROM and TO are seen to run before there is a plan. */
function down({ world, zones }: Survey): readonly Finding[] {
  return world.servers.flatMap((server) => {
    if (server.status === undefined || server.status === 'running') return [];
    const held = zones.filter((zone) => zone.server === server.uuid).map((zone) => zone.alias);
    if (server.headnode !== true && held.length === 0) return [];
    const shown = held.length === 0 ? '' : ` What is told of ${listed(held)} is how it was, not how it is.`;
    return [
      warning(
        'server-down',
        server.hostname,
        `CNAPI says that ${server.hostname} is ${server.status}, expected running.${shown} Bring it back, or recover what it took along, before anything is moved.`,
      ),
    ];
  });
}

function notSetUp(survey: Survey): readonly Finding[] {
  return headnodes(survey)
    .filter((server) => server.setup === false)
    .map((server) =>
      note(
        'headnode-not-set-up',
        server.hostname,
        `CNAPI says that headnode ${server.hostname} (${server.uuid}) is not set up. Set it up, or see which server CNAPI took it for.`,
      ),
    );
}

function genericUuids({ world }: Survey): readonly Finding[] {
  return world.servers
    .filter((server) => GENERIC.has(server.uuid))
    .map((server) =>
      warning(
        'generic-server-uuid',
        server.hostname,
        `${server.hostname} has the UUID ${server.uuid}, which its maker gave to many: another such server would take its record. Have a UUID of its own set in its firmware.`,
      ),
    );
}

function pools({ world }: Survey): readonly Finding[] {
  return Object.values(world.snapshot.globalZones ?? {}).flatMap(({ hostname, zpool }) => {
    const health = zpool?.health;
    if (health === undefined || health === 'ONLINE') return [];
    return [
      warning(
        'pool-not-online',
        hostname,
        `The pool of ${hostname} is ${health}, expected ONLINE. Look at \`zpool status\` there, and mend it before anything is moved.`,
      ),
    ];
  });
}

/** TO's own are an error where a zone that moves needs them. A server of which no tag is known is not judged. */
function tags(survey: Survey): readonly Finding[] {
  const { world, route, zones } = survey;
  const used = new Set(zones.flatMap((zone) => zone.nics.flatMap((nic) => nic.nicTag ?? [])));
  return headnodes(survey).flatMap((server) => {
    const provided = world.nicTags.get(server.uuid);
    const lacking = [...used].filter((tag) => !provided?.has(tag));
    if (!provided || lacking.length === 0 || server.uuid === route.to.uuid) return [];
    return [
      note(
        'tags-not-everywhere',
        server.hostname,
        `${server.hostname} does not provide the NIC tags ${listed(lacking)}, which core zones use: these could not be moved or recovered there. Add the tags to its NICs.`,
      ),
    ];
  });
}
