/** Whether the target can take what moves: NIC tags, pool space, memory. */
import type { Finding } from '../../schemas/plan.ts';
import { error, warning } from '../findings.ts';
import { imageChain } from '../images.ts';
import type { Move } from '../move.ts';
import { compare, type World } from '../world.ts';

const MIB = 1024 * 1024;
const GIB = 1024 * MIB;

/** Datasets need a fifth more than they hold: the copy, its snapshots, and what is written meanwhile. */
const HEADROOM = 1.2;

/** An installed image takes about three times its compressed file. */
const UNPACKED = 3;

/** All checks of the targets: TO, and the server that members of clusters go to. */
export function checkTarget(world: World, moves: readonly Move[]): readonly Finding[] {
  return [...new Set(moves.map(({ to }) => to))].flatMap((to) =>
    checkOne(
      world,
      moves.filter((move) => move.to === to),
    ),
  );
}

function checkOne(world: World, moves: readonly Move[]): readonly Finding[] {
  const [first] = moves;
  if (!first) return [];
  return [
    ...checkNicTags(world, moves),
    ...checkSpace(world, moves),
    ...checkQuotas(world, moves),
    ...checkMemory(first, moves),
  ];
}

function checkNicTags(world: World, moves: readonly Move[]): readonly Finding[] {
  const needed = new Map<string, string[]>();
  for (const move of moves) {
    for (const nic of move.nics) needed.set(nic.nicTag, [...(needed.get(nic.nicTag) ?? []), move.old.alias]);
  }
  const to = moves[0]?.to;
  if (!to) return [];
  const provided = world.nicTags.get(to.uuid);
  return [...needed]
    .filter(([tag]) => !provided?.has(tag))
    .sort(([a], [b]) => compare(a, b))
    .map(([tag, aliases]) =>
      error(
        'nic-tag-missing',
        to.hostname,
        `${to.hostname} does not provide the NIC tag "${tag}", which ${[...new Set(aliases)].join(', ')} ${aliases.length === 1 ? 'needs' : 'need'}. Add it to one of its NICs, or leave them out with --except.`,
      ),
    );
}

function checkSpace(world: World, moves: readonly Move[]): readonly Finding[] {
  const to = moves[0]?.to;
  if (!to) return [];
  const pool = world.snapshot.globalZones?.[to.uuid]?.zpool;
  const byCnapi =
    typeof to.disk_pool_size_bytes === 'number' && typeof to.disk_pool_alloc_bytes === 'number'
      ? to.disk_pool_size_bytes - to.disk_pool_alloc_bytes
      : typeof to.unreserved_disk === 'number'
        ? to.unreserved_disk * MIB
        : null;
  const free = pool?.freeBytes ?? byCnapi;
  const created = moves.filter((move) => move.progress !== 'started');
  const data = created.reduce((sum, move) => sum + (move.dataset?.sizeBytes ?? 0), 0) * HEADROOM;
  const needed = data + imageBytes(world, created) * UNPACKED;
  if (created.length === 0) return [];
  if (free === null) {
    return [
      warning(
        'space-unknown',
        to.hostname,
        `The snapshot does not tell how much space ${to.hostname} has${needed > 0 ? `: ${gib(needed)} are needed` : ', nor how much is needed'}. Look at \`zpool list zones\` there.`,
      ),
    ];
  }
  if (needed <= free) return [];
  return [
    error(
      'no-space',
      to.hostname,
      `${to.hostname} has ${gib(free)} free in its pool, and ${gib(needed)} are needed for datasets (${gib(data)} with headroom) and images. Make room, or leave services out with --except.`,
    ),
  ];
}

/** Compressed bytes of the images that are to be installed, origins included. */
function imageBytes(world: World, moves: readonly Move[]): number {
  const installed = world.snapshot.globalZones?.[moves[0]?.to.uuid ?? '']?.images ?? [];
  const missing = new Set(moves.flatMap((move) => imageChain(world, move).chain));
  for (const image of installed) missing.delete(image);
  return [...missing].reduce((sum, image) => sum + (world.images?.get(image)?.files?.[0]?.size ?? 0), 0);
}

/** A zone's quota covers its delegated dataset too: receiving more than it fails half-way. */
function checkQuotas(world: World, moves: readonly Move[]): readonly Finding[] {
  return moves.flatMap((move) => {
    const quota = move.old.vm?.quota;
    const size = move.dataset?.method === 'send-increment' ? move.dataset.sizeBytes : null;
    const children =
      world.snapshot.globalZones?.[move.from.uuid]?.datasets?.filter((one) =>
        one.name.startsWith(`${move.old.dataset ?? ''}/`),
      ) ?? [];
    const findings: Finding[] = [];
    if (typeof quota === 'number' && quota > 0 && size !== null && size > quota * GIB) {
      findings.push(
        error(
          'quota-too-small',
          move.old.alias,
          `${move.old.dataset ?? ''} holds ${gib(size)}, more than the zone's quota of ${String(quota)} GiB: its copy would not fit. Raise the quota in VMAPI.`,
        ),
      );
    }
    if (move.dataset?.method === 'send-increment' && children.length > 0) {
      findings.push(
        error(
          'dataset-has-children',
          move.old.alias,
          `${move.old.dataset ?? ''} has child datasets (${children.map((one) => one.name).join(', ')}), which hnadm does not copy. Leave ${move.old.service.name} out with --except.`,
        ),
      );
    }
    return findings;
  });
}

function checkMemory(first: Move, moves: readonly Move[]): readonly Finding[] {
  const { to } = first;
  const provisionable = to.memory_provisionable_bytes;
  if (typeof provisionable !== 'number') return [];
  const needed =
    moves
      .filter((move) => move.progress === 'fresh')
      .reduce((sum, move) => sum + (move.old.vm?.max_physical_memory ?? 0), 0) * MIB;
  if (needed <= provisionable) return [];
  return [
    warning(
      'memory-tight',
      to.hostname,
      `The zones may use ${gib(needed)} of memory, and CNAPI says that ${gib(provisionable)} can be provisioned on ${to.hostname}. Their limits are seldom reached; look at it all the same.`,
    ),
  ];
}

function gib(bytes: number): string {
  const tenths = (bytes / GIB).toFixed(1);
  return tenths === '0.0' ? 'less than 0.1 GiB' : `${tenths} GiB`;
}
