/** When a plan may be applied. */
import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { insistOnWindow, parseWindow } from '../../cli/window.ts';
import type { Plan } from '../../schemas/plan.ts';

const window = { notBefore: '2026-11-28T22:00:00.000Z', notAfter: '2026-11-29T04:00:00.000Z' };
const plan = { intent: { window }, snapshot: { takenAt: '2026-11-28T20:00:00Z' } } as unknown as Plan;
const at = (time: string, of: Plan = plan) => {
  insistOnWindow(of, 'plan.json', Date.parse(time));
};

describe('a window', () => {
  it('is read from two moments, in whatever zone they are told', () => {
    assert.deepEqual(parseWindow('2026-11-28T22:00Z/2026-11-29T05:00+01:00'), window);
  });

  for (const text of [
    '',
    '2026-11-28T22:00Z',
    '2026-11-28/2026-11-29',
    '2026-11-28T22:00/2026-11-29T04:00',
    '2026-11-29T04:00Z/2026-11-28T22:00Z',
    '2026-11-28T22:00Z/2026-13-29T04:00Z',
    '2026-11-28T22:00Z/2026-11-29T04:00Z/2026-11-29T05:00Z',
  ]) {
    it(`is not read from ${JSON.stringify(text)}`, () => {
      assert.throws(() => parseWindow(text), { name: 'CommandError', exit: 2, message: /expected FROM\/TO/ });
    });
  }

  it('is kept to, to the millisecond', () => {
    at(window.notBefore);
    at(window.notAfter);
    for (const time of ['2026-11-28T21:59:59.999Z', '2026-11-29T04:00:00.001Z']) {
      assert.throws(
        () => {
          at(time);
        },
        { name: 'CommandError', exit: 2, message: /may be applied from .* to .*, and it is / },
      );
    }
  });

  it('is none where the plan has none', () => {
    at('2030-01-01T00:00:00Z', { ...plan, intent: {} } as unknown as Plan);
  });
});

describe('a snapshot', () => {
  const young = { ...plan, intent: { snapshotMaxAgeSeconds: 3600 } } as unknown as Plan;
  it('may be as old as the plan allows, and no older', () => {
    at('2026-11-28T21:00:00Z', young);
    assert.throws(
      () => {
        at('2026-11-28T21:00:01Z', young);
      },
      { name: 'CommandError', exit: 2, message: /may be 1 h old, and was taken 1 h/ },
    );
  });
});
