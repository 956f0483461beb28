/**
 * Faults that meet a call on its way. What they do is told in terms of the world's events: whether the
 * call's own event still happens, and what its client is told instead of the answer, and when. A
 * client may be told before the effect: that is the worst case, because a look then finds nothing yet.
 */
import { commandText, type Endpoint } from '../../triton/transport.ts';
import { mark } from '../blame.ts';
import { isLock } from '../global-zone-links.ts';
import { NODE } from '../gz/sdcadm.ts';
import { usedBySomebody, answerOf, isWrite } from './answers.ts';
import type { CallFault, CallFaultKind, WaitingFault } from './fault.ts';
import { note, strikes } from './strike.ts';
import type { Outcome, SentRequest, World } from '../world.ts';

/** What is done to a call. */
export interface Interference {
  /** What its client is told. */
  readonly outcome: Outcome<unknown>;
  /** When, as a share of the time that the call takes. */
  readonly share: number;
  /** Whether it has its effect all the same. */
  readonly arrives: boolean;
}

/** What a request meets, or null. */
export function metRequest(world: World, to: Endpoint, request: SentRequest): Interference | null {
  if (world.faults.armed.length === 0) return null;
  return met(world, `${to.service} ${request.method} ${request.path}`, (kind) => {
    if (kind === 'refused') return refused;
    if (kind === 'lost-answer') return isWrite(request) ? lost : null;
    const answer = answerOf(kind, to, request);
    if (answer === null) return null;
    const outcome = { answer: { ...answer, headers: {} } };
    return ({ arrives, share }) =>
      kind === 'answer-500' ? { outcome, arrives, share: 1 + share } : { outcome, arrives: false, share: 1 };
  });
}

/** What a command or a file for a global zone meets, or null. */
export function metCommand(world: World, server: string, argv: readonly string[]): Interference | null {
  if (world.faults.armed.length === 0) return null;
  const interference = met(world, `${commandText(argv)} on server ${server}`, (kind) => {
    if (kind === 'refused') return refused;
    return kind === 'lost-answer' && changesSomething(argv) ? lost : null;
  });
  // Of a lock that can't be given back for longer than all patience hnadm tells, and it stays.
  const isOfLock = (word: string) => world.links.has(`${server}:${word}`) && isLock(word);
  if (interference !== null && argv.some(isOfLock)) mark(world, `lock:${server}`);
  return interference;
}

/** What a transfer meets at its beginning, or null. */
export function metTransfer(world: World, what: string): Interference | null {
  if (world.faults.armed.length === 0) return null;
  return met(world, what, (kind) => (kind === 'refused' ? refused : null));
}

/** Whether NAPI refuses the NICs of a create whose turn it is; with what. */
export function metCreate(world: World, uuid: string): ReturnType<typeof usedBySomebody> | null {
  if (world.faults.armed.length === 0) return null;
  const struck = strikes(world, (fault): fault is CallFault => fault.kind === 'answer-422');
  if (struck === null) return null;
  note(
    world,
    struck.id,
    `create of ${uuid}`,
    'its NICs are refused: answered with 422, and the UUID is burnt',
  );
  return usedBySomebody();
}

type Effect = (fault: CallFault) => Interference;

const refused: Effect = () => ({
  outcome: { noAnswer: 'connect ECONNREFUSED', sent: false },
  share: 1,
  arrives: false,
});

const lost: Effect = ({ arrives, share }) => ({
  outcome: { noAnswer: 'socket hang up', sent: true },
  share,
  arrives,
});

function met(
  world: World,
  object: string,
  effectOf: (kind: CallFaultKind) => Effect | null,
): Interference | null {
  const struck = strikes(
    world,
    (fault): fault is CallFault => isCallFault(fault) && effectOf(fault.kind) !== null,
  );
  const effect = struck === null ? null : effectOf(struck.fault.kind);
  if (struck === null || effect === null) return null;
  const interference = effect(struck.fault);
  note(world, struck.id, object, described(struck.fault, interference));
  return interference;
}

function described({ kind, times }: CallFault, { arrives, outcome }: Interference): string {
  const told = 'answer' in outcome ? `answered with ${kind.slice('answer-'.length)}` : outcome.noAnswer;
  const again = times === 1 ? '' : `; the next ${String(times - 1)} such calls too`;
  if (kind !== 'lost-answer' && kind !== 'answer-500') return `${told}${again}`;
  return `${told}, and ${arrives ? 'it happened' : 'it never happened'}${again}`;
}

function isCallFault(fault: WaitingFault): fault is CallFault {
  return 'times' in fault;
}

/** Commands that change something whatever they are told. */
const CHANGING: readonly string[] = ['put', 'ln', 'mkdir', 'rm', NODE];

/** Subcommands that change something, by command. */
const CHANGES: Readonly<Record<string, readonly string[]>> = {
  imgadm: ['import'],
  svcadm: ['enable', 'disable', 'restart'],
  vmadm: ['start', 'stop', 'delete'],
  zlogin: ['promote', 'reap', 'rebuild', 'freeze', 'unfreeze'],
  zfs: ['snapshot', 'bookmark', 'hold', 'release', 'destroy', 'recv'],
};

function changesSomething([name = '', ...args]: readonly string[]): boolean {
  return CHANGING.includes(name) || CHANGES[name]?.some((verb) => args.includes(verb)) === true;
}
