/** A simulated datacenter for tests, and the few calls that tests make again and again. */
import { readFileSync } from 'node:fs';
import { createDatacenter, type SimulatedDatacenter } from '../../../simulator/datacenter.ts';
import type { ServerUuid } from '../../../schemas/ids.ts';
import type { VmapiVm, Snapshot } from '../../../schemas/snapshot.ts';
import type { CommandResult, HttpRequest, HttpResponse } from '../../../triton/transport.ts';

const { signal } = new AbortController();

export interface Site {
  readonly datacenter: SimulatedDatacenter;
  readonly headnodes: readonly ServerUuid[];
  readonly admin: string;
  readonly owner: string;
  call(service: string, method: HttpRequest['method'], path: string, body?: unknown): Promise<HttpResponse>;
  /** The same, to the instance at an address. */
  callAt(ip: string, service: string, path: string): Promise<HttpResponse>;
  /** A command line, split at spaces, in the global zone of a headnode by its number. */
  run(headnode: number, command: string): Promise<CommandResult>;
  /** Sends a snapshot, or an increment, from one headnode to another. */
  send(
    from: number,
    send: string,
    to: number,
    receive: string,
  ): Promise<{ from: CommandResult; to: CommandResult }>;
  sleep(seconds: number): Promise<void>;
  /** A zone of the snapshot by its alias. */
  zone(alias: string): VmapiVm;
  /** Waits for a job's end and tells how it ended. */
  job(uuid: unknown): Promise<string>;
}

/** One of test/snapshots. */
export function snapshotNamed(name: string): Snapshot {
  const path = new URL(`../../snapshots/${name}.json`, import.meta.url);
  return JSON.parse(readFileSync(path, 'utf8')) as Snapshot;
}

/** A datacenter made from a snapshot, or one that goes on. */
export function siteOf(snapshot: Snapshot, datacenter = createDatacenter(snapshot, { seed: 7 })): Site {
  const { transport, clock } = datacenter;
  const headnodes = (snapshot.cnapi?.servers ?? [])
    .filter(({ headnode }) => headnode === true)
    .map(({ uuid }) => uuid);
  const nth = (number: number): ServerUuid => headnodes[number] as ServerUuid;
  const call: Site['call'] = (service, method, path, body) =>
    transport.request({ service }, { method, path, body, signal, headers: { 'Accept-Version': '~2' } });
  return {
    datacenter,
    headnodes,
    admin: snapshot.napi?.networks.find(({ name }) => name === 'admin')?.uuid ?? '',
    owner: snapshot.sapi?.applications[0]?.owner_uuid ?? '',
    call,
    callAt: (instance, service, path) =>
      transport.request({ service, instance }, { method: 'GET', path, signal }),
    run: (headnode, command) => transport.run(nth(headnode), command.split(' '), { signal }),
    send: (from, send, to, receive) =>
      transport.pipe(
        { server: nth(from), argv: send.split(' ') },
        { server: nth(to), argv: receive.split(' ') },
        { signal, onBytes: () => undefined },
      ),
    sleep: (seconds) => clock.sleep(seconds * 1000),
    zone: (alias) => snapshot.vmapi?.vms.find((vm) => vm.alias === alias) as VmapiVm,
    job: async (uuid) => {
      for (;;) {
        const { body } = await call('vmapi', 'GET', `/jobs/${String(uuid)}`);
        const { execution } = body as { readonly execution: string };
        if (execution === 'succeeded' || execution === 'failed') return execution;
        await clock.sleep(1000);
      }
    },
  };
}

/** Three headnodes, all services up. */
export function threeHeadnodes(): Site {
  return siteOf(snapshotNamed('three-headnodes'));
}

/** A field of an answer's body. */
export function field(response: HttpResponse, name: string): unknown {
  return (response.body as Readonly<Record<string, unknown>>)[name];
}

/** Creates an instance on headnode 1, not started, and waits for it. */
export async function createStopped(site: Site, service: string, alias: string, uuid: string): Promise<void> {
  const { body } = await site.call('sapi', 'GET', `/services?name=${service}`);
  const [{ uuid: serviceUuid } = { uuid: '' }] = body as readonly { readonly uuid: string }[];
  const params = {
    alias,
    server_uuid: site.headnodes[1],
    autoboot: false,
    networks: [{ uuid: site.admin, primary: true }],
  };
  const created = await site.call('sapi', 'POST', '/instances', {
    uuid,
    service_uuid: serviceUuid,
    async: true,
    params,
  });
  await site.job(field(created, 'job_uuid'));
}
