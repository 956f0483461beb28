/**
 * The table of states by which a half-finished create is recognised. A candidate's UUID is the only
 * key that survives a lost answer, so everything is decided from what SAPI, VMAPI and the jobs say of
 * it. The tempting alternative, sending the create again, doubles the zone: SAPI lets two of them
 * pass as long as VMAPI has no row (sdc-sapi lib/server/model.js).
 */
import type { ServerUuid, ServiceUuid, ZoneUuid } from '../schemas/ids.ts';
import type { Caller } from '../triton/caller.ts';
import { getInstance, type SapiInstanceRecord } from '../triton/sapi.ts';
import { getVm, isOpen, listJobs, type VmJob, type VmRow } from '../triton/vmapi.ts';

/** What is known of a candidate. */
export interface Sighting {
  readonly record: SapiInstanceRecord | null;
  readonly row: VmRow | null;
  /** A job of the zone that has not ended. */
  readonly openJob: VmJob | null;
}

/**
 * create: nobody has heard of it; wait: undecided, neither create nor sweep; adopt: the zone is there,
 * its SAPI record is not; present: all there; burnt: the UUID can't be used any more, and leftovers
 * are to be swept; elsewhere: a living zone of that UUID on another server;
 * foreign: one that is not this plan's, whatever its UUID, and that is never touched.
 */
export type Verdict = 'create' | 'wait' | 'adopt' | 'present' | 'burnt' | 'elsewhere' | 'foreign';

/** Reads everything the table needs. */
export async function sight(caller: Caller, uuid: ZoneUuid): Promise<Sighting> {
  const record = await getInstance(caller, uuid);
  const row = await getVm(caller, uuid);
  const jobs = await listJobs(caller, uuid);
  return { record, row, openJob: jobs.find(isOpen) ?? null };
}

/** What a candidate is to become. */
export interface Wanted {
  readonly server: ServerUuid;
  readonly service: ServiceUuid;
  readonly alias: string;
}

/** The table. */
export function judge({ record, row, openJob }: Sighting, { server, service, alias }: Wanted): Verdict {
  if (record !== null && record.service_uuid !== service) return 'foreign';
  const isAlive = row !== null && row.state !== 'destroyed' && row.state !== 'failed';
  if (isAlive && row.alias !== null && row.alias !== alias) return 'foreign';
  if (openJob !== null) return 'wait';
  if (row === null) return record === null ? 'create' : 'wait';
  switch (row.state) {
    case 'destroyed':
    case 'failed':
    case 'incomplete':
      return 'burnt';
    case 'stopped':
    case 'running':
      if (row.server_uuid !== server) return 'elsewhere';
      return record === null ? 'adopt' : 'present';
    default:
      return 'wait';
  }
}
