/**
 * What each event does when its time has come. A client's answer is returned and not sent from here:
 * only the engine knows who still waits for it.
 */
import { cnapi } from './api/cnapi.ts';
import { imgapi } from './api/imgapi.ts';
import { advanceJob } from './api/jobs.ts';
import { napi } from './api/napi.ts';
import { failure, ok, type Api } from './api/route.ts';
import { pollJob, sapi } from './api/sapi.ts';
import { provision, provisionAnswered } from './api/vm-changes.ts';
import { vmapi } from './api/vmapi.ts';
import { workflow } from './api/workflow.ts';
import { granted } from './manatee/election.ts';
import { peerHappens } from './manatee/sitter.ts';
import { registrarsReturn } from './dns.ts';
import { isSilent } from './faults/silent-server.ts';
import { faultHappens } from './faults/timed.ts';
import { breakTransfer } from './faults/transfers.ts';
import { commandNamed } from './gz/commands.ts';
import { whatIsMissing, whyUnanswered } from './serving.ts';
import { agentReports } from './vm-report.ts';
import { servicesUp } from './zones.ts';
import { elected, memberJoins, memberUp, quorumMissed } from './zookeeper/ensemble.ts';
import { advanceTransfer } from './zfs/transfer.ts';
import type { Happening, Outcome, World } from './world.ts';

/** Somebody's answer. */
export interface Answered {
  readonly client: number;
  readonly outcome: Outcome<unknown>;
}

const APIS: Readonly<Record<string, Api>> = { cnapi, imgapi, napi, sapi, vmapi, workflow };

/** It happened, and the connection over which to say so is gone. */
const UNHEARD = { noAnswer: 'connection lost', sent: true } as const;

/** APIs whose ping answers by itself, and says what is missing. */
const PING_TELLS: readonly string[] = ['cnapi', 'napi', 'sapi', 'vmapi'];

/** Lets an event happen; returns whose answer it is, if it is one. */
export function happen(world: World, event: Happening): Answered | null {
  switch (event.kind) {
    case 'wake':
      return { client: event.client, outcome: { answer: undefined } };
    case 'reply':
      return { client: event.client, outcome: event.outcome };
    case 'request':
      return request(world, event);
    case 'command': {
      const [name = '', ...args] = event.argv;
      const answer = commandNamed(name).end({ world, server: event.server, args, stdin: event.stdin });
      if (isSilent(world, event.server)) return { client: event.client, outcome: UNHEARD };
      return { client: event.client, outcome: { answer } };
    }
    case 'put':
      world.files.set(event.file, event.put);
      return { client: event.client, outcome: { answer: undefined } };
    case 'transfer': {
      const transfer = world.transfers.get(event.client);
      const result = transfer === undefined ? null : advanceTransfer(world, transfer);
      return result === null ? null : { client: event.client, outcome: { answer: result } };
    }
    case 'provision':
      provision(world, event.creation);
      return null;
    case 'provision-answered':
      provisionAnswered(world, event.creation, event.job);
      return null;
    case 'poll':
      pollJob(world, event.poll);
      return null;
    case 'job':
      advanceJob(world, event.job);
      return null;
    case 'services-up':
      servicesUp(world, event.zone, event.boot);
      return null;
    case 'zookeeper-up':
      memberUp(world, event.zone, event.starts);
      return null;
    case 'zookeeper-joins':
      memberJoins(world, event.zone, event.starts);
      return null;
    case 'elected':
      elected(world);
      return null;
    case 'quorum-missed':
      quorumMissed(world, event.lostAt, event.by);
      return null;
    case 'registrars-return':
      registrarsReturn(world, event.forgotten);
      return null;
    case 'cut':
      breakTransfer(world, event.client);
      return null;
    case 'fault':
      faultHappens(world, event);
      return null;
    case 'manatee':
      peerHappens(world, event);
      return null;
    case 'manatee-granted':
      granted(world, event);
      return null;
    case 'agent-report':
      agentReports(world, event.zone);
      return null;
  }
}

function request(world: World, event: Extract<Happening, { kind: 'request' }>): Answered | null {
  const { client, to, request: sent } = event;
  const silent = whyUnanswered(world, to);
  if (silent !== null) return { client, outcome: { noAnswer: silent, sent: false } };
  const answer = answered(world, event) ?? APIS[to.service]?.(world, client, sent) ?? null;
  if (answer === null) return null;
  const { status, body, headers } = answer;
  return { client, outcome: { answer: { status, headers: headers ?? {}, body } } };
}

/** Answers that don't come from an API's own routes, or null. */
function answered(
  world: World,
  { to, request: sent }: Extract<Happening, { kind: 'request' }>,
): ReturnType<Api> {
  const isPing = sent.path === '/ping';
  const missing = whatIsMissing(world, to.service);
  if (missing !== null && !(isPing && PING_TELLS.includes(to.service))) {
    return failure(500, 'InternalError', `unable to connect to ${missing}`);
  }
  if (APIS[to.service] !== undefined) return null;
  // Of services without an API in the model only their health is known.
  return isPing ? ok({ ping: 'pong' }) : failure(404, 'ResourceNotFound', `${sent.path} does not exist`);
}
