/**
 * How much planning costs beyond reading: makes the snapshot of a very large datacenter, then runs
 * "read it and JSON.parse it" and "hnadm plan migrate" on it in turn and prints both with their
 * ratios. It judges nothing; what the ratios should be is in README.md.
 */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { writeBigSnapshot } from './big-snapshot.ts';
import { measure, median, type Sample } from './measure.ts';

const { values } = parseArgs({
  options: {
    servers: { type: 'string', default: '5000' },
    vms: { type: 'string', default: '250000' },
    runs: { type: 'string', default: '5' },
  },
});
const here = (name: string): string => fileURLToPath(new URL(name, import.meta.url));

const directory = mkdtempSync(join(tmpdir(), 'hnadm-bench-'));
try {
  await main(join(directory, 'snapshot.json'), join(directory, 'plan.json'));
} finally {
  rmSync(directory, { recursive: true, force: true });
}

async function main(snapshot: string, plan: string): Promise<void> {
  const size = { servers: Number(values.servers), vms: Number(values.vms) };
  const bytes = writeBigSnapshot(snapshot, size);
  console.log(
    `${String(size.servers)} servers, ${String(size.vms)} VMs, ${mega(bytes)} MB; node ${process.version}`,
  );
  const commands = {
    parse: [here('parse-only.mjs'), snapshot],
    plan: [
      here('../dist/hnadm.mjs'),
      'plan',
      'migrate',
      'headnode0',
      'headnode1',
      '--all',
      '--allow-degraded',
      '-s',
      snapshot,
      '-o',
      plan,
    ],
  };
  const parse: Sample[] = [];
  const planned: Sample[] = [];
  for (let run = 0; run <= Number(values.runs); run += 1) {
    const pair = [await measure(commands.parse), await measure(commands.plan)] as const;
    // The first pair warms the page cache and is not counted.
    if (run === 0) continue;
    parse.push(pair[0]);
    planned.push(pair[1]);
  }
  print(parse, planned);
}

function print(parse: readonly Sample[], planned: readonly Sample[]): void {
  const row = (name: string, samples: readonly Sample[]): readonly string[] => [
    name,
    (median(samples.map(({ milliseconds }) => milliseconds)) / 1000).toFixed(2),
    mega(median(samples.map(({ peakBytes }) => peakBytes))),
  ];
  const ratio = (figure: keyof Sample): string =>
    median(planned.map((sample, index) => sample[figure] / (parse[index]?.[figure] ?? Number.NaN))).toFixed(
      2,
    );
  const table = [
    [`median of ${String(parse.length)}`, 'seconds', 'peak MB'],
    row('read + JSON.parse', parse),
    row('hnadm plan migrate --all', planned),
    ['ratio, pair by pair', ratio('milliseconds'), ratio('peakBytes')],
  ];
  for (const [name = '', ...cells] of table) {
    console.log(name.padEnd(26) + cells.map((cell) => cell.padStart(10)).join(''));
  }
}

function mega(bytes: number): string {
  return (bytes / 1e6).toFixed(0);
}
