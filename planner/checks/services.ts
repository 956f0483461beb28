/** Whether every service that a datacenter has is there, and SAPI could make it anew. */
import type { Finding } from '../../schemas/plan.ts';
import type { SapiService } from '../../schemas/snapshot.ts';
import { note, warning } from '../findings.ts';
import { listed, zonesOf, type Survey } from './survey.ts';

/** What headnode set-up makes (sdc-headnode scripts/headnode.sh); what provisioning stands on is told apart. */
const SET_UP = [
  'adminui',
  'amon',
  'amonredis',
  'assets',
  'binder',
  'dhcpd',
  'fwapi',
  'mahi',
  'manatee',
  'moray',
  'rabbitmq',
  'sdc',
  'ufds',
];

/** Findings about services. */
export function checkServices(survey: Survey): readonly Finding[] {
  return [...missing(survey), ...withoutDomain(survey), ...withoutImage(survey)];
}

/** By role too: assets may have no service in SAPI. Without VMAPI that can't be seen. */
function missing(survey: Survey): readonly Finding[] {
  const { owned } = survey;
  if (owned === null) return [];
  const roles = new Set(owned.filter((vm) => vm.state === 'running').map((vm) => vm.tags?.['smartdc_role']));
  const absent = SET_UP.filter((name) => !roles.has(name) && zonesOf(survey, name).length === 0);
  if (absent.length === 0) return [];
  return [
    warning(
      'service-missing',
      'sapi',
      `Every datacenter has an instance of each of these services, and this one has none: ${listed(absent)}. Find out where it went, or create it, before anything is moved.`,
    ),
  ];
}

/** Where no service has a SERVICE_DOMAIN the datacenter was set up otherwise, and none is missed. */
function withoutDomain({ world, moves }: Survey): readonly Finding[] {
  const has = (service: SapiService): boolean => service.metadata?.['SERVICE_DOMAIN'] !== undefined;
  if (![...world.services.values()].some(has)) return [];
  const lacking = moves.filter(
    (move) => move.planned.create && move.identity.inDns && !has(move.old.service),
  );
  if (lacking.length === 0) return [];
  return [
    warning(
      'service-domain-missing',
      'sapi',
      `SAPI's other services name their domain in DNS (metadata SERVICE_DOMAIN), and these do not: ${listed(lacking.map((move) => move.old.service.name))}. Set it with sapiadm, or their new zones will not register.`,
    ),
  ];
}

/** Of a service that moves it is an error, and there is no plan. */
function withoutImage({ world, zones }: Survey): readonly Finding[] {
  const inUse = new Set(zones.map((zone) => zone.service.uuid));
  const lacking = [...world.services.values()].filter(
    (service) => inUse.has(service.uuid) && service.params?.image_uuid === undefined,
  );
  if (lacking.length === 0) return [];
  return [
    note(
      'service-without-image',
      'sapi',
      `These services name no image (params.image_uuid), and no instance of them could be made: ${listed(lacking.map((service) => service.name))}. Set it with sapiadm.`,
    ),
  ];
}
