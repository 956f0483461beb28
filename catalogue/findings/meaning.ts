/** What a finding's code stands for: the columns of the table of findings. */
import type { Finding } from '../../schemas/plan.ts';

export interface Meaning {
  readonly severity: Finding['severity'];
  /** What was seen, and why it matters. */
  readonly means: string;
  /** What a person does about it. */
  readonly remedy: string;
  /** Where it is known from that this matters. */
  readonly source: string;
}

/** Rows of one part of the table, by code. */
export type Meanings = Readonly<Record<string, Meaning>>;
