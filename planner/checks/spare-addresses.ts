/** Whether the admin network has addresses left, after the plan, for recovering what exists once. */
import { rules } from '../../catalogue/rules.ts';
import type { Finding } from '../../schemas/plan.ts';
import { note } from '../findings.ts';
import { isAdminTag } from '../world.ts';
import type { Survey } from './survey.ts';

/** Members of binder, manatee and moray that a lost headnode takes along: one of each. */
const CLUSTERS = 3;

/** Findings about spare addresses of the admin networks that moves use. */
export function checkSpareAddresses({ world, moves, zones, addresses }: Survey): readonly Finding[] {
  const singletons = new Set(
    zones.map((zone) => zone.service.name).filter((name) => rules.get(name)?.singleton === true),
  );
  const wanted = singletons.size + CLUSTERS;
  const used = new Set(
    moves.flatMap((move) => move.nics.filter((nic) => isAdminTag(nic.nicTag)).map((nic) => nic.network)),
  );
  return [...used].flatMap((uuid) => {
    let left = 0;
    while (left < wanted && addresses.take(uuid)) left += 1;
    const network = world.networks.get(uuid);
    if (left >= wanted || !network) return [];
    return [
      note(
        'few-addresses',
        network.name,
        `After this plan ${network.name} has ${String(left)} addresses left in ${network.provision_start_ip}–${network.provision_end_ip}, and a recovery may take ${String(wanted)}. Widen its provisioning range, or free some.`,
      ),
    ];
  });
}
