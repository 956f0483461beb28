/**
 * What is known of moving each core service: the rules a planner follows, as data with its source.
 * A service that has no rules here is unknown: it is listed as left and never guessed at.
 */
import { chain } from './services/chain.ts';
import { front } from './services/front.ts';
import { leaves } from './services/leaves.ts';
import { numbered } from './services/numbered.ts';
import type { ServiceRules } from './service-rules.ts';
import { ownProcedure } from './services/own-procedure.ts';

const table: readonly ServiceRules[] = [...front, ...leaves, ...numbered, ...chain, ...ownProcedure];

/** Rules by service name; services of one wave in the order they are moved in. */
export const rules: ReadonlyMap<string, ServiceRules> = new Map(table.map((row) => [row.name, row]));
