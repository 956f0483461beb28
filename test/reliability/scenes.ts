/**
 * Random datacenters with a migration planned in each, for the soak: mostly small ones, so that many
 * are tried, and now and then everything at once. A scene is made by its number alone.
 */
import fc from 'fast-check';
import { planMigrate } from '../../planner/plan-migrate.ts';
import type { Plan } from '../../schemas/plan.ts';
import type { Snapshot } from '../../schemas/snapshot.ts';
import { caseOf, cases, DIGEST } from '../properties/cases.ts';
import { recipes, type Wish } from '../support/datacenter/arbitrary.ts';
import { SERVICE_NAMES } from '../support/datacenter/services.ts';
import { numbers, type Draw } from './numbers.ts';

/** A planned migration in a datacenter. */
export interface PlannedScene {
  readonly plan: Plan;
  readonly snapshot: Snapshot;
}

/** One scene in so many has every service there is. */
const WHOLE = 12;
/** One scene in so many has a cluster, whose members move, are taken out, or stand in the way. */
const CLUSTERED = 4;
/** Services of a small scene, at most. */
const FEW = 6;

/** The scene of a number. */
export function sceneOf(number: number): PlannedScene {
  const draw = numbers(number);
  const wish: Wish = { sound: true, headnodes: { min: 2, max: 3 }, services: servicesOf(draw) };
  const any = cases(recipes(wish), draw(3) === 0 ? 'any' : 'everything');
  for (let seed = number * 1000; ; seed += 1) {
    const [drawn] = fc.sample(any, { seed, numRuns: 1 });
    if (drawn === undefined) continue;
    const { snapshot, request } = caseOf(drawn);
    const { plan } = planMigrate(snapshot, DIGEST, request);
    // Where there is nothing to do, or it can't be done, the next draw may have something.
    if (plan !== null && plan.steps.length > 0) return { plan, snapshot };
  }
}

function servicesOf(draw: Draw): Wish['services'] & object {
  if (draw(WHOLE) === 0) return SERVICE_NAMES;
  const names = new Set(
    Array.from({ length: 1 + draw(FEW) }, () => SERVICE_NAMES[draw(SERVICE_NAMES.length)] ?? 'imgapi'),
  );
  if (draw(CLUSTERED) === 0) names.add('moray');
  // Something that can be moved is there in any case.
  return [...names.add('imgapi')];
}
