/**
 * Whether a zone serves: set up, SMF silent, and its own checks answering at its own address. By its
 * own address, because through DNS the replaced instance would answer for it.
 */
import type { HealthCheck, PlacedZone } from '../schemas/plan.ts';
import { accepts } from '../triton/global-zone/network.ts';
import { setupOf } from '../triton/global-zone/setup-marker.ts';
import { isClean, serviceState } from '../triton/global-zone/smf.ts';
import type { LocalZone } from '../triton/global-zone/vmadm.ts';
import { answers } from '../triton/ping.ts';
import { StepFailed, type StepContext } from './action.ts';
import { adminAddress } from './zone-facts.ts';

/**
 * What keeps a running zone from being healthy, or null.
 * @throws {StepFailed} where its set-up failed: waiting doesn't mend that.
 */
export async function ailment(
  context: StepContext,
  place: PlacedZone,
  zone: LocalZone,
  checks: readonly HealthCheck[],
): Promise<string | null> {
  const { server, uuid, alias } = place;
  const setup = await setupOf(context, server, uuid);
  if (setup === 'failed') {
    throw new StepFailed(
      `zone ${alias} (${uuid}): its set-up failed; read /var/svc/setup.log in the zone on server ${server}`,
    );
  }
  if (setup === 'under-way') return `${alias} is being set up`;
  if (!(await isClean(context, server, uuid))) return `svcs -x of ${alias} is not silent`;
  for (const check of checks) {
    const wrong = await failing(context, place, zone, check);
    if (wrong !== null) return `${alias}: ${wrong}`;
  }
  return null;
}

async function failing(
  context: StepContext,
  { server, uuid }: PlacedZone,
  zone: LocalZone,
  check: HealthCheck,
): Promise<string | null> {
  switch (check.kind) {
    case 'http': {
      const ip = adminAddress(zone);
      return (await answers(context, check.service, ip, check.path))
        ? null
        : `GET ${check.path} at ${ip} does not answer 200`;
    }
    case 'tcp': {
      const ip = adminAddress(zone);
      return (await accepts(context, server, ip, check.port))
        ? null
        : `port ${String(check.port)} at ${ip} is closed`;
    }
    case 'smf': {
      for (const service of check.services) {
        const state = await serviceState(context, server, uuid, service);
        if (state !== 'online') return `SMF service ${service} is ${state ?? 'absent'}`;
      }
      return null;
    }
    default:
      return check satisfies never;
  }
}
