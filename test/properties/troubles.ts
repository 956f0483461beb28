/**
 * Troubles that forbid a plan, each done to a recipe that is well otherwise: the second headnode is
 * the target, and imgapi on the first has to move.
 */
import type { Recipe, ServerRecipe, ServiceRecipe } from '../support/datacenter/recipe.ts';

/** A request for everything; FROM and TO are the test's to say. */
export const EVERYTHING = {
  all: true,
  services: [],
  except: [],
  allowDegraded: false,
  toolVersion: '0.0.0-test',
};

/** The second headnode, which is the target, with something else about it. */
const target =
  (change: Partial<ServerRecipe>) =>
  (recipe: Recipe): Recipe => ({
    ...recipe,
    headnodes: recipe.headnodes.map((server, n) => (n === 1 ? { ...server, ...change } : server)),
  });

const imgapi =
  (change: Partial<ServiceRecipe>) =>
  (recipe: Recipe): Recipe => ({
    ...recipe,
    services: recipe.services.map((one) => (one.name === 'imgapi' ? { ...one, origins: 2, ...change } : one)),
  });

/** Troubles, and the finding that each must give. */
export const TROUBLES: readonly { readonly code: string; readonly of: (recipe: Recipe) => Recipe }[] = [
  { code: 'target-not-running', of: target({ state: 'unknown' }) },
  { code: 'target-not-running', of: target({ state: 'rebooting' }) },
  { code: 'target-not-set-up', of: target({ state: 'not-set-up' }) },
  { code: 'no-space', of: target({ pool: 'full' }) },
  { code: 'image-missing', of: imgapi({ image: 'missing' }) },
  { code: 'image-missing', of: imgapi({ image: 'origin-missing' }) },
  {
    code: 'singleton-twice',
    of: (recipe) => {
      const twice = recipe.services.flatMap(({ name, instances: [one] }) =>
        name === 'imgapi' && one !== undefined ? [one, { ...one, server: 1 }] : [],
      );
      return imgapi({ instances: twice })(recipe);
    },
  },
  {
    code: 'too-few-addresses',
    of: (recipe) => ({ ...recipe, admin: { ...recipe.admin, rangeSize: 2, fill: ['reserved', 'other'] } }),
  },
  {
    code: 'nic-tag-missing',
    of: (recipe) => {
      const admin = recipe.others[0] ?? { ...recipe.admin, prefix: 24, rangeStart: 5, rangeSize: 50 };
      return target({ nicTags: 'admin-only' })({ ...recipe, others: [admin] });
    },
  },
];
