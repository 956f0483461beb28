/** A real plan to look at and to break: one service of each procedure, made from a recorded datacenter. */
import { readFileSync } from 'node:fs';
import { planMigrate } from '../../planner/plan-migrate.ts';
import { sha256 } from '../../schemas/canonical.ts';
import type { Plan } from '../../schemas/plan.ts';
import type { Snapshot } from '../../schemas/snapshot.ts';

/**
 * vmapi starts first, adminui keeps an address, amonredis has data, imgapi has both, rabbitmq keeps its
 * only one; sapi says through whom, sdc is quiet first; a moray is taken out.
 */
export const SERVICES = ['vmapi', 'adminui', 'amonredis', 'imgapi', 'rabbitmq', 'sapi', 'sdc', 'moray'];

/** The plan that moves these services off headnode0 of three-headnodes.json. */
export function realPlan(services: readonly string[] = SERVICES): Plan {
  const bytes = readFileSync('test/snapshots/three-headnodes.json');
  const { plan, findings } = planMigrate(JSON.parse(bytes.toString()) as Snapshot, sha256(bytes), {
    from: 'headnode0',
    to: 'headnode1',
    all: services.length === 0,
    services,
    except: [],
    allowDegraded: true,
    toolVersion: '0.0.0-test',
  });
  if (!plan) throw new Error(`no plan: ${JSON.stringify(findings)}`);
  return plan;
}
