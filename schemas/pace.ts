/**
 * How many steps are carried out at once. The executor keeps to it and the planner estimates by it:
 * one place, so that an estimate is of the run that will be.
 */
import type { ActionName } from './plan.ts';

/**
 * Steps at once. A waiting create or delete holds one of the workflow runner's slots, and with few
 * of those free, jobs of customers queue behind ours; creates take turns on the datacenter's
 * allocation ticket anyway. Raise it only after looking at the runner's slots (sdc-workflow `slots`).
 */
export const STEPS_AT_ONCE = 12;

/**
 * First copies and image downloads at once. All of them share one pool on each end and the admin
 * network between: two keep both busy while one of them waits for its disk, more only take turns.
 */
export const TRANSFERS_AT_ONCE = 2;

/** Actions that move bytes between servers in bulk. */
export const TRANSFERS: ReadonlySet<ActionName> = new Set<ActionName>(['dataset.copy', 'image.install']);
