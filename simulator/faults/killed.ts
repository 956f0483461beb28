/**
 * hnadm is killed: nobody hears an answer any more, what is on its way goes on or never arrives, and
 * what is piped through hnadm's machine is cut.
 */
import { unit } from '../random.ts';
import { commandNamed } from '../gz/commands.ts';
import { cutTransfer } from '../zfs/transfer.ts';
import type { KilledFault } from './fault.ts';
import { note, strikes } from './strike.ts';
import type { Happening, World } from '../world.ts';

/** Whether hnadm dies at a journal record, and if so, whether before or after storing it. */
export function diesAt(world: World, record: string): 'before' | 'after' | null {
  if (world.faults.armed.length === 0) return null;
  const struck = strikes(world, (fault): fault is KilledFault => fault.kind === 'killed');
  if (struck === null) return null;
  const { stored } = struck.fault;
  note(world, struck.id, record, `killed ${stored ? 'after' : 'before'} it was stored`);
  return stored ? 'after' : 'before';
}

/** What is on its way goes on or never arrives, as the generator says. */
export function loseClients(world: World): void {
  for (const client of [...world.transfers.keys()]) cutTransfer(world, client);
  // Sorted first: a heap's own order is not the same in a world that was saved and restored.
  const kept = world.queue
    .toSorted((a, b) => a.at - b.at || a.seq - b.seq)
    .filter(({ what }) => !mayBeLost(what) || unit(world.faults.random) < 0.5);
  // A sorted list is a heap.
  world.queue.splice(0, world.queue.length, ...kept);
}

/** A command that has begun to act on its server goes on there. */
function mayBeLost(what: Happening): boolean {
  if (what.kind === 'command') return commandNamed(what.argv[0] ?? '').begin === undefined;
  return what.kind === 'request' || what.kind === 'put';
}
