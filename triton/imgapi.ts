/** IMGAPI: images (sdc-imgapi lib/images.js). Only an active one can be installed or provisioned from. */
import type { ImageUuid } from '../schemas/ids.ts';
import { call } from './call.ts';
import type { Caller } from './caller.ts';
import { bodyObject } from './read-body.ts';

export interface ImgapiImageRecord {
  readonly uuid: ImageUuid;
  readonly state: string;
}

/** The image, or null. */
export async function getImage(caller: Caller, uuid: ImageUuid): Promise<ImgapiImageRecord | null> {
  const request = { method: 'GET', path: `/images/${uuid}`, accept: [404] } as const;
  const { status, body } = await call(caller, { service: 'imgapi' }, request);
  return status === 404 ? null : (bodyObject('imgapi image', body) as ImgapiImageRecord);
}
