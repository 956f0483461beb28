/**
 * Runs a property. A fixed seed, so that a red suite is red for everybody; what failed is told with
 * the seed and path that replay it, and HNADM_PROPERTY_RUNS multiplies the runs when somebody hunts.
 */
import fc from 'fast-check';

/** Where the draws start, unless HNADM_PROPERTY_SEED says otherwise. */
const SEED = Number(process.env['HNADM_PROPERTY_SEED'] ?? 20261123);

/** How often a property runs: `usual`, times HNADM_PROPERTY_RUNS. */
export function runs(usual: number): number {
  return Math.max(1, Math.round(usual * Number(process.env['HNADM_PROPERTY_RUNS'] ?? 1)));
}

/**
 * Checks that a predicate throws for no value.
 * @throws {Error} with the smallest value found that fails, and the seed and path to replay it.
 */
export function holds<T>(values: fc.Arbitrary<T>, numRuns: number, check: (value: T) => void): void {
  fc.assert(fc.property(values, check), settings(numRuns));
}

/** Like {@link holds}, of a predicate that waits. */
export async function holdsAsync<T>(
  values: fc.Arbitrary<T>,
  numRuns: number,
  check: (value: T) => Promise<void>,
): Promise<void> {
  await fc.assert(fc.asyncProperty(values, check), settings(numRuns));
}

function settings(numRuns: number): fc.Parameters<unknown> {
  const path = process.env['HNADM_PROPERTY_PATH'];
  return { numRuns, seed: SEED, includeErrorInReport: true, ...(path === undefined ? {} : { path }) };
}
