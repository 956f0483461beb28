/** Plans made from a recording in which one thing was changed: what the change alone does to them is what a test is about. */
import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { planMigrate, type Planned } from '../../../planner/plan-migrate.ts';
import type { MigrateRequest } from '../../../planner/request.ts';
import { validateSnapshot } from '../../../schemas/validate.ts';

/**
 * Plans the move from headnode0 to headnode1 of these services; none named: of all. `change` has its own
 * type for what it reads and writes of the recording, whose rows are read-only once they are a snapshot;
 * `more` is asked for besides.
 */
export function planChanged(
  name: string,
  change: (dc: never) => void,
  services: readonly string[] = [],
  more: Partial<MigrateRequest> = {},
): Planned {
  const dc: unknown = JSON.parse(readFileSync(`test/snapshots/${name}.json`, 'utf8'));
  change(dc as never);
  const checked = validateSnapshot(dc);
  assert.ok(checked.ok, checked.ok ? '' : checked.problems.join('\n'));
  return planMigrate(checked.value, `sha256:${'0'.repeat(64)}`, {
    from: 'headnode0',
    to: 'headnode1',
    all: services.length === 0,
    services,
    except: [],
    allowDegraded: true,
    toolVersion: 'test',
    ...more,
  });
}
