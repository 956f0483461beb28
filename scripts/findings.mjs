// Writes docs/findings.md from the catalogue's table of findings, so that the guide and the codes a plan
// shows are one; --check compares instead of writing and fails if stale.
import { readFile, writeFile } from 'node:fs/promises';
import { format, resolveConfig } from 'prettier';
import { register } from 'tsx/esm/api';

register();
const { findingGroups } = await import('../catalogue/findings.ts');
const { setUp } = await import('../catalogue/findings/questions.ts');
const { stories } = await import('../catalogue/findings/stories.ts');

const FILE = 'docs/findings.md';
const cell = (text) => text.replaceAll('|', '\\|');
const row = ([code, { severity, means, remedy, source }]) =>
  `| \`${code}\` | ${[severity, means, remedy, source].map(cell).join(' | ')} |`;
const group = ({ title, rows }) =>
  `## ${title}\n\n| code | severity | means | what to do | from |\n| --- | --- | --- | --- | --- |\n` +
  `${Object.entries(rows).map(row).join('\n')}\n`;
const question = ({ asks, codes, unseen = '' }) =>
  `| ${[asks, codes.map((code) => `\`${code}\``).join(', '), unseen].map(cell).join(' | ')} |`;
const questions = (title, all) =>
  `## ${title}\n\n| | findings | what a snapshot cannot tell |\n| --- | --- | --- |\n${all.map(question).join('\n')}\n`;

const text = await format(
  `<!-- Generated from catalogue/findings.ts by \`npm run findings\`. Do not edit. -->

# Findings

What \`hnadm plan\` notices in a snapshot. An **error** means that there is no plan until it is mended; a **warning** is
something that a person must know before a plan is applied; a **note** is worth knowing. Codes are stable: scripts
and runbooks may name them. The message of a finding names what it is about, what was found and what was expected.

${findingGroups.map(group).join('\n')}
${questions('How a datacenter should be set up', setUp)}
${questions('What went wrong before', stories)}`,
  { ...(await resolveConfig(FILE)), parser: 'markdown' },
);

if (!process.argv.includes('--check')) await writeFile(FILE, text);
else if ((await readFile(FILE, 'utf8').catch(() => '')) !== text) {
  console.error(`${FILE} is stale: run \`npm run findings\` and commit the result`);
  process.exitCode = 1;
}
