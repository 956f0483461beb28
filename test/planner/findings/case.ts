/** A case: what is done to a datacenter, or asked of it, and the one finding that this gives. */
import type { FindingCode } from '../../../catalogue/findings.ts';
import type { Recording } from './recording.ts';

export interface Asked {
  readonly from?: string;
  readonly to?: string;
  readonly services?: readonly string[];
  readonly except?: readonly string[];
  readonly keepAddress?: readonly string[];
  readonly newAddress?: readonly string[];
  readonly allowDegraded?: boolean;
  readonly haTo?: string;
}

export interface Case {
  readonly code: FindingCode;
  /** What is wrong, in the test's name, where the code does not say it. */
  readonly of?: string;
  readonly break?: (dc: Recording) => void;
  /** What is asked: everything, unless told. */
  readonly asked?: Asked;
  /** What is asked of the datacenter without the trouble; the same, unless told. */
  readonly askedWell?: Asked;
  /** Findings that cannot but come along. */
  readonly also?: readonly FindingCode[];
}
