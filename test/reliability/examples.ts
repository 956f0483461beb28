/** The example plans, with the datacenters that they were made from. */
import { readdirSync, readFileSync } from 'node:fs';
import { loadPlan } from '../../plans/load.ts';
import type { Plan } from '../../schemas/plan.ts';
import type { Snapshot } from '../../schemas/snapshot.ts';
import { validateSnapshot } from '../../schemas/validate.ts';

export interface Example {
  readonly plan: Plan;
  readonly snapshot: Snapshot;
}

/** Their names. */
export function exampleNames(): readonly string[] {
  return readdirSync(new URL('../../plans/examples/', import.meta.url))
    .filter((file) => file.endsWith('.migrate.json'))
    .map((file) => file.replace('.migrate.json', ''))
    .toSorted();
}

/** An example plan by its name. @throws {Error} where it or its snapshot can't be read. */
export function example(name: string): Example {
  const plan = loadPlan(
    readFileSync(new URL(`../../plans/examples/${name}.migrate.json`, import.meta.url), 'utf8'),
  );
  const text = readFileSync(new URL(`../snapshots/${name}.json`, import.meta.url), 'utf8');
  const snapshot = validateSnapshot(JSON.parse(text));
  if (!plan.ok) throw new Error(`${name}: ${plan.problems.join('; ')}`);
  if (!snapshot.ok) throw new Error(`${name}: ${snapshot.problems.join('; ')}`);
  return { plan: plan.value, snapshot: snapshot.value };
}
