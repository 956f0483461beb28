/** IMGAPI (sdc-imgapi 4.13): manifests to read. */
import { api, failure, isUuid, ok, type Call, type Reply } from './route.ts';
import { text } from '../rows.ts';
import type { Row } from '../world.ts';

export const imgapi = api([
  ['GET', '/ping', () => ok({ ping: 'pong', version: '4.13.1', imgapi: true, pid: 1 })],
  ['GET', '/images', listImages],
  ['GET', '/images/:uuid', getImage],
]);

/** Active images unless asked otherwise; unknown filters are ignored. */
function listImages({ world, query }: Call): Reply {
  const found = [...world.images.values()]
    .filter((image) =>
      Object.entries({ state: 'active', ...query }).every(([key, value]) => fits(image, key, value)),
    )
    .toSorted((a, b) => (String(a['published_at']) < String(b['published_at']) ? -1 : 1));
  const marker = found.findIndex(({ uuid }) => uuid === query['marker']);
  // The marker's own row comes again: the next page begins with it.
  return ok(found.slice(Math.max(0, marker), Math.max(0, marker) + Number(query['limit'] ?? 1000)));
}

function fits(image: Row, key: string, value: string): boolean {
  if (key === 'state') return value === 'all' || (text(image, 'state') ?? 'active') === value;
  if (!['name', 'version', 'owner', 'type', 'os'].includes(key)) return true;
  const found = String(image[key]);
  if (value.startsWith('~')) return found.includes(value.slice(1));
  return value.startsWith('!') ? found !== value.slice(1) : found === value;
}

function getImage({ world, params, path }: Call): Reply {
  const uuid = text(params, 'uuid') ?? '';
  if (!isUuid(uuid)) return failure(404, 'ResourceNotFound', `${path} does not exist`);
  const image = world.images.get(uuid);
  return image === undefined ? failure(404, 'ResourceNotFound', `image ${uuid} not found`) : ok(image);
}
