/**
 * The table of commands. A command's own file is loaded when it is called, so that `--help` and
 * `--version` don't wait for what they don't need.
 */
import type { Command } from './command.ts';

/** Words that need a second one. */
export const GROUPS = {
  server: { summary: false, missing: 'what about the servers?' },
  plan: {
    summary: 'make a plan: a file to review, compare, rehearse and apply',
    missing: 'no kind of plan was given',
  },
  lock: { summary: 'who holds the lock of a datacenter; how to free it', missing: 'show it, or break it?' },
} as const;

/** One line of the table. */
export interface Entry {
  /** The word before it, for `plan migrate`. */
  readonly group?: keyof typeof GROUPS;
  /** In yargs' form: `<needed> [optional] [many..]`. */
  readonly usage: string;
  readonly aliases?: readonly string[];
  /** An option that takes every word behind it. */
  readonly greedy?: string;
  /** False keeps it out of the help: it is a second name. */
  readonly summary: string | false;
  readonly load: () => Promise<Command>;
}

/** All commands, in the order in which an operator meets them. */
export const COMMANDS: readonly Entry[] = [
  {
    usage: 'servers',
    summary: 'the servers of a datacenter',
    load: async () => (await import('./servers.ts')).servers,
  },
  {
    group: 'server',
    usage: 'ls',
    summary: false,
    load: async () => (await import('./servers.ts')).servers,
  },
  {
    usage: 'services',
    aliases: ['svcs'],
    summary: 'the services of a datacenter',
    load: async () => (await import('./services.ts')).services,
  },
  {
    usage: 'instances',
    aliases: ['insts'],
    summary: "the core services' zones",
    load: async () => (await import('./instances.ts')).instances,
  },
  {
    group: 'plan',
    usage: 'migrate <from> <to> [services..]',
    greedy: '--except',
    summary: 'evacuate a headnode: move its services to another',
    load: async () => (await import('./plan-migrate.ts')).planMigrateCommand,
  },
  {
    usage: 'show <plan>',
    summary: 'a plan as a text to review',
    load: async () => (await import('./show.ts')).show,
  },
  {
    usage: 'diff <before> <after>',
    summary: 'what differs between two plans',
    load: async () => (await import('./diff.ts')).diff,
  },
  {
    usage: 'check <plan>',
    summary: 'is a plan well-formed, sound, and still true?',
    load: async () => (await import('./check.ts')).check,
  },
  {
    usage: 'simulate <plan>',
    greedy: '--fault',
    summary: 'rehearse a plan: how long, who is down, is anything broken?',
    load: async () => (await import('./simulate.ts')).simulate,
  },
  {
    usage: 'apply [plan]',
    greedy: '--open-gates',
    summary: 'carry out a plan, or go on with a run of it',
    load: async () => (await import('./apply.ts')).apply,
  },
  {
    usage: 'rollback <plan>',
    summary: 'undo what a run did and has not committed',
    load: async () => (await import('./rollback.ts')).rollbackCommand,
  },
  {
    usage: 'runs [run]',
    summary: 'what ran here, how it ended, and what it left',
    load: async () => (await import('./runs.ts')).runs,
  },
  {
    group: 'lock',
    usage: 'show <plan>',
    summary: 'who holds it, on which headnode, since when',
    load: async () => (await import('./lock-show.ts')).lockShow,
  },
  {
    group: 'lock',
    usage: 'break <plan>',
    summary: 'free it when its holder is gone, or acknowledge a failed commit step',
    load: async () => (await import('./lock-break.ts')).lockBreak,
  },
];
