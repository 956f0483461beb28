/** CNAPI: servers (sdc-cnapi lib/endpoints/servers). It counts as running while its heartbeats come. */
import type { ServerUuid } from '../schemas/ids.ts';
import { call } from './call.ts';
import type { Caller } from './caller.ts';
import { bodyList, bodyObject } from './read-body.ts';

export interface CnapiServerRecord {
  readonly uuid: ServerUuid;
  readonly hostname: string;
  readonly setup: boolean;
  readonly status: string;
}

/** All headnodes. */
export async function listHeadnodes(caller: Caller): Promise<readonly CnapiServerRecord[]> {
  const { body } = await call(
    caller,
    { service: 'cnapi' },
    { method: 'GET', path: '/servers?headnode=true' },
  );
  return bodyList('cnapi servers', body) as readonly CnapiServerRecord[];
}

/** The server, or null where CNAPI doesn't know it. */
export async function getServer(caller: Caller, uuid: ServerUuid): Promise<CnapiServerRecord | null> {
  const request = { method: 'GET', path: `/servers/${uuid}`, accept: [404] } as const;
  const { status, body } = await call(caller, { service: 'cnapi' }, request);
  return status === 404 ? null : (bodyObject('cnapi server', body) as CnapiServerRecord);
}
