/**
 * How long each action takes and how long it may take, in seconds: for estimates and for the
 * timeouts a plan carries. Ranges are from logged runs of sdcadm and from the services' own polling
 * intervals (docs/triton-notes.md, "Durations"); transfers go by bytes.
 */
import type { ActionName, SecondsRange } from '../schemas/plan.ts';

export interface Duration {
  readonly estimate: SecondsRange;
  /** Seconds; of waiting steps: without progress. */
  readonly timeout: number;
}

const of = (low: number, typical: number, high: number, timeout: number): Duration => ({
  estimate: { low, typical, high },
  timeout,
});

/** One entry an action; those of transfers are the part that does not depend on bytes. */
export const durations: Readonly<Record<ActionName, Duration>> = {
  'image.install': of(5, 15, 60, 3600),
  'address.reserve': of(0.2, 0.5, 2, 60),
  'address.release': of(0.2, 0.5, 2, 60),
  'address.unreserve': of(0.2, 0.5, 2, 60),
  'address.hold': of(0.2, 0.5, 2, 60),
  'address.unhold': of(0.2, 0.5, 2, 60),
  // sdcadm waits five minutes for the jobs under way, typically for seconds.
  'maintenance.start': of(15, 30, 300, 120),
  'maintenance.stop': of(11, 15, 60, 120),
  // A core zone through SAPI is there in 40 to 180 s, of which its first boot, which comes later here, is 20 to
  // 120 s. An open job is no silence until workflow's own time-out, 3810 s for a provision.
  'zone.create': of(8, 20, 120, 300),
  'zone.delete': of(5, 10, 60, 600),
  // With the wait behind it the 20 to 120 s of a first boot: vmadm is done long before the services are.
  'zone.start': of(2, 5, 60, 300),
  'zone.stop': of(2, 5, 180, 300),
  // sdcadm waits 60 × 5 s for a zone to be set up.
  'zone.await': of(10, 30, 120, 300),
  'zone.revive': of(20, 45, 180, 300),
  'instance.settle': of(0.1, 0.5, 2, 60),
  'instance.delete': of(5, 10, 60, 600),
  'registrar.disable': of(1, 3, 10, 60),
  'registrar.enable': of(1, 3, 10, 60),
  'services.disable': of(1, 5, 60, 300),
  'services.enable': of(1, 5, 60, 300),
  'link.set': of(0.2, 0.5, 2, 60),
  'link.remove': of(0.2, 0.5, 2, 60),
  'hermes.restart': of(1, 3, 10, 60),
  'dns.await': of(1, 30, 120, 600),
  'nic.move': of(5, 8, 30, 180),
  'nic.sweep': of(0.2, 1, 5, 60),
  'dataset.copy': of(1, 2, 10, 600),
  'dataset.increment': of(1, 2, 10, 600),
  'dataset.return': of(1, 2, 10, 600),
  'dataset.forget': of(0.2, 1, 5, 60),
  // A copy of the database comes on top, where a peer makes one.
  'manatee.await': of(4, 10, 120, 300),
  'manatee.promote': of(10, 30, 120, 300),
  'manatee.restore': of(150, 240, 900, 300),
  'manatee.reap': of(3, 5, 90, 300),
  'manatee.freeze': of(3, 5, 20, 120),
  'manatee.unfreeze': of(3, 5, 20, 120),
  'sapi.compare': of(0.2, 1, 5, 120),
  'service.verify': of(1, 5, 120, 600),
  'members.verify': of(1, 5, 120, 600),
  // sdcadm asks the members 60 times, every 5 s.
  'ensemble.await': of(1, 5, 60, 300),
  'sapi.substitute': of(0.2, 0.5, 2, 60),
  'file.substitute': of(0.2, 0.5, 2, 60),
  'gate.manual': of(0, 0, 0, 60),
  'gate.commit': of(0, 0, 0, 60),
};

/** Bytes a second of zfs send and receive between two headnodes: low is the fast end's time. */
const transferRate = { fast: 500e6, typical: 100e6, slow: 50e6 } as const;

/** Bytes a second of a new manatee peer's copy, which its backup server sends. */
const copyRate = { fast: 120e6, typical: 60e6, slow: 30e6 } as const;

/** Seconds that a new peer's copy of so many bytes takes. */
export function copySeconds(bytes: number): SecondsRange {
  return secondsAt(bytes, copyRate);
}

/** Seconds that a client may go on using a name it has resolved: the TTL of binder's records. */
export const DNS_TTL_SECONDS = 60;

/** Seconds to copy so many bytes. */
export function transferSeconds(bytes: number): SecondsRange {
  return secondsAt(bytes, transferRate);
}

type Rate = Readonly<Record<'fast' | 'typical' | 'slow', number>>;

function secondsAt(bytes: number, { fast, typical, slow }: Rate): SecondsRange {
  return {
    low: Math.ceil(bytes / fast),
    typical: Math.ceil(bytes / typical),
    high: Math.ceil(bytes / slow),
  };
}
