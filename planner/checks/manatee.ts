/** Whether manatee takes writes, fails over, and knows the peers that SAPI has: by its own shard state. */
import type { Finding } from '../../schemas/plan.ts';
import type { ZoneUuid } from '../../schemas/ids.ts';
import { warning } from '../findings.ts';
import { readShard } from '../manatee-shard.ts';
import { listed, sameSet, zonesOf, type Survey } from './survey.ts';

/** The shard, as people speak of it. */
interface Shard {
  readonly primary: string | null;
  readonly sync: string | null;
  readonly others: readonly string[];
  readonly deposed: readonly string[];
  readonly frozen: boolean;
  readonly oneNode: boolean;
}

/** Findings about the shard; none where its state was not recorded. */
export function checkManatee(survey: Survey): readonly Finding[] {
  const shard = shardOf(survey);
  if (shard === null) return [];
  return [
    ...withoutPrimary(shard),
    ...withoutSync(survey, shard),
    ...deposedPeers(shard),
    ...frozen(shard),
    ...oneNode(survey, shard),
    ...peers(survey, shard),
  ];
}

/** The shard, its peers by their aliases. */
function shardOf({ world }: Survey): Shard | null {
  const shard = readShard(world);
  if (shard === null) return null;
  const aliases = new Map(world.zones.map((zone) => [zone.uuid, zone.alias]));
  const alias = (peer: ZoneUuid): string => aliases.get(peer) ?? peer;
  return {
    primary: shard.primary === null ? null : alias(shard.primary),
    sync: shard.sync === null ? null : alias(shard.sync),
    others: shard.async.map(alias),
    deposed: shard.deposed.map(alias),
    frozen: shard.frozen,
    oneNode: shard.oneNode,
  };
}

function withoutPrimary({ primary }: Shard): readonly Finding[] {
  if (primary !== null) return [];
  return [
    warning(
      'manatee-no-primary',
      'manatee',
      'manatee has no primary: nothing can be written, and no service changes anything. Look at `manatee-adm show` in one of its zones.',
    ),
  ];
}

function withoutSync(survey: Survey, { primary, sync }: Shard): readonly Finding[] {
  if (primary === null || sync !== null || zonesOf(survey, 'manatee').length < 2) return [];
  return [
    warning(
      'manatee-no-sync',
      'manatee',
      `manatee has the primary ${primary} and no sync, though it has several instances. Look at \`manatee-adm verify\` in ${primary}.`,
    ),
  ];
}

function deposedPeers({ deposed }: Shard): readonly Finding[] {
  if (deposed.length === 0) return [];
  return [
    warning(
      'manatee-deposed',
      'manatee',
      `${listed(deposed)} is deposed and does not come back by itself. Run \`manatee-adm rebuild\` in it, or \`manatee-adm reap\` where it is gone for good.`,
    ),
  ];
}

function frozen(shard: Shard): readonly Finding[] {
  if (!shard.frozen) return [];
  return [
    warning(
      'manatee-frozen',
      'manatee',
      'manatee is frozen: it would not fail over. Find out who froze it and why (`manatee-adm show`), then run `manatee-adm unfreeze`.',
    ),
  ];
}

/** Off with several peers, in manatee's state and in SAPI's metadata, from which a sitter starts again. */
function oneNode(survey: Survey, shard: Shard): readonly Finding[] {
  const zones = zonesOf(survey, 'manatee');
  const flags = zones.map((zone) => zone.instance.metadata?.['ONE_NODE_WRITE_MODE']);
  const inSapi = flags.some((flag) => flag === true || flag === 'true');
  if (inSapi === shard.oneNode && !(inSapi && zones.length > 1)) return [];
  return [
    warning(
      'manatee-one-node-mode',
      'manatee',
      `One-node write mode is ${onOff(shard.oneNode)} in manatee and ${onOff(inSapi)} in SAPI (ONE_NODE_WRITE_MODE), with ${String(zones.length)} instances. It must be on with one alone, and the same in both.`,
    ),
  ];
}

function onOff(on: boolean): string {
  return on ? 'on' : 'off';
}

function peers(survey: Survey, { primary, sync, others, deposed }: Shard): readonly Finding[] {
  const known = new Set([primary, sync, ...others, ...deposed].filter((peer) => peer !== null));
  const instances = new Set(zonesOf(survey, 'manatee').map((zone) => zone.alias));
  if (sameSet(known, instances)) return [];
  return [
    warning(
      'manatee-peers-differ',
      'manatee',
      `manatee knows the peers ${listed(known)}, and SAPI has the instances ${listed(instances)}. Reap who is gone, or look why one does not join.`,
    ),
  ];
}
