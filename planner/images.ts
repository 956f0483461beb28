/**
 * Images on the target: each service's image and its origins, deepest first, each installed once
 * however many services share it. What is installed already is no step.
 */
import type { Finding } from '../schemas/plan.ts';
import type { CnapiServer } from '../schemas/snapshot.ts';
import type { ImageUuid, StepId, UnitId } from '../schemas/ids.ts';
import { needs, writes, type Draft } from './draft.ts';
import { error, warning } from './findings.ts';
import type { Move } from './move.ts';
import type { World } from './world.ts';

const UNIT = 'images' as UnitId;

/** The images that a move needs on the target, origins first; or why one can't be had. */
export function imageChain(
  world: World,
  move: Move,
): { readonly chain: readonly ImageUuid[]; readonly findings: readonly Finding[] } {
  const name = move.old.service.name;
  // A zone that was made already has its image.
  if (!move.planned.create) return { chain: [], findings: [] };
  if (!world.images) return { chain: [move.image], findings: [] };
  const chain: ImageUuid[] = [];
  for (let next: ImageUuid | undefined = move.image; next !== undefined;) {
    if (chain.includes(next)) {
      const why = `The image ${next} of ${name} is, by its origins, an origin of itself: IMGAPI's manifests are broken.`;
      return { chain: [], findings: [error('image-origin-circle', name, why)] };
    }
    const image = world.images.get(next);
    if (!image) {
      const role =
        next === move.image
          ? `The image ${next} of ${name}`
          : `The image ${next}, an origin of ${name}'s image,`;
      return {
        chain: [],
        findings: [
          error('image-missing', name, `${role} is not in IMGAPI. Import it: sdc-imgadm import ${next}`),
        ],
      };
    }
    if ((image.state !== undefined && image.state !== 'active') || image.disabled === true) {
      const found = image.disabled === true ? 'disabled' : (image.state ?? 'unknown');
      return {
        chain: [],
        findings: [
          error(
            'image-not-active',
            name,
            `The image ${next} of ${name} is ${found} in IMGAPI, expected active.`,
          ),
        ],
      };
    }
    chain.unshift(next);
    next = image.origin;
  }
  return { chain, findings: [] };
}

/**
 * Adds the install steps of all chains on one server; answers with the step that each image waits for, if
 * any. `prefix` tells the steps of servers apart.
 */
export function addImages(
  draft: Draft,
  world: World,
  { to, prefix }: { readonly to: CnapiServer; readonly prefix: string },
  chains: readonly (readonly ImageUuid[])[],
): { readonly steps: ReadonlyMap<ImageUuid, StepId>; readonly findings: readonly Finding[] } {
  const installed = world.snapshot.globalZones?.[to.uuid]?.images;
  const steps = new Map<ImageUuid, StepId>();
  const wanted = [
    ...new Map(
      chains.flatMap((chain) => chain.map((image, index) => [image, chain[index - 1] ?? null] as const)),
    ),
  ];
  for (const [image, origin] of wanted) {
    if (installed?.includes(image)) continue;
    steps.set(
      image,
      addInstall(draft, world, { to, prefix }, [image, origin, (origin && steps.get(origin)) ?? null]),
    );
  }
  const findings: Finding[] = [];
  if (wanted.length > 0 && !installed) {
    findings.push(
      warning(
        'installed-images-unknown',
        to.hostname,
        `The snapshot does not tell which images ${to.hostname} has: each needed one is a step, done at once where it is there.`,
      ),
    );
  }
  if (wanted.length > 0 && !world.images) {
    findings.push(
      warning(
        'images-unknown',
        to.hostname,
        'The snapshot has no IMGAPI part: that images and their origins can be installed shows only when the plan is applied.',
      ),
    );
  }
  return { steps, findings };
}

function addInstall(
  draft: Draft,
  world: World,
  { to, prefix }: { readonly to: CnapiServer; readonly prefix: string },
  [image, origin, originStep]: readonly [ImageUuid, ImageUuid | null, StepId | null],
): StepId {
  const known = world.images?.get(image);
  const label = known ? [known.name, known.version].filter(Boolean).join(' ') : image;
  const step = draft.add({
    unit: UNIT,
    phase: 'prepare',
    slug: `${prefix}${image}`,
    action: 'image.install',
    params: { server: to.uuid, image, origin },
    title: `Install image ${label} on ${to.hostname}`,
    why: 'A zone can only be made where its image and its origins are.',
    needs: needs([originStep, 'origin']),
    touches: [writes(`image:${to.uuid}/${image}`)],
  });
  draft.expect({ kind: 'image-active', image }, step);
  return step;
}
