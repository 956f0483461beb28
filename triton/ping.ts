/** One instance of a service asked by its own address, for health checks. */
import type { Caller } from './caller.ts';
import { TransportError } from './transport.ts';

/** Whether a GET at one instance's admin address answers 200; no answer is no. */
export async function answers(
  caller: Caller,
  service: string,
  instance: string,
  path: string,
): Promise<boolean> {
  try {
    const headers = { 'x-request-id': caller.requestId() };
    const request = { method: 'GET', path, headers, signal: caller.signal } as const;
    const { status } = await caller.transport.request({ service, instance }, request);
    return status === 200;
  } catch (error) {
    if (error instanceof TransportError && !caller.signal.aborted) return false;
    throw error;
  }
}
