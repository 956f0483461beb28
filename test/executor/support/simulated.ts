/** Real plans on the simulator: planned from a recorded snapshot, carried out on a world made of it. */
import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { planMigrate } from '../../../planner/plan-migrate.ts';
import type { MigrateRequest } from '../../../planner/request.ts';
import { sha256 } from '../../../schemas/canonical.ts';
import type { Plan } from '../../../schemas/plan.ts';
import type { Snapshot } from '../../../schemas/snapshot.ts';
import { validateSnapshot } from '../../../schemas/validate.ts';
import {
  createDatacenter,
  restoreDatacenter,
  type SimulatedDatacenter,
} from '../../../simulator/datacenter.ts';
import { memoryJournal } from './memory-journal.ts';
import type { Place } from './run-small.ts';

/** A recorded snapshot. */
export function recorded(name: 'no-ha' | 'three-headnodes' | 'optional-services' | 'recorded'): Snapshot {
  const text = readFileSync(new URL(`../../snapshots/${name}.json`, import.meta.url), 'utf8');
  const checked = validateSnapshot(JSON.parse(text));
  assert.ok(checked.ok);
  return checked.value;
}

/** The plan that moves these services from headnode0 to headnode1; none named: all of them. `more` is asked besides. */
export function planOf(
  snapshot: Snapshot,
  services: readonly string[],
  more: Partial<MigrateRequest> = {},
): Plan {
  const { plan, findings } = planMigrate(snapshot, sha256(JSON.stringify(snapshot)), {
    from: 'headnode0',
    to: 'headnode1',
    all: services.length === 0,
    services,
    except: [],
    allowDegraded: true,
    toolVersion: '0.1.0',
    ...more,
  });
  assert.ok(plan, findings.map(({ message }) => message).join('\n'));
  return plan;
}

export interface SimulatedPlace extends Place {
  readonly datacenter: SimulatedDatacenter;
}

/** A datacenter made from the snapshot, with an empty journal. */
export function simulated(snapshot: Snapshot, seed = 1): SimulatedPlace {
  return placeOf(createDatacenter(snapshot, { seed }));
}

/** The same place as another process would find it later: saved and read back. */
export function later(place: SimulatedPlace): SimulatedPlace {
  const state = JSON.parse(JSON.stringify(place.datacenter.state())) as ReturnType<
    SimulatedDatacenter['state']
  >;
  const found = placeOf(restoreDatacenter(state));
  return { ...found, journal: memoryJournal(found.clock, place.journal.records) };
}

/** No invariant was broken, and everything agrees once the agents have had two minutes to report. */
export async function assertSound(place: SimulatedPlace, about = ''): Promise<void> {
  await place.clock.sleep(120_000);
  place.datacenter.checkAtRest();
  assert.deepEqual(place.datacenter.violations, [], about);
}

/** Who holds the datacenter's locks, by server. */
export function locksOf(place: SimulatedPlace): readonly (readonly [server: string, holder: string])[] {
  const links = place.datacenter.state().maps.links.filter(([path]) => path.endsWith('/var/hnadm/lock'));
  return links.map(([path, holder]) => [path.split(':')[0] ?? '', holder]);
}

function placeOf(datacenter: SimulatedDatacenter): SimulatedPlace {
  const { transport, clock } = datacenter;
  return { datacenter, transport, clock, journal: memoryJournal(clock) };
}
