import type { Intent } from '../schemas/plan.ts';

/** What an operator asks of the planner, before any of it is looked up in a snapshot. */
export interface MigrateRequest {
  /** Hostname or UUID (a unique prefix will do) of the headnode to empty. */
  readonly from: string;
  /** Likewise: where its services go. */
  readonly to: string;
  /** Everything that is ours to move. */
  readonly all: boolean;
  /** Or these services. */
  readonly services: readonly string[];
  /** Or everything but these. */
  readonly except: readonly string[];
  /** Whether a member of a cluster may be taken out that no server can take. */
  readonly allowDegraded: boolean;
  /** Like FROM, any server: takes the members of clusters whose place on TO is taken. */
  readonly haTo?: string;
  /** Services that keep an address which they would not keep by themselves. */
  readonly keepAddress?: readonly string[];
  /** Services that get new addresses where they would keep theirs. */
  readonly newAddress?: readonly string[];
  readonly reason?: string;
  readonly ticket?: string;
  /** When it may be applied. */
  readonly window?: NonNullable<Intent['window']>;
  /** Version of hnadm, written into the plan. */
  readonly toolVersion: string;
}

/** Whether a service is one of those to move. */
export function isAskedFor(name: string, { services, except }: MigrateRequest): boolean {
  return services.length > 0 ? services.includes(name) : !except.includes(name);
}
