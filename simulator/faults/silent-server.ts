/**
 * A server whose global zone is out of reach: its heartbeats cease, CNAPI notices some seconds later,
 * commands in flight go on without anybody hearing of it, and whatever is piped through it is cut. Its
 * zones go on running and answering. In the end it comes back as if nothing had been.
 */
import { mark } from '../blame.ts';
import { schedule } from '../schedule.ts';
import { text } from '../rows.ts';
import { unit } from '../random.ts';
import type { TimedFault } from './fault.ts';
import { note } from './strike.ts';
import { breakTransfer } from './transfers.ts';
import type { World } from '../world.ts';

type Silence = Extract<TimedFault, { readonly kind: 'server-silent' }>;

/** Milliseconds without heartbeats after which CNAPI says `unknown` (measured: 9.3 to 12.4 s). */
const NOTICED = { from: 9_300, to: 12_400 };

/** Lets it fall silent; one that isn't running is silent already. */
export function fallSilent(world: World, id: number, fault: Silence): void {
  const { server, lasts } = fault;
  if (text(world.servers.get(server), 'status') !== 'running' || isSilent(world, server)) return;
  world.faults.silent = [...world.faults.silent, server];
  // Nobody can give back a lock there, and hnadm tells of one that stays.
  mark(world, `lock:${server}`);
  note(world, id, `server:${server}`, `out of reach for ${String(Math.round(lasts / 1000))} s`);
  for (const { client, from, to } of [...world.transfers.values()]) {
    if (from.server === server || to.server === server) breakTransfer(world, client);
  }
  const noticed = NOTICED.from + unit(world.faults.random) * (NOTICED.to - NOTICED.from);
  schedule(world, Math.round(noticed), { kind: 'fault', id, fault, part: 'shows' });
  schedule(world, lasts, { kind: 'fault', id, fault, part: 'ends' });
}

/** CNAPI notices. */
export function notice(world: World, { server }: Silence): void {
  if (isSilent(world, server)) setStatus(world, server, 'unknown');
}

/** It is back. */
export function speakAgain(world: World, { server }: Silence): void {
  world.faults.silent = world.faults.silent.filter((other) => other !== server);
  setStatus(world, server, 'running');
}

/** Whether nobody reaches the server's global zone. */
export function isSilent(world: World, server: string): boolean {
  return world.faults.silent.length > 0 && world.faults.silent.includes(server);
}

function setStatus(world: World, server: string, status: string): void {
  const row = world.servers.get(server);
  if (row !== undefined) world.servers.set(server, { ...row, status });
}
