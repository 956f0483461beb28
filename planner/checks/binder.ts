/** Whether the binders serve, and follow one leader, as each answered when it was asked. */
import type { Finding } from '../../schemas/plan.ts';
import { warning } from '../findings.ts';
import { listed, type Survey } from './survey.ts';

const SERVING = new Set(['leader', 'follower', 'standalone', 'observer']);

/** A member, and what it answered; null: nothing. */
interface Asked {
  readonly name: string;
  readonly mode: string | null;
}

/** Findings about the ensemble; none where it was not asked. */
export function checkBinder({ world }: Survey): readonly Finding[] {
  const aliases = new Map<string, string>(world.zones.map((zone) => [zone.uuid, zone.alias]));
  const asked = (world.snapshot.clusters?.binder ?? []).flatMap(({ zone, ip, mode }): readonly Asked[] =>
    mode === undefined ? [] : [{ name: aliases.get(zone) ?? ip, mode }],
  );
  return [...silent(asked), ...divided(asked)];
}

function serves({ mode }: Asked): boolean {
  return mode !== null && SERVING.has(mode);
}

function silent(asked: readonly Asked[]): readonly Finding[] {
  return asked
    .filter((one) => !serves(one))
    .map(({ name, mode }) =>
      warning(
        'binder-not-serving',
        name,
        `${name} ${mode === null ? 'gave no answer' : `answered "${mode}"`} when zookeeper was asked: the ensemble has one member less than it shows. Look at \`svcs zookeeper\` in that zone.`,
      ),
    );
}

/** One that was asked alone may be a follower: whether the others are well is not known then. */
function divided(asked: readonly Asked[]): readonly Finding[] {
  const serving = asked.filter(serves);
  const leaders = serving.filter(({ mode }) => mode === 'leader');
  const alone = serving.filter(({ mode }) => mode === 'standalone');
  if (asked.length < 2 || (leaders.length === 1 && alone.length === 0)) return [];
  return [
    warning(
      'binder-leader',
      'binder',
      `The binders must have one leader that the others follow, and are: ${listed(serving.map(({ name, mode }) => `${name} ${mode ?? ''}`))}. Look at \`echo stat | nc ADDRESS 2181\` of each.`,
    ),
  ];
}
