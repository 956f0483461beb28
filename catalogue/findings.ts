/**
 * The one table of all findings: every code that a plan or a refusal may show, with what it means and
 * what to do. Codes are stable, because scripts and runbooks name them; a code has one severity.
 * docs/findings.md is made from it. Planning takes only its types: a code that is not here, or one of
 * another severity, does not compile.
 */
import type { Finding } from '../schemas/plan.ts';
import { clusters } from './findings/clusters.ts';
import { headnodes } from './findings/headnodes.ts';
import { networks } from './findings/networks.ts';
import { records } from './findings/records.ts';
import { request } from './findings/request.ts';
import { snapshot } from './findings/snapshot.ts';
import { target } from './findings/target.ts';
import { work } from './findings/work.ts';

type Table = typeof request &
  typeof snapshot &
  typeof records &
  typeof networks &
  typeof headnodes &
  typeof clusters &
  typeof target &
  typeof work;

/** Every finding's code. */
export type FindingCode = keyof Table;

/** The codes of findings of one severity. */
export type CodeOf<Severity extends Finding['severity']> = {
  [Code in FindingCode]: Table[Code]['severity'] extends Severity ? Code : never;
}[FindingCode];

/** The table by what its findings are about, in the order docs/findings.md tells them. */
export const findingGroups = [
  { title: 'What was asked for', rows: request },
  { title: 'The snapshot', rows: snapshot },
  { title: 'Records', rows: records },
  { title: 'Networks and addresses', rows: networks },
  { title: 'Headnodes', rows: headnodes },
  { title: 'Clusters', rows: clusters },
  { title: 'The target', rows: target },
  { title: 'Work around the plan', rows: work },
] as const;
