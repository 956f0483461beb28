// The yardstick: what Node takes merely to read a snapshot and parse it.
import { readFileSync } from 'node:fs';

const snapshot = JSON.parse(readFileSync(process.argv[2], 'utf8'));
if (snapshot.format !== 'hnadm-snapshot/1') process.exitCode = 1;
