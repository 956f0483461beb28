/**
 * Services that answer although no zone of theirs runs in the world. A snapshot with an API's objects
 * is proof that the API answered when it was recorded, and that what it stands on did: where its zone
 * was not recorded, it runs somewhere else.
 */
import type { Snapshot } from '../schemas/snapshot.ts';
import type { World } from './world.ts';

/** What has to answer for anything to be done at all. */
const INFRASTRUCTURE = [
  'binder',
  'manatee',
  'moray',
  'sapi',
  'napi',
  'cnapi',
  'vmapi',
  'imgapi',
  'papi',
  'workflow',
];

/** Those of {@link INFRASTRUCTURE} that run elsewhere. */
export function runsElsewhere(world: World, snapshot: Snapshot): readonly string[] {
  const known = new Set<unknown>([...world.zones.values()].map(({ service }) => service));
  const serving = new Set<unknown>(
    [...world.zones.values()].filter((zone) => zone.serving).map(({ service }) => service),
  );
  // Of these nothing was recorded that would prove them: with a zone that is down, they are down.
  const unproven = ['papi', 'workflow'];
  if (!snapshot.vmapi) unproven.push('vmapi');
  if (!snapshot.imgapi) unproven.push('imgapi');
  return INFRASTRUCTURE.filter(
    (service) => !serving.has(service) && !(unproven.includes(service) && known.has(service)),
  );
}
