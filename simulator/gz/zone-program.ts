/** What a program in a zone is, which a global zone runs there by `zlogin`. */
import type { GlobalZoneCommand, Invocation } from './command.ts';
import type { Zone } from '../world.ts';

export interface ZoneProgram {
  /** The words that call it. */
  readonly words: readonly string[];
  readonly takes: (call: ZoneCall) => ReturnType<GlobalZoneCommand['takes']>;
  readonly end: (call: ZoneCall) => ReturnType<GlobalZoneCommand['end']>;
}

/** `args` are those behind the program's words. */
export interface ZoneCall extends Invocation {
  readonly zone: Zone;
}
