/** Faults that come at a time: their beginning, what shows later, their end. */
import type { Happening, World } from '../world.ts';
import { empty, fill } from './full-pool.ts';
import { queue } from './others-job.ts';
import { ceaseToWrite, change, write } from './operator.ts';
import { fallSilent, notice, speakAgain } from './silent-server.ts';
import { steal } from './stolen-address.ts';

type FaultEvent = Extract<Happening, { readonly kind: 'fault' }>;

/** Lets a part of a fault happen. */
export function faultHappens(world: World, event: FaultEvent): void {
  if (event.part === 'begins') {
    if (world.faults.active) begins(world, event);
  } else if (event.part === 'ends') ends(world, event);
  else if (event.fault.kind === 'server-silent') notice(world, event.fault);
}

function begins(world: World, { id, fault }: FaultEvent): void {
  switch (fault.kind) {
    case 'server-silent':
      fallSilent(world, id, fault);
      return;
    case 'pool-full':
      fill(world, id, fault);
      return;
    case 'address-stolen':
      steal(world, id, fault);
      return;
    case 'operator-change':
      change(world, id, fault);
      return;
    case 'late-write':
      write(world, id, fault);
      return;
    case 'others-job':
      queue(world, id, fault);
      return;
    default:
      fault satisfies never;
  }
}

function ends(world: World, { fault }: FaultEvent): void {
  switch (fault.kind) {
    case 'server-silent':
      speakAgain(world, fault);
      return;
    case 'pool-full':
      empty(world, fault);
      return;
    case 'late-write':
      ceaseToWrite(world, fault);
      return;
    case 'address-stolen':
    case 'operator-change':
    case 'others-job':
      return;
    default:
      fault satisfies never;
  }
}
