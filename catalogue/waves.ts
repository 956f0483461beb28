/**
 * The waves of an evacuation: which services an operator would move before which, and why. Services of
 * one wave have no order between them but the one they are written in, which a reader can rely on.
 */

/**
 * - `boot`: servers can boot from the new headnode before anything else depends on it.
 * - `pairs`: made for several instances; they show that zones can be made, started and found there.
 * - `leaves`: nothing that hnadm's own calls stand on needs them, so that what goes wrong stays there.
 * - `chain`: creates, deletes and NIC changes stand on them: when their turn comes, all others were made.
 * - `configuration`: SAPI. Until here every zone was set up from the old, proven one.
 * - `tools`: the sdc zone. The tools of the old headnode's global zone are of use until then.
 * - `clusters`: each member that leaves is waited for by all that stands on the cluster.
 */
export type Wave = 'boot' | 'pairs' | 'leaves' | 'chain' | 'configuration' | 'tools' | 'clusters';

/** The waves, the first first. */
export const WAVES: readonly Wave[] = [
  'boot',
  'pairs',
  'leaves',
  'chain',
  'configuration',
  'tools',
  'clusters',
];
