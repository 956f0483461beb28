/**
 * Through which SAPI the steps of SAPI's own move go, by address: the old one makes the new, and the new
 * one deletes the old. By name they would now and then ask the one that is being made, stopped or
 * deleted. All other steps ask by name, and whichever serves then answers.
 */
import type { Through } from '../schemas/plan.ts';
import type { Move } from './move.ts';

/** For a step that works through one of the two zones; nothing where it matters to nobody. */
export function through(move: Move, side: 'old' | 'new'): { readonly through?: Through } {
  const ip = side === 'old' ? move.oldAdminIp : move.newAdminIp;
  return move.rules.name === 'sapi' && ip !== null ? { through: { service: 'sapi', ip } } : {};
}
