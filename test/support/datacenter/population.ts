/** What runs in a generated datacenter: services with their instances, and agents. */
import { drawImage } from './ground.ts';
import { numberOf, uuidOf } from './names.ts';
import type { InstanceRecipe, ServiceRecipe } from './recipe.ts';
import { AGENTS, shapeOf } from './services.ts';
import {
  plug,
  serverAt,
  zoneUuid,
  type Nic,
  type Server,
  type Service,
  type Site,
  type Zone,
} from './site.ts';

/** Bytes in a delegated dataset that somebody gave to a zone by hand. */
const EXTRA_DATASET = 5_000_000;

/** A secret: no plan may show it. */
export function canary(site: Site, ...what: readonly (string | number)[]): string {
  return `CANARY-${uuidOf(site.recipe.salt, 'secret', ...what)}`;
}

/** Adds a service of the application sdc and its instances. */
export function installService(site: Site, recipe: ServiceRecipe): void {
  const shape = shapeOf(recipe.name);
  const image = drawImage(site, recipe);
  const external = shape.external && site.others.length > 0;
  const service: Service = {
    uuid: uuidOf(site.recipe.salt, 'service', recipe.name),
    name: recipe.name,
    application: site.application,
    type: 'vm',
    params: {
      package_name: `sdc_${String(shape.ram)}`,
      package_version: '1.0.0',
      billing_id: uuidOf(site.recipe.salt, 'package', shape.ram),
      max_physical_memory: shape.ram,
      max_locked_memory: shape.ram,
      max_swap: shape.ram * 2,
      max_lwps: 1000,
      cpu_cap: 400,
      cpu_shares: shape.ram,
      zfs_io_priority: 10,
      // SAPI's service definitions carry the quota as text, as headnode setup wrote it.
      quota: String(shape.quota),
      image_uuid: image.uuid,
      maintain_resolvers: true,
      ...(shape.dataset === null ? {} : { delegate_dataset: true }),
      networks: [{ name: 'admin' }, ...(external ? [{ name: 'external', primary: true }] : [])],
      tags: { smartdc_role: recipe.name, smartdc_type: 'core' },
      customer_metadata: {},
    },
    metadata: { SERVICE_NAME: recipe.name, [`${recipe.name}_secret`]: canary(site, recipe.name) },
  };
  site.services.push(service);
  recipe.instances.forEach((instance, n) => {
    site.zones.push(installInstance(site, { service, recipe, instance, n, image: image.uuid }));
  });
}

interface Installation {
  readonly service: Service;
  readonly recipe: ServiceRecipe;
  readonly instance: InstanceRecipe;
  readonly n: number;
  readonly image: string;
}

function installInstance(site: Site, { service, recipe, instance, n, image }: Installation): Zone {
  const shape = shapeOf(recipe.name);
  const server = serverAt(site, instance.server);
  const uuid = zoneUuid(site.recipe, recipe.name, n);
  const alias = `${recipe.name}${String(n)}`;
  const there = instance.zone === 'running' || instance.zone === 'stopped';
  const resized = instance.resized ? 1 + numberOf(5, site.recipe.salt, uuid) : 0;
  return {
    uuid,
    alias,
    server,
    owner: site.administrator,
    state: there ? instance.zone : 'destroyed',
    tags: { smartdc_role: recipe.name, smartdc_type: 'core' },
    nics: there ? plugInstance(site, instance, uuid, server, shape.external) : [],
    image,
    ram: shape.ram + resized * 256,
    quota: shape.quota + resized * 10,
    dataset: shape.dataset ?? (instance.extraDataset ? EXTRA_DATASET : null),
    instance: {
      service: service.uuid,
      params: instanceParams(site, instance, alias, server, shape.ram + resized * 256),
      metadata:
        recipe.name === 'binder' ? { ZK_ID: String(n + 1) } : { [`${recipe.name}_pw`]: canary(site, alias) },
    },
    row: instance.zone !== 'unknown',
  };
}

function instanceParams(
  site: Site,
  instance: InstanceRecipe,
  alias: string,
  server: Server,
  ram: number,
): Readonly<Record<string, unknown>> | null {
  if (instance.params === 'none') return null;
  return {
    ...(instance.params === 'no-alias' ? {} : { alias }),
    ...(instance.params === 'no-server' ? {} : { server_uuid: server.uuid }),
    ...(instance.resized
      ? { max_physical_memory: ram, internal_metadata: { root_pw: canary(site, alias, 1) } }
      : {}),
  };
}

function plugInstance(
  site: Site,
  instance: InstanceRecipe,
  uuid: string,
  server: Server,
  external: boolean,
): readonly Nic[] {
  const first = external ? site.others[0] : undefined;
  const extra = instance.extraNic === null ? undefined : site.others[instance.extraNic % site.others.length];
  const others = [...new Set([first, extra])].filter((network) => network !== undefined);
  const zone = { uuid, server };
  const outer = others.map((network) =>
    plug(site, network, zone, { where: 'range', primary: network === first }),
  );
  const primary = outer.every((nic) => nic?.primary !== true);
  const inner = plug(site, site.admin, zone, { where: instance.addresses, primary });
  return [inner, ...outer].filter((nic) => nic !== null);
}

/** Adds the agents' services, with one instance on every server. */
export function installAgents(site: Site): void {
  for (const name of AGENTS) {
    const service = uuidOf(site.recipe.salt, 'service', name);
    const tags = { smartdc_role: name, smartdc_type: 'core' };
    site.services.push({
      uuid: service,
      name,
      application: site.application,
      type: 'agent',
      params: { tags },
      metadata: { SERVICE_NAME: name },
    });
    for (const server of site.servers)
      site.agents.push({ uuid: uuidOf(site.recipe.salt, 'agent', name, server.uuid), service, server });
  }
}
