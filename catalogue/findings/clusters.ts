/** Findings about the clusters: binder, manatee, moray, and what else should be there twice. */
import type { Meanings } from './meaning.ts';

export const clusters = {
  'ha-no-place': {
    severity: 'error',
    means:
      "A cluster's member on FROM can't move: TO has a member already, and two on one server would be lost together.",
    remedy:
      'Name a server that has none with --ha-to, or let the cluster shrink with --allow-degraded, or leave the service out with --except.',
    source: 'RFD 67',
  },
  'ha-to-taken': {
    severity: 'error',
    means: 'The server named with --ha-to has a member of the cluster already.',
    remedy: 'Name a server that has none, or let the cluster shrink with --allow-degraded.',
    source: 'RFD 67',
  },
  'ha-last-member': {
    severity: 'error',
    means: "A cluster's member was to be taken out, and too few of the others run.",
    remedy: 'Name a server that has no member with --ha-to, or create another member first.',
    source: 'sdcadm lib/post-setup/ha-manatee.js; ZooKeeper: majorities',
  },
  'degraded-forbidden': {
    severity: 'error',
    means: "--allow-degraded was given, and the datacenter's policy does not allow it.",
    remedy: 'Name a server that has no member with --ha-to, or leave the service out with --except.',
    source: "the datacenter's policy file",
  },
  'cluster-degraded': {
    severity: 'warning',
    means: 'The plan takes a member out of a cluster, and nothing replaces it.',
    remedy: 'Create another on a server that has none as soon as there is one.',
    source: 'RFD 67',
  },
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
