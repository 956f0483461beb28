/** Whether the images of core services could be had anywhere else: those that a move needs are checked for itself. */
import type { Finding } from '../../schemas/plan.ts';
import type { ImgapiImage } from '../../schemas/snapshot.ts';
import type { ImageUuid } from '../../schemas/ids.ts';
import { note, warning } from '../findings.ts';
import { listed, type Survey } from './survey.ts';

/** Findings about images; none where IMGAPI was not recorded. */
export function checkCoreImages(survey: Survey): readonly Finding[] {
  if (!survey.world.images) return [];
  return [...missing(survey), ...withoutFile(survey)];
}

/** One that a move needs is an error, and there is no plan. */
function missing({ world, zones }: Survey): readonly Finding[] {
  const lacking = zones.flatMap((zone) => {
    const image = zone.service.params?.image_uuid;
    const gap = image === undefined ? null : gapIn(world.images, image);
    return gap === null ? [] : [`${gap} (${zone.service.name})`];
  });
  if (lacking.length === 0) return [];
  return [
    note(
      'image-not-in-imgapi',
      'imgapi',
      `IMGAPI lacks images of core services, or what these stand on: ${listed(lacking)}. Import them: no instance of theirs could be made.`,
    ),
  ];
}

type Images = Survey['world']['images'];

/** The first image of a chain that IMGAPI lacks. A circle has none missing, and ends where it closes. */
function gapIn(images: Images, image: ImageUuid): ImageUuid | null {
  const seen = new Set<ImageUuid>();
  for (let next: ImageUuid | undefined = image; next !== undefined && !seen.has(next);) {
    const manifest: ImgapiImage | undefined = images?.get(next);
    if (!manifest) return next;
    seen.add(next);
    next = manifest.origin;
  }
  return null;
}

/** A manifest without `files` tells nothing of them. */
function withoutFile({ world, moves }: Survey): readonly Finding[] {
  const empty = moves
    .filter((move) => move.planned.create && world.images?.get(move.image)?.files?.length === 0)
    .map((move) => `${move.image} (${move.old.service.name})`);
  if (empty.length === 0) return [];
  return [
    warning(
      'image-without-file',
      'imgapi',
      `IMGAPI has no file of images that are to be installed: ${listed(empty)}. Import them again, and run \`imgapiadm check-files\`.`,
    ),
  ];
}
