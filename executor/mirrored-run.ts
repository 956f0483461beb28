/**
 * A run as a headnode has it: plan.json, and the journal in segments, each a file named by its first
 * and last record. A name is never written twice with less in it: where a put without an answer was
 * repeated, both may arrive, in any order, and what they have in common they have alike.
 */
import type { RunId, ServerUuid } from '../schemas/ids.ts';
import type { JournalRecord } from '../schemas/journal.ts';
import type { CommandCaller } from '../triton/caller.ts';
import { listFolder, readFiles } from '../triton/global-zone/files.ts';
import { badLines, lineOfRecord, readJournalLines } from './journal-lines.ts';

/** Where a headnode keeps runs: those of its own root user, and copies of others'. */
const RUNS = '/var/hnadm/runs';
/** A run of a simulation, which may lie beside them, is none of a datacenter. */
const RUN = /^[0-9a-f]{16}$/;
const SEGMENT = /^\d{8}-\d{8}\.jsonl$/;
/** Files that one command is asked for: an argument vector has its bounds. */
const AT_ONCE = 100;

/** A headnode by UUID and name. */
export interface Headnode {
  readonly uuid: ServerUuid;
  readonly hostname: string;
}

export interface MirroredRun {
  readonly hasPlan: boolean;
  readonly records: readonly JournalRecord[];
}

/** Runs that a headnode keeps something of. @throws {CallFailed} */
export async function listMirroredRuns(caller: CommandCaller, { uuid }: Headnode): Promise<readonly RunId[]> {
  const names = (await listFolder(caller, uuid, RUNS)) ?? [];
  return names.filter((name): name is RunId => RUN.test(name));
}

/** The text of a run's plan. @throws {CallFailed} */
export function readMirroredPlan(caller: CommandCaller, { uuid }: Headnode, run: RunId): Promise<string> {
  return readFiles(caller, uuid, [planPath(run)]);
}

/** Path of the plan's copy. */
export function planPath(run: RunId): string {
  return `${RUNS}/${run}/plan.json`;
}

/** Path and content of a segment; `records` has at least one. */
export function segmentOf(run: RunId, records: readonly JournalRecord[]) {
  const name = [records[0], records.at(-1)].map((one) => String(one?.seq ?? 0).padStart(8, '0')).join('-');
  return {
    path: `${RUNS}/${run}/journal/${name}.jsonl`,
    content: records.map(lineOfRecord).join(''),
  };
}

/** Reads what a headnode has of a run; nothing where it has none. @throws {CallFailed} {JournalBroken} */
export async function readMirroredRun(
  caller: CommandCaller,
  { uuid, hostname }: Headnode,
  run: RunId,
): Promise<MirroredRun> {
  const folder = `${RUNS}/${run}`;
  const names = await listFolder(caller, uuid, folder);
  const segments = ((await listFolder(caller, uuid, `${folder}/journal`)) ?? [])
    .filter((name) => SEGMENT.test(name))
    .toSorted();
  let text = '';
  for (let at = 0; at < segments.length; at += AT_ONCE) {
    const paths = segments.slice(at, at + AT_ONCE).map((name) => `${folder}/journal/${name}`);
    text += await readFiles(caller, uuid, paths);
  }
  const place = `${hostname}:${folder}/journal`;
  return {
    hasPlan: names?.includes('plan.json') === true,
    records: readJournalLines(place, inOrder(place, text.split('\n').slice(0, -1))),
  };
}

/** Each record once. What does not say its number is left where it is, and refused there. */
function inOrder(place: string, lines: readonly string[]): readonly string[] {
  const bySeq = new Map<number, string>();
  for (const [index, line] of lines.entries()) {
    const seq = seqOf(line) ?? index;
    const other = bySeq.get(seq);
    if (other !== undefined && other !== line) throw badLines(place, `has two records ${String(seq)}`);
    bySeq.set(seq, line);
  }
  return [...bySeq].toSorted(([a], [b]) => a - b).map(([, line]) => line);
}

function seqOf(line: string): number | null {
  const [, digits] = /"seq":(\d+)/.exec(line) ?? [];
  return digits === undefined ? null : Number(digits);
}
