/** A finished site's images as IMGAPI would list them. */
import type { Site } from './site.ts';

type Json = Readonly<Record<string, unknown>>;

/** IMGAPI's manifests. */
export function imgapi(site: Site): Json {
  const images = site.images.filter((image) => image.present);
  return {
    images: images.map(({ uuid, name, origin }) => ({
      v: 2,
      uuid,
      owner: site.administrator,
      name,
      version: '1.0.0',
      state: 'active',
      disabled: false,
      public: false,
      published_at: '2026-07-04T10:40:00.000Z',
      type: 'zone-dataset',
      os: 'smartos',
      files: [{ sha1: uuid.replaceAll('-', ''), size: 52_000_000, compression: 'gzip' }],
      ...(origin === null ? {} : { origin: origin.uuid }),
    })),
  };
}
