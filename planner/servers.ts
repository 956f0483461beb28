/** Finds the servers of a migration, and says what makes one of them unusable. */
import type { ServerUuid } from '../schemas/ids.ts';
import type { Finding } from '../schemas/plan.ts';
import type { CnapiServer } from '../schemas/snapshot.ts';
import { error } from './findings.ts';
import type { MigrateRequest } from './request.ts';
import { compare, type World } from './world.ts';

export interface Route {
  readonly from: CnapiServer;
  readonly to: CnapiServer;
  /** Takes the replacements of members of clusters whose place on TO is taken; null: nobody was named. */
  readonly haTo: CnapiServer | null;
}

/** The servers, or the findings that say why there is no way between them. */
export function findRoute(
  world: World,
  { from, to, haTo }: Pick<MigrateRequest, 'from' | 'to' | 'haTo'>,
): { readonly route: Route | null; readonly findings: readonly Finding[] } {
  const source = findServer(world, from);
  const target = findServer(world, to);
  const other = haTo === undefined ? null : findServer(world, haTo);
  const findings = [...source.findings, ...target.findings, ...(other?.findings ?? [])];
  if (!source.server || !target.server || findings.length > 0) return { route: null, findings };
  const route = { from: source.server, to: target.server, haTo: other?.server ?? null };
  return { route, findings: [...checkRoute(route), ...fitness(route)] };
}

/** Members of clusters live on any server that is set up (sdcadm takes compute nodes too), but not on FROM; to TO they go anyway. */
function fitness({ from, to, haTo }: Route): readonly Finding[] {
  if (haTo === null) return [];
  const state = haTo.status === 'running' ? null : (haTo.status ?? 'in no known state');
  const why =
    haTo.uuid === from.uuid
      ? 'it is FROM'
      : haTo.uuid === to.uuid
        ? 'it is TO, where they go without it'
        : haTo.setup !== true
          ? 'it is not set up'
          : state === null
            ? null
            : `CNAPI says that it is ${state}`;
  if (why === null) return [];
  return [
    error(
      'ha-to-unfit',
      haTo.hostname,
      `${haTo.hostname} can take no member of a cluster: ${why}. Name another server with --ha-to.`,
    ),
  ];
}

function checkRoute({ from, to }: Route): readonly Finding[] {
  if (from.uuid === to.uuid) {
    return [
      error(
        'same-server',
        from.hostname,
        `FROM and TO are the same server, ${from.hostname}. Name another headnode as TO.`,
      ),
    ];
  }
  const findings: Finding[] = [];
  if (from.status !== 'running') {
    findings.push(
      error(
        'source-not-running',
        from.hostname,
        `CNAPI says that ${from.hostname} is ${from.status ?? 'in no known state'}, expected running. Nothing can be copied from a server that is down: that is a restore.`,
      ),
    );
  }
  if (to.headnode !== true) {
    findings.push(
      error(
        'target-not-headnode',
        to.hostname,
        `${to.hostname} is not a headnode: core services move between headnodes.`,
      ),
    );
  }
  if (to.setup !== true) {
    findings.push(error('target-not-set-up', to.hostname, `${to.hostname} is not set up: set it up first.`));
  }
  if (to.status !== 'running') {
    findings.push(
      error(
        'target-not-running',
        to.hostname,
        `CNAPI says that ${to.hostname} is ${to.status ?? 'in no known state'}, expected running.`,
      ),
    );
  }
  return findings;
}

/** Servers that CNAPI hears from. Of the zones of any other VMAPI says what it last heard: that they run. */
export function heardServers({ servers }: World): ReadonlySet<ServerUuid> {
  return new Set(servers.flatMap(({ uuid, status }) => (status === 'running' ? [uuid] : [])));
}

/** By hostname, UUID, or a prefix of one that fits one server alone. */
function findServer(
  world: World,
  name: string,
): { readonly server: CnapiServer | null; readonly findings: readonly Finding[] } {
  const exact = world.servers.filter((server) => server.hostname === name || server.uuid === name);
  const found =
    exact.length > 0 || name === ''
      ? exact
      : world.servers.filter((server) => server.hostname.startsWith(name) || server.uuid.startsWith(name));
  const [server] = found;
  if (server && found.length === 1) return { server, findings: [] };
  if (found.length > 1) {
    const names = found.map((one) => `${one.hostname} (${one.uuid})`).sort(compare);
    return {
      server: null,
      findings: [
        error(
          'ambiguous-server',
          name,
          `"${name}" fits ${String(found.length)} servers: ${names.join(', ')}. Name one by UUID.`,
        ),
      ],
    };
  }
  const headnodes = world.servers.filter((one) => one.headnode).map((one) => one.hostname);
  const known =
    headnodes.length > 0
      ? `The headnodes are ${headnodes.sort(compare).join(', ')}.`
      : 'The snapshot knows no headnode.';
  return {
    server: null,
    findings: [error('unknown-server', name, `The snapshot has no server "${name}". ${known}`)],
  };
}
