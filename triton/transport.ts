/**
 * The narrow waist: everything hnadm ever does to a datacenter goes through these four verbs. The
 * real transport is HTTP and SSH, the simulated one a model in memory; API clients and actions can't
 * tell which is below. Faults, dry run, audit and redaction are wrappers of the same interface.
 */
import type { ServerUuid } from '../schemas/ids.ts';

/** Which service, and where it matters which of its instances: that one's admin address. */
export interface Endpoint {
  /** SAPI service name: `sapi`, `napi`, `vmapi`, … */
  readonly service: string;
  /** Admin address of one instance; absent: whichever the service's DNS name leads to. */
  readonly instance?: string;
}

export interface HttpRequest {
  readonly method: 'GET' | 'HEAD' | 'POST' | 'PUT' | 'DELETE';
  /** Path with query, for example `/vms?state=active`. */
  readonly path: string;
  readonly headers?: Readonly<Record<string, string>>;
  /** Sent as JSON. */
  readonly body?: unknown;
  readonly signal: AbortSignal;
}

export interface HttpResponse {
  readonly status: number;
  /** Names in lower case. */
  readonly headers: Readonly<Record<string, string>>;
  /** Parsed JSON; a string where the body was none; `''` where it was empty. */
  readonly body: unknown;
}

/** A command in a server's global zone: an argument vector, never a shell string. */
export interface Command {
  readonly server: ServerUuid;
  readonly argv: readonly string[];
}

/** A command in words for people, on one line: a script among its arguments is left out. */
export function commandText(argv: readonly string[]): string {
  return argv.map((word) => (word.includes('\n') ? '…' : word)).join(' ');
}

export interface CommandResult {
  readonly exitCode: number;
  readonly stdout: string;
  readonly stderr: string;
}

export interface Transport {
  /** One HTTP request. Resolves with any status; rejects with {@link TransportError} alone. */
  request(endpoint: Endpoint, request: HttpRequest): Promise<HttpResponse>;
  /** One command in a global zone. Resolves with any exit code; rejects with {@link TransportError} alone. */
  run(
    server: ServerUuid,
    argv: readonly string[],
    options: { readonly stdin?: string; readonly signal: AbortSignal },
  ): Promise<CommandResult>;
  /** One command's standard output into another's standard input; `onBytes` is told the bytes so far. */
  pipe(
    from: Command,
    to: Command,
    options: { readonly signal: AbortSignal; readonly onBytes: (bytes: number) => void },
  ): Promise<{ readonly from: CommandResult; readonly to: CommandResult }>;
  /** Writes a file atomically, and makes the folders above it (0700) that are not there. `mode` like 0o600. */
  put(
    server: ServerUuid,
    path: string,
    content: string,
    mode: number,
    options: { readonly signal: AbortSignal },
  ): Promise<void>;
}

/**
 * No answer came. `sent` tells the one thing that matters then: false when it is certain that the
 * other side saw nothing (refused, no route, aborted before), true when it may have acted on it.
 */
export class TransportError extends Error {
  override readonly name = 'TransportError';
  readonly sent: boolean;
  constructor(message: string, sent: boolean) {
    super(message);
    this.sent = sent;
  }
}
