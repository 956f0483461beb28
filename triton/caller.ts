/**
 * Who calls: the transport, when to give up, and where request ids come from. Every client function
 * takes one as its first argument, so that none of them holds state.
 */
import type { Transport } from './transport.ts';

/** Enough to run commands. */
export interface CommandCaller {
  readonly transport: Transport;
  readonly signal: AbortSignal;
}

/** Enough to call the APIs. */
export interface Caller extends CommandCaller {
  /** A fresh UUID for `x-request-id`: the services log it and hand it on to their jobs. */
  requestId(): string;
}
