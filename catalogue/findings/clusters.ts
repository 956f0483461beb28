/** Findings about the clusters: binder, manatee, moray, and what else should be there twice. */
import type { Meanings } from './meaning.ts';

export const clusters = {
  'few-members': {
    severity: 'note',
    means: 'A cluster has fewer members than it needs to stand the loss of one.',
    remedy: 'Create the others: `sdcadm post-setup ha-binder`, `ha-manatee`, `sdcadm create moray`.',
    source: 'RFD 67; manatee docs',
  },
  'members-together': {
    severity: 'note',
    means: 'Members of a cluster are on one server: its loss takes both.',
    remedy: 'Move one of them to another headnode.',
    source: 'RFD 67',
  },
  'even-ensemble': {
    severity: 'note',
    means: 'binder has an even number of members: it stands no more losses than with one fewer.',
    remedy: 'Add or remove one.',
    source: 'ZooKeeper: majorities',
  },
  'zk-servers-differ': {
    severity: 'warning',
    means: 'ZK_SERVERS is not the same in the application sdc, in moray and in manatee.',
    remedy: 'Set all three to the list of the binders.',
    source: 'sdcadm lib/post-setup/ha-binder.js',
  },
  'zk-servers-stale': {
    severity: 'warning',
    means:
      'ZK_SERVERS does not name the binders that there are: new zones would register with the wrong ones.',
    remedy: 'Set it to the list of the binders, in all three places.',
    source: 'sdcadm lib/post-setup/ha-binder.js',
  },
  'zk-ids-wrong': {
    severity: 'warning',
    means: "A binder's ZK_ID is not the number that ZK_SERVERS gives it, or two have one number.",
    remedy: 'Make them agree before a binder restarts.',
    source: 'binder: zoo.cfg, myid',
  },
  'zk-last-wrong': {
    severity: 'warning',
    means: 'Not exactly the last element of ZK_SERVERS is marked as last: templates write a broken list.',
    remedy: 'Mark the last one alone.',
    source: 'sdcadm lib/post-setup/ha-binder.js',
  },
  'zk-ha-servers': {
    severity: 'warning',
    means: 'ZK_HA_SERVERS exists: it silently wins over ZK_SERVERS.',
    remedy: 'Remove it.',
    source: 'binder zoo.cfg, sitter templates',
  },
  'binder-not-serving': {
    severity: 'warning',
    means: 'A binder does not serve: the ensemble has one member less than it shows.',
    remedy: 'Look at zookeeper in that zone.',
    source: 'ZooKeeper: ruok, stat',
  },
  'binder-leader': {
    severity: 'warning',
    means: 'The binders do not have one leader that all others follow.',
    remedy: 'Look at `echo stat | nc BINDER 2181` of each.',
    source: 'ZooKeeper: stat',
  },
  'manatee-no-primary': {
    severity: 'warning',
    means: 'manatee has no primary: nothing can be written, and no service changes anything.',
    remedy: 'Look at `manatee-adm show`.',
    source: 'manatee docs/user-guide.md',
  },
  'manatee-no-sync': {
    severity: 'warning',
    means: 'manatee has several peers and no sync: it takes no writes, or will lose them.',
    remedy: 'Look at `manatee-adm verify`.',
    source: 'manatee docs/user-guide.md',
  },
  'manatee-frozen': {
    severity: 'warning',
    means: 'manatee is frozen: it does not fail over.',
    remedy: '`manatee-adm unfreeze`, when whoever froze it is done.',
    source: 'TritonDataCenter/sdcadm#98',
  },
  'manatee-deposed': {
    severity: 'warning',
    means: 'manatee has a deposed peer, which does not come back by itself.',
    remedy: '`manatee-adm rebuild` in its zone, or `manatee-adm reap` if it is gone for good.',
    source: 'manatee docs/user-guide.md',
  },
  'manatee-one-node-mode': {
    severity: 'warning',
    means: 'One-node write mode does not fit the number of peers, or is not the same in manatee and in SAPI.',
    remedy: 'With several peers it must be off in both.',
    source: 'sdcadm lib/post-setup/ha-manatee.js',
  },
  'manatee-peers-differ': {
    severity: 'warning',
    means: 'The peers that manatee knows are not the instances that SAPI has.',
    remedy: 'Reap who is gone, or look why one does not join.',
    source: 'manatee docs/user-guide.md',
  },
} as const satisfies Meanings;
