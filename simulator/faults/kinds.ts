/** The kinds of faults and what each does, in one sentence: read by `--help` and whoever reports. */
import type { FaultKind } from './fault.ts';

/** What each kind does. */
export const FAULTS: Readonly<Record<FaultKind, string>> = {
  'lost-answer': 'the answer to a write is lost, and the write happened or never arrived',
  refused: 'calls find no connection: nothing was sent',
  'answer-500': 'an API answers a write with 500, and the write happened or not',
  'answer-503': 'an API answers 503, service unavailable',
  'answer-409': 'VMAPI or SAPI refuses a write with 409',
  'answer-412': 'NAPI refuses a conditional request with 412',
  'answer-422': 'NAPI refuses a write with 422; of a create, this burns the UUID',
  'job-fails': 'a provision job fails on its server and leaves NIC, address, record and a failed row',
  'job-stuck': 'a job hangs for hours, and ends after all',
  'job-slow': 'a job takes some minutes longer',
  'server-silent': "a server's global zone is out of reach for a while; its zones go on running",
  'transfer-cut': 'the connection of a running zfs send is cut; the receiver keeps what it has',
  'pool-full': "a server's pool has no space for a while",
  'address-stolen': 'somebody else takes an address of the plan',
  'operator-change': 'an operator changes something that the plan touches',
  'late-write': 'somebody runs a replaced zone for a while after it was stopped, and it writes',
  'others-job': 'a job of somebody else runs, which nobody may cut off',
  killed: 'hnadm is killed at a journal record; what is under way goes on or never arrives',
};

/** Every kind, in the order they are told. */
export const FAULT_KINDS = Object.keys(FAULTS) as readonly FaultKind[];
