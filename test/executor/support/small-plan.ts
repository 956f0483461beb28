/**
 * Plans small enough to read, of steps that install images: the simplest effect there is, so that a
 * test of the engine says in one line each what waits for what. Image n has the UUID `image(n)`.
 */
import { planDigest } from '../../../schemas/canonical.ts';
import type { ImageUuid, ServerUuid } from '../../../schemas/ids.ts';
import type { Bracket, Phase, Plan, Step } from '../../../schemas/plan.ts';

export const SERVER = '11111111-1111-4111-8111-111111111111' as ServerUuid;

/** The image that step number n installs. */
export function image(n: number): ImageUuid {
  return `00000000-0000-4000-8000-${String(n).padStart(12, '0')}` as ImageUuid;
}

export interface SmallStep {
  /** `unit/phase/number`; the number is also the image's. `gate/commit/commit` is the gate. */
  readonly id: string;
  readonly needs?: readonly string[];
  readonly seconds?: number;
  readonly timeoutSeconds?: number;
  /** Whether it has an undo: the same action, which finds its effect there. */
  readonly undo?: boolean;
  readonly irreversible?: boolean;
}

/** A plan of those steps. */
export function smallPlan(steps: readonly SmallStep[], brackets: readonly Bracket[] = []): Plan {
  const range = { low: 0, typical: 0, high: 0 };
  const body = {
    format: 'hnadm-plan/1',
    kind: 'migrate',
    tool: { name: 'hnadm', version: '0.1.0' },
    datacenter: 'test',
    snapshot: { digest: `sha256:${'0'.repeat(64)}`, takenAt: '2026-11-23T00:00:00.000Z' },
    intent: {
      from: { uuid: SERVER, hostname: 'headnode0' },
      to: { uuid: SERVER, hostname: 'headnode1' },
      services: [],
      options: { all: true, except: [], allowDegraded: false },
    },
    policy: { approvals: 0, allowDegraded: false },
    reservations: [],
    instances: [],
    datasets: [],
    left: [],
    expects: [],
    brackets,
    steps: steps.map(step),
    prerequisites: [],
    customerImpact: [],
    findings: [],
    estimate: { durationSeconds: range, criticalPath: [], windows: [] },
  } as const;
  return { ...body, digest: planDigest(body) };
}

function step({ id, needs = [], seconds = 1, timeoutSeconds = 600, ...rest }: SmallStep): Step {
  const [unit = '', phase = '', number = ''] = id.split('/');
  const call =
    unit === 'gate'
      ? { action: 'gate.commit', params: { question: 'go on?', deletes: [] } }
      : { action: 'image.install', params: { server: SERVER, image: image(Number(number)), origin: null } };
  return {
    id,
    unit,
    phase: phase as Phase,
    title: id,
    why: 'a test',
    needs: needs.map((need) => ({ step: need, because: 'one-at-a-time' })),
    touches: [{ object: `image:${number}`, mode: 'write' }],
    undo: rest.undo === true ? call : null,
    irreversible: rest.irreversible === true,
    timeoutSeconds,
    estimateSeconds: { low: seconds, typical: seconds, high: seconds },
    ...call,
  } as unknown as Step;
}
