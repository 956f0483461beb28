/** What yargs says is wrong with a command line, in words that name the option as it is typed. */
import type { Entry } from './commands.ts';

const REWORDINGS: readonly [RegExp, (found: readonly string[], entry: Entry | undefined) => string][] = [
  [/^Unknown arguments?: (.+)$/, ([names = '']) => `unknown option ${list(names).map(dashed).join(', ')}`],
  [
    /^Unknown commands?: (.+)$/,
    ([names = ''], entry) => `${entry ? 'unexpected argument' : 'unknown command'} ${list(names)[0] ?? ''}`,
  ],
  [
    /^Not enough non-option arguments/,
    (_, entry) => `an argument is missing${entry ? `: ${expectation(entry)}` : ''}`,
  ],
  [/^Not enough arguments following: (.+)$/, ([name = '']) => `${dashed(name)} needs a value`],
  [
    /^Invalid values: Argument: (.+), Given: (.+), Choices: (.+)$/,
    ([name = '', given = '', choices = '']) => `${dashed(name)} can't be ${given}, only ${choices}`,
  ],
  [
    /^Arguments (.+) and (.+) are mutually exclusive$/,
    ([one = '', other = '']) => `${dashed(one)} and ${dashed(other)} exclude each other`,
  ],
  [/^(.+) is given more than once$/, ([name = '']) => `${dashed(name)} is given more than once`],
  [/^Did you mean (.+)\?$/, ([name = '']) => `there is no such command; did you mean ${name}?`],
];

/** One line about a refused command line, with the help to look at. `entry` is the command tried, if it is known. */
export function usageMessage(message: string, entry: Entry | undefined, group: string | undefined): string {
  const line = message.trim().replaceAll(/\s+/g, ' ');
  const help = entry ? pathOf(entry) : ['hnadm', group].filter((word) => word !== undefined).join(' ');
  return `${reword(line, entry)}; see "${help} --help"`;
}

function reword(line: string, entry: Entry | undefined): string {
  for (const [pattern, say] of REWORDINGS) {
    const found = pattern.exec(line);
    if (found) return say(found.slice(1), entry);
  }
  return line;
}

function list(names: string): readonly string[] {
  return names.split(', ');
}

function dashed(name: string): string {
  return name.length === 1 ? `-${name}` : `--${name}`;
}

function pathOf({ group, usage }: Entry): string {
  return ['hnadm', group, usage.split(' ')[0]].filter((word) => word !== undefined).join(' ');
}

function expectation(entry: Entry): string {
  const hint = entry.greedy ? ` (words behind ${entry.greedy} belong to it: put it last)` : '';
  return `${pathOf(entry)} ${argumentsOf(entry)}${hint}`;
}

function argumentsOf({ usage }: Entry): string {
  return usage.split(' ').slice(1).join(' ');
}
