/**
 * Who holds a lock, as one line that people can read in `ls -l` and that is read back strictly: it
 * becomes the target of a link, whose text illumos bounds to 1023 bytes. What hnadm would not have
 * written itself, character for character, is nobody's that it knows.
 */
import type { RunId, StepId } from '../schemas/ids.ts';

/** A process, told apart from a later one of the same number. */
export interface ProcessId {
  readonly pid: number;
  /** When it started, in its machine's own words; `''` where the machine can't tell. */
  readonly start: string;
}

/** What a run must know of processes; an effect, and therefore passed in. */
export interface Processes {
  /** The one that runs. */
  readonly own: ProcessId;
  /** Whether a process of this machine still lives. */
  readonly isAlive: (process: ProcessId) => boolean;
}

export interface Holder {
  readonly run: RunId;
  /** Login name. */
  readonly by: string;
  /** Where hnadm runs. */
  readonly host: string;
  /** ISO 8601, UTC, of the run's clock. */
  readonly since: string;
  /**
   * A process at work; or a latch, which nobody works behind: a commit step failed, and what it left
   * half-done can't be undone, so that no other run may start before a person has seen it.
   */
  readonly state:
    | { readonly kind: 'process'; readonly process: ProcessId }
    | { readonly kind: 'latch'; readonly step: StepId };
}

const FORM =
  /^hnadm-lock-1\?run=([0-9a-f]{16})&by=([^&]*)&host=([^&]*)&since=([0-9TZ:.-]+)&(?:pid=(\d+)&start=([^&]*)|latch=([^&]+))$/;

/** The line. Names are shortened to what fits: they are for people. */
export function writeHolder({ run, by, host, since, state }: Holder): string {
  const fields =
    state.kind === 'process'
      ? { pid: String(state.process.pid), start: state.process.start }
      : { latch: state.step };
  const pairs = Object.entries({ run, by, host, since, ...fields });
  return `hnadm-lock-1?${pairs.map(([key, value]) => `${key}=${written(value)}`).join('&')}`;
}

/** The holder that a line tells of, or null where hnadm did not write it. */
export function readHolder(line: string): Holder | null {
  const [, run = '', by = '', host = '', since = '', pid, start = '', latch = ''] = FORM.exec(line) ?? [];
  const state: Holder['state'] =
    pid === undefined
      ? { kind: 'latch', step: read(latch) as StepId }
      : { kind: 'process', process: { pid: Number(pid), start: read(start) } };
  const holder = { run: run as RunId, by: read(by), host: read(host), since, state };
  return writeHolder(holder) === line ? holder : null;
}

/** How every line begins that names the run, a latch's too. */
export function beginningOf(run: RunId): string {
  return `hnadm-lock-1?run=${run}&`;
}

/** Whether both are of one run on one machine, now or before. */
export function isSameRun(one: Holder, other: Holder): boolean {
  return one.run === other.run && written(one.host) === written(other.host);
}

/** The holder in a few words. */
export function describeHolder({ run, by, host, since, state }: Holder): string {
  return state.kind === 'process'
    ? `held by run ${run} of ${by} on ${host}, process ${String(state.process.pid)}, since ${since}`
    : `latched by run ${run} of ${by} on ${host} at ${since}: its step ${state.step} failed and can't be undone`;
}

const LONGEST = 80;

/** Printable ASCII without what has a meaning here; colons and slashes stay readable. */
function written(text: string): string {
  const plain = text.replaceAll(/[^\x20-\x7e]/g, '_').slice(0, LONGEST);
  return encodeURIComponent(plain).replaceAll('%2F', '/').replaceAll('%3A', ':');
}

function read(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    // Not ours, which the comparison of the whole line will find.
    return '';
  }
}
