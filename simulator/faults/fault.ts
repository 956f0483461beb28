/**
 * A fault as plain data: what it will do is decided before the rehearsal begins, so that the same seed
 * gives the same faults whatever the run does, and lies in the world, so that a world that was saved
 * goes on alike. Only what can't be known beforehand is drawn when it strikes, from the faults' own
 * generator: durations are drawn from the world's, and must not change because a fault is waiting.
 */
import type { Random } from '../random.ts';

/** Faults that meet one or more calls, each in place of its answer. */
export type CallFaultKind =
  'lost-answer' | 'refused' | 'answer-500' | 'answer-503' | 'answer-409' | 'answer-412' | 'answer-422';

export interface CallFault {
  readonly kind: CallFaultKind;
  /** Fitting calls that it lets pass before it strikes. */
  readonly skip: number;
  /** Fitting calls in a row that it meets then: an outage lasts. */
  readonly times: number;
  /** Whether the call has its effect all the same, where the kind leaves that open. */
  readonly arrives: boolean;
  /** When the connection breaks, as a share of the time that the call takes: above 1 the effect comes first. */
  readonly share: number;
}

export interface JobFault {
  readonly kind: 'job-fails' | 'job-stuck' | 'job-slow';
  /** Fitting jobs that it lets pass. */
  readonly skip: number;
  /** Milliseconds that the job takes longer. */
  readonly longer: number;
}

export interface TransferFault {
  readonly kind: 'transfer-cut';
  /** Transfers that it lets pass. */
  readonly skip: number;
  /** Share of the stream that has gone over when the connection breaks. */
  readonly share: number;
}

export interface KilledFault {
  readonly kind: 'killed';
  /** Journal records that it lets pass. */
  readonly skip: number;
  /** Whether the record that it strikes at was stored before hnadm died. */
  readonly stored: boolean;
}

/** A fault that waits for something that is done. */
export type WaitingFault = CallFault | JobFault | TransferFault | KilledFault;

interface Timed {
  /** Milliseconds from the beginning. */
  readonly after: number;
}

interface Lasting extends Timed {
  /** Milliseconds from its beginning to its end. */
  readonly lasts: number;
}

/** A fault that comes by itself at a time. */
export type TimedFault =
  | (Lasting & { readonly kind: 'server-silent'; readonly server: string })
  | (Lasting & { readonly kind: 'pool-full'; readonly server: string })
  | (Timed & {
      readonly kind: 'address-stolen';
      readonly network: string;
      readonly ip: string;
      readonly thief: string;
      /** MAC of the NIC that the thief makes on it; null: a reservation. */
      readonly mac: string | null;
    })
  | (Timed & {
      readonly kind: 'operator-change';
      /** Zones and addresses that it may concern; which of them and how is drawn from what is possible then. */
      readonly zones: readonly string[];
      readonly addresses: readonly { readonly network: string; readonly ip: string }[];
    })
  | (Lasting & { readonly kind: 'late-write'; readonly zone: string })
  | (Lasting & { readonly kind: 'others-job'; readonly vm: string; readonly server: string });

export type Fault = WaitingFault | TimedFault;
export type FaultKind = Fault['kind'];

/** What became of a fault. */
export interface FaultReport {
  readonly kind: FaultKind;
  /** When it struck first, virtual, ISO 8601; null: it never did. */
  readonly at: string | null;
  /** What it struck; null: nothing. */
  readonly object: string | null;
  readonly what: string;
}

/** A waiting fault, and how far its waiting is. */
export interface ArmedFault {
  /** Its place among the reports. */
  readonly id: number;
  readonly fault: WaitingFault;
  /** Fitting occasions so far. */
  seen: number;
}

/** Everything about faults in a world. */
export interface FaultState {
  readonly random: Random;
  /** Whether faults that come at a time still come. */
  active: boolean;
  /** Faults that wait, in the order they were given; used up ones are gone. */
  armed: ArmedFault[];
  readonly reports: FaultReport[];
  /** Servers whose global zone nobody reaches now. */
  silent: readonly string[];
  /** Servers whose pool has no space now. */
  full: readonly string[];
  /** What faults did with their own hands, and when they did it last: see blame.ts. */
  readonly marks: Record<string, number>;
}

/** No faults. */
export function noFaults(): FaultState {
  return { random: { state: 0 }, active: true, armed: [], reports: [], silent: [], full: [], marks: {} };
}
