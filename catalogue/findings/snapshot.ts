/** Findings about the snapshot itself: what it lacks, and how much less sure a plan is without it. */
import type { Meanings } from './meaning.ts';

export const snapshot = {
  'part-missing': {
    severity: 'error',
    means: 'The snapshot lacks SAPI, CNAPI or NAPI, without which nothing can be planned.',
    remedy: 'Record the datacenter again while these services answer.',
    source: 'hnadm: what a plan rests on',
  },
  'vmapi-unknown': {
    severity: 'warning',
    means: 'VMAPI was not recorded: sizes, states and datasets are those that SAPI names.',
    remedy: 'Record VMAPI too.',
    source: 'hnadm: what a plan rests on',
  },
  'global-zones-unknown': {
    severity: 'warning',
    means: 'No global zone was recorded: the sizes of datasets are unknown, and so is how long they take.',
    remedy: 'Record the global zones of the headnodes too.',
    source: 'hnadm: what a plan rests on',
  },
  'images-unknown': {
    severity: 'warning',
    means: 'IMGAPI was not recorded: whether images can be installed shows only when the plan is applied.',
    remedy: 'Record IMGAPI too.',
    source: 'hnadm: what a plan rests on',
  },
  'installed-images-unknown': {
    severity: 'warning',
    means: 'Which images TO has was not recorded: each needed one is a step, done at once where it is there.',
    remedy: "Nothing, or record TO's global zone too.",
    source: 'hnadm: what a plan rests on',
  },
  'space-unknown': {
    severity: 'warning',
    means: 'Nothing recorded tells how much space TO has.',
    remedy: 'Look at `zpool list zones` there.',
    source: 'hnadm: what a plan rests on',
  },
  'jobs-running': {
    severity: 'warning',
    means: 'Workflow jobs had not ended: they may change what the plan rests on, and die with their runner.',
    remedy: 'Let them end before the plan is applied.',
    source: 'node-workflow lib/runner.js',
  },
  'recording-incomplete': {
    severity: 'warning',
    means: 'Something could not be recorded: what rests on it is unknown.',
    remedy: 'See why, and record the datacenter again.',
    source: 'hnadm: unknown is never taken for absent',
  },
  'global-zone-unreachable': {
    severity: 'warning',
    means:
      "A headnode's global zone did not answer when the snapshot was recorded, and steps and locks need it.",
    remedy: 'See that it can be reached before the plan is applied.',
    source: 'hnadm: what a plan rests on',
  },
  'not-looked-at': {
    severity: 'note',
    means: 'Optional parts were not recorded, and nothing can be said of what they tell.',
    remedy: 'Nothing, or record these parts too.',
    source: 'hnadm: unknown is never taken for absent',
  },
} as const satisfies Meanings;
