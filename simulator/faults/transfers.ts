/** The connection of a running transfer breaks, because its turn has come or an end of it fell silent. */
import { reply, schedule } from '../schedule.ts';
import { cutTransfer } from '../zfs/transfer.ts';
import type { TransferFault } from './fault.ts';
import { note, strikes } from './strike.ts';
import type { World } from '../world.ts';

/** Whether a transfer that has just begun will be cut; when, is put into the queue. */
export function mayCut(world: World, client: number): void {
  const transfer = world.transfers.get(client);
  if (world.faults.armed.length === 0 || transfer === undefined) return;
  const struck = strikes(world, (fault): fault is TransferFault => fault.kind === 'transfer-cut');
  if (struck === null) return;
  const { share } = struck.fault;
  const { startedAt, totalBytes, rate, to } = transfer;
  const what = `cut after ${String(Math.round(share * 100))} % of ${String(totalBytes)} bytes`;
  note(world, struck.id, `dataset:${to.dataset}`, what);
  const after = startedAt - world.now + Math.floor((share * totalBytes) / rate);
  schedule(world, Math.max(0, after), { kind: 'cut', client });
}

/** Breaks the connection of a transfer that still runs; its client hears no more than that. */
export function breakTransfer(world: World, client: number): void {
  if (!world.transfers.has(client)) return;
  cutTransfer(world, client);
  reply(world, client, 0, { noAnswer: 'connection reset', sent: true });
}
