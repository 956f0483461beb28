/** How SAPI makes a VM's payload of application, service and instance (sdc-sapi lib/server/payload). */
import { asRow, list, object, text } from '../rows.ts';
import type { Row, World } from '../world.ts';

/** Metadata that reaches the zone; the rest stays in SAPI. */
const PASSED = ['SAPI_URL', 'sapi_url', 'SAPI-URL', 'sapi-url', 'user-script', 'assets-ip'];

/** What SAPI would POST to VMAPI for an instance. */
export function payloadOf(world: World, instance: Row): Row {
  const service = world.services.get(text(instance, 'service_uuid') ?? '');
  const application = world.applications.get(text(service, 'application_uuid') ?? '');
  if (text(service, 'type') === 'agent') return {};
  const params = {
    ...object(application, 'params'),
    ...object(service, 'params'),
    ...object(instance, 'params'),
  };
  const metadata = metadataOf(world, instance);
  const keys = [...PASSED, ...list(metadata, 'pass_vmapi_metadata_keys').map(String)];
  const passed = keys.filter((key) => Boolean(metadata[key])).map((key) => [key, metadata[key]] as const);
  const networks = params['networks'];
  return {
    ...params,
    ...(Array.isArray(networks) ? { networks: networks.map(networkEntry) } : {}),
    customer_metadata: Object.fromEntries(passed),
    owner_uuid: text(application, 'owner_uuid') ?? null,
    uuid: instance['uuid'],
    brand: 'joyent-minimal',
  };
}

/** Metadata of application, service and instance, the later winning. */
export function metadataOf(world: World, instance: Row): Row {
  const service = world.services.get(text(instance, 'service_uuid') ?? '');
  const application = world.applications.get(text(service, 'application_uuid') ?? '');
  return {
    ...object(application, 'metadata'),
    ...object(service, 'metadata'),
    ...object(instance, 'metadata'),
  };
}

function networkEntry(entry: unknown): Row {
  if (typeof entry !== 'string') return asRow(entry);
  return /^[0-9a-f-]{36}$/.test(entry) ? { uuid: entry } : { name: entry };
}
