/**
 * Where runs are kept. A headnode's own runs lie in /var, which outlives a platform update there;
 * everybody else's where the XDG base directory specification puts state.
 */
import { isAbsolute, join } from 'node:path';
import type { Io } from '../io.ts';
import { briefDigest } from '../../executor/run-id.ts';

export interface Whereabouts {
  readonly env: Readonly<Record<string, string | undefined>>;
  readonly isRoot: boolean;
  readonly home: string;
}

/** The directory of all runs. A relative XDG_STATE_HOME is to be ignored, says the specification. */
export function runsDirectory({ env, isRoot, home }: Whereabouts): string {
  const state = env['XDG_STATE_HOME'];
  if (state !== undefined && isAbsolute(state)) return join(state, 'hnadm', 'runs');
  return isRoot ? '/var/hnadm/runs' : join(home, '.local', 'state', 'hnadm', 'runs');
}

/** The directory of all runs of whoever calls. */
export function runsOf({ env, user, cwd }: Io): string {
  return runsDirectory({ env, isRoot: user.isRoot, home: env['HOME'] ?? cwd });
}

/**
 * The folder of one run: one for each plan, and one for each world that it is rehearsed on.
 * @param plan the plan's digest; @param simulated that of the snapshot, or null for the real datacenter.
 */
export function runFolder(runs: string, plan: string, simulated: string | null): string {
  const name = briefDigest(plan);
  return join(runs, simulated === null ? name : `${name}-simulated-${briefDigest(simulated)}`);
}
