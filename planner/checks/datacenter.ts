/**
 * All checks of the whole datacenter, beside those of the move itself: whether it is set up as a
 * Triton datacenter should be, and whether what has gone wrong for operators before is about to.
 * None of them forbids a plan. What a snapshot cannot tell is in catalogue/findings/questions.ts.
 */
import type { Finding } from '../../schemas/plan.ts';
import { compare } from '../world.ts';
import { checkBinder } from './binder.ts';
import { checkBoot } from './boot.ts';
import { checkCoreImages } from './core-images.ts';
import { checkHeadnodes } from './headnodes.ts';
import { checkManatee } from './manatee.ts';
import { checkNics } from './nics.ts';
import { checkParams } from './params.ts';
import { checkPlatforms } from './platforms.ts';
import { checkRecorded } from './recorded.ts';
import { checkRedundancy } from './redundancy.ts';
import { checkResolvers } from './resolvers.ts';
import { checkServices } from './services.ts';
import { checkSpareAddresses } from './spare-addresses.ts';
import type { Survey } from './survey.ts';
import { checkWrittenAddresses } from './written-addresses.ts';
import { checkZkServers } from './zk-servers.ts';
import { checkZones } from './zones.ts';

const CHECKS: readonly ((survey: Survey) => readonly Finding[])[] = [
  checkRecorded,
  checkHeadnodes,
  checkPlatforms,
  checkZones,
  checkServices,
  checkParams,
  checkCoreImages,
  checkNics,
  checkSpareAddresses,
  checkResolvers,
  checkWrittenAddresses,
  checkBoot,
  checkRedundancy,
  checkZkServers,
  checkBinder,
  checkManatee,
];

/**
 * Findings about the datacenter around a plan; a plan that changes nothing has nothing around it. Those of
 * one check are sorted, because no API promises an order.
 */
export function checkDatacenter(survey: Survey): readonly Finding[] {
  if (survey.leaving.size === 0) return [];
  return CHECKS.flatMap((check) =>
    [...check(survey)].sort((a, b) => compare(a.subject, b.subject) || compare(a.message, b.message)),
  );
}
