/** The ground a datacenter stands on: its networks, servers and images. */
import { openNetwork, type Network } from './address-book.ts';
import { numberOf, uuidOf } from './names.ts';
import type { Recipe, ServerRecipe, ServiceRecipe } from './recipe.ts';
import { macCounter, plug, type Image, type Nic, type Server, type Site } from './site.ts';

/** A site with networks and servers and nothing on them yet. */
export function breakGround(recipe: Recipe): Site {
  const { salt } = recipe;
  const administrator = uuidOf(salt, 'administrator');
  const admin = openNetwork(recipe.admin, {
    uuid: uuidOf(salt, 'network', 'admin'),
    name: 'admin',
    nicTag: 'admin',
    vlan: 0,
    base: 0x0a000000 + (numberOf(200, salt, 'admin') << 16),
    administrator,
  });
  const others = recipe.others.map((other, index) =>
    openNetwork(other, { ...otherNames(salt, index), administrator }),
  );
  const ground = { recipe, administrator, admin, nextMac: macCounter(salt) };
  const tags = [...new Set([admin, ...others].map((network) => network.nicTag))];
  const servers = [
    ...recipe.headnodes.map((server) => raise(ground, server, true, tags)),
    ...recipe.computeNodes.map((server) => raise(ground, server, false, tags)),
  ];
  return {
    ...ground,
    others,
    servers,
    customer: uuidOf(salt, 'customer'),
    application: uuidOf(salt, 'application', 'sdc'),
    images: [],
    services: [],
    zones: [],
    agents: [],
    strayNics: [],
    spareResolvers: [],
    sysinfoAddresses: [],
  };
}

/** The third network shares the first one's NIC tag, on a VLAN of its own. */
function otherNames(
  salt: number,
  index: number,
): Pick<Network, 'uuid' | 'name' | 'nicTag' | 'vlan' | 'base'> {
  const name = index === 0 ? 'external' : `external-${String(index + 1)}`;
  return {
    uuid: uuidOf(salt, 'network', name),
    name,
    nicTag: index === 1 ? 'internet' : 'external',
    vlan: index === 0 ? 0 : 100 + index,
    base: 0xac100000 + (index << 16),
  };
}

function raise(
  ground: Pick<Site, 'recipe' | 'administrator' | 'admin' | 'nextMac'>,
  recipe: ServerRecipe,
  headnode: boolean,
  tags: readonly string[],
): Server {
  const uuid = uuidOf(ground.recipe.salt, 'server', recipe.hostname);
  const provided = recipe.nicTags === 'all' ? tags : ['admin'];
  const nic: Nic | null = plug(
    ground,
    ground.admin,
    { uuid, server: { tags: provided }, type: 'server' },
    { where: headnode ? 'below' : 'range', primary: false },
  );
  return { uuid, headnode, recipe, tags: provided, nics: nic === null ? [] : [nic] };
}

/** The image of a service, with the origins it stands on, added to the site. */
export function drawImage(site: Site, service: ServiceRecipe): Image {
  let origin: Image | null = null;
  for (let depth = service.origins; depth >= 1; depth -= 1) {
    const missing = service.image === 'origin-missing' && depth === 1;
    origin = addImage(
      site,
      missing ? `origin-of-${service.name}` : `triton-origin-${String(depth)}`,
      origin,
      !missing,
    );
  }
  const present = service.image !== 'missing';
  return addImage(site, service.name, origin, present);
}

function addImage(site: Site, name: string, origin: Image | null, present: boolean): Image {
  const uuid = uuidOf(site.recipe.salt, 'image', name, origin?.uuid ?? '');
  const known = site.images.find((image) => image.uuid === uuid);
  if (known !== undefined) return known;
  const image = { uuid, name, origin, present };
  site.images.push(image);
  return image;
}

/** UUIDs of an image and of what it stands on, itself first. */
export function withOrigins(image: Image): readonly string[] {
  return image.origin === null ? [image.uuid] : [image.uuid, ...withOrigins(image.origin)];
}
