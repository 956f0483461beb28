/**
 * What may have become of a run that was killed: each effect that was under way has happened or has
 * never arrived, and nobody knows which. A saved world is forked into those, by its queue.
 */
import { commandNamed } from '../../simulator/gz/commands.ts';
import type { DatacenterState } from '../../simulator/world-state.ts';
import type { Happening, SimEvent } from '../../simulator/world.ts';

/** A saved world, and which of the effects under way happen: `+` does, `-` never arrived. */
export interface Fork {
  readonly state: DatacenterState;
  readonly fates: string;
}

/** What is left on the other headnode when this machine is lost, with all that it had sent to there. */
export function withoutMirroring(state: DatacenterState): DatacenterState {
  return { ...state, events: state.events.filter(({ what }) => !isMirroring(what)) };
}

/** At most so many effects are tried in every combination: of more, a few are drawn. */
const ALL_OF = 2;
const DRAWN = 4;

/**
 * The forks of a saved world.
 * `draw`: a number from 0 to below its argument, for what is not tried in every combination.
 */
export function forksOf(state: DatacenterState, draw: (below: number) => number): readonly Fork[] {
  const effects = state.events.filter(({ what }) => isEffect(what) && !hasBegun(what));
  return fatesOf(effects.length, draw).map((fates) => ({ fates, state: withFates(state, effects, fates) }));
}

/** The fork in which the effects under way have these fates. */
function withFates(state: DatacenterState, effects: readonly SimEvent[], fates: string): DatacenterState {
  const lost = new Set(effects.filter((_, n) => fates[n] === '-'));
  const cut = new Set([...lost].flatMap(({ what }) => (what.kind === 'transfer' ? [what.client] : [])));
  const { now } = state.plain;
  return {
    ...state,
    events: state.events
      .filter((event) => !lost.has(event))
      .map((event) => (event.what.kind === 'transfer' ? { ...event, at: now } : event)),
    maps: {
      ...state.maps,
      // A stream goes through hnadm and ends with it: it happened where all of it had gone over already.
      transfers: state.maps.transfers
        .filter(([client]) => !cut.has(client))
        .map(([client, one]) => [client, { ...one, startedAt: now - one.totalBytes / one.rate - 1 }]),
    },
    datasets: cut.size === 0 ? state.datasets : datasetsAfterCut(state, cut),
  };
}

/** A receiver whose sender was cut off keeps what it has, with a token to go on from. */
function datasetsAfterCut(state: DatacenterState, cut: ReadonlySet<number>): DatacenterState['datasets'] {
  const targets = new Map(
    state.maps.transfers
      .filter(([client]) => cut.has(client))
      .map(([, { to, ...transfer }]) => [`${to.server} ${to.dataset}`, transfer]),
  );
  return state.datasets.map(([server, there]) => [
    server,
    there.map(([name, dataset]) => {
      const transfer = targets.get(`${server} ${name}`);
      if (transfer === undefined) return [name, dataset] as const;
      const hasBegun = transfer.resumable && state.plain.now > transfer.startedAt;
      return [
        name,
        { ...dataset, receiving: false, resumeToken: hasBegun ? '1-cut' : dataset.resumeToken },
      ] as const;
    }),
  ]);
}

function fatesOf(effects: number, draw: (below: number) => number): readonly string[] {
  const written = (bits: number): string =>
    Array.from({ length: effects }, (_, n) => ((bits >> n) & 1 ? '+' : '-')).join('');
  const all = 2 ** Math.min(effects, 30);
  if (effects <= ALL_OF) return Array.from({ length: all }, (_, bits) => written(bits));
  const drawn = Array.from({ length: DRAWN - 2 }, () => written(draw(all)));
  return [...new Set(['-'.repeat(effects), '+'.repeat(effects), ...drawn])];
}

/** Commands and subcommands that only look. */
const LOOKS = [/^(dig|ls|nc|svcs) /, /^zfs (list|get|holds) /, /^vmadm (get|list) /, /^imgadm (get|list) /];

/** Whether a command changes anything. */
export function changes(argv: readonly string[]): boolean {
  return !LOOKS.some((look) => look.test(`${argv.join(' ')} `));
}

/** Whether a file is of the journal's copy: it tells of effects and is none. */
export function isMirrored(file: string): boolean {
  return file.includes(':/var/hnadm/runs/');
}

/** Whether a piece of the journal's copy is on its way. */
export function isMirroring(what: Happening): boolean {
  return what.kind === 'put' && isMirrored(what.file);
}

/** Whether something that a client sent, and that has not arrived, changes anything. */
export function isEffect(what: Happening): boolean {
  switch (what.kind) {
    case 'request':
      return what.request.method !== 'GET' && what.request.method !== 'HEAD';
    case 'command':
      return changes(what.argv);
    case 'put':
      return !isMirroring(what);
    case 'transfer':
      return true;
    default:
      return false;
  }
}

/** Whether it is a command that changed something when it began: it goes on, whoever waits for it. */
function hasBegun(what: Happening): boolean {
  return what.kind === 'command' && commandNamed(what.argv[0] ?? '').begin !== undefined;
}

/** Whether it is a look that has not arrived: with its client gone, nobody sees the answer. */
export function isLook(what: Happening): boolean {
  return (what.kind === 'request' || what.kind === 'command') && !isEffect(what);
}
