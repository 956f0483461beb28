/**
 * `hnadm plan migrate`: a pure function of a snapshot and a request. It reads like its table of
 * contents: look at the world, find the way, choose what moves, decide each move, check, write the
 * steps down, put them in order. An error finding means that there is no plan.
 */
import { planDigest } from '../schemas/canonical.ts';
import type { CustomerImpact, Finding, Intent, Plan, Reservation } from '../schemas/plan.ts';
import type { Snapshot } from '../schemas/snapshot.ts';
import type { ImageUuid, ServerUuid, StepId } from '../schemas/ids.ts';
import { addressPicker } from './addresses.ts';
import type { Unit } from './between.ts';
import { checkBootFiles } from './checks/boot-files.ts';
import { checkDatacenter } from './checks/datacenter.ts';
import { checkLater } from './checks/later.ts';
import { checkSapiImage } from './checks/sapi-image.ts';
import { checkHoles, checkParts, checkSapi } from './checks/snapshot.ts';
import { checkSdcOutside } from './checks/sdc-outside.ts';
import { checkSpread } from './checks/spread.ts';
import { survey } from './checks/survey.ts';
import { checkTarget } from './checks/target.ts';
import { checkUfdsReplica } from './checks/ufds-replica.ts';
import { decide } from './decide.ts';
import type { Desk } from './desk.ts';
import { newDraft, type Draft } from './draft.ts';
import { estimate } from './estimate.ts';
import { candidateUuids, markerOwner, possibleMacs, unburnt } from './identifiers.ts';
import { addImages, imageChain } from './images.ts';
import type { Move } from './move.ts';
import { inOrder } from './order.ts';
import { decideRemoval } from './removal.ts';
import type { MigrateRequest } from './request.ts';
import { select, type Selection } from './selection.ts';
import { findRoute, type Route } from './servers.ts';
import { takenAmong } from './taken.ts';
import { readWorld, type World } from './world.ts';
import { binderAddresses, writeSteps } from './write-steps.ts';

/** A plan, or null where a finding of severity error forbids one. */
export interface Planned {
  readonly plan: Plan | null;
  readonly findings: readonly Finding[];
}

/**
 * Plans the move of core services from one headnode to another.
 * @param snapshotDigest digest of the snapshot's bytes, `sha256:…`.
 */
export function planMigrate(snapshot: Snapshot, snapshotDigest: string, request: MigrateRequest): Planned {
  const world = readWorld(snapshot);
  const unusable = [...checkParts(snapshot), ...(snapshot.sapi ? checkSapi(world) : [])];
  if (unusable.length > 0) return refuse(unusable);
  const { route, findings: routeFindings } = findRoute(world, request);
  if (!route || hasError(routeFindings)) return refuse(routeFindings);

  const selection = select(world, route, request);
  const { moves, removals, addresses, findings: moveFindings } = decideAll(world, route, selection);
  const checks = [
    ...routeFindings,
    ...selection.findings,
    ...moveFindings,
    ...moves.flatMap((move) => imageChain(world, move).findings),
    ...checkTarget(world, moves),
    ...checkBootFiles(world, moves),
    ...checkSapiImage(world, moves),
    ...checkHoles(world, moves),
  ];
  if (hasError(checks)) return refuse(checks);

  const draft = newDraft();
  const images = addAllImages(draft, world, route, moves);
  const units = writeSteps(draft, world, route, { moves, removals, images: images.steps });
  const leaving = [...moves, ...removals];
  const findings = bySeverity([
    ...checks,
    ...images.findings,
    ...checkSpread(world, moves),
    ...checkSdcOutside(moves),
    ...checkUfdsReplica(world, moves),
    ...checkLater(world, leaving, binderAddresses(world)),
    ...checkDatacenter(survey(world, route, { moves, removals, addresses })),
  ]);
  return {
    plan: assemble({ world, snapshotDigest, request, route, selection, units, draft, findings }),
    findings,
  };
}

/** On each server that zones are made on. */
function addAllImages(draft: Draft, world: World, route: Route, moves: readonly Move[]) {
  const steps = new Map<ServerUuid, ReadonlyMap<ImageUuid, StepId>>();
  const findings = [...new Set([route.to, ...moves.map(({ to }) => to)])].flatMap((to) => {
    const chains = moves.flatMap((move) => (move.to === to ? [imageChain(world, move).chain] : []));
    const prefix = to === route.to ? '' : 'ha-to-';
    const added = addImages(draft, world, { to, prefix }, chains);
    steps.set(to.uuid, added.steps);
    return added.findings;
  });
  return { steps, findings };
}

function decideAll(world: World, route: Route, selection: Selection) {
  const names = [...selection.selected, ...selection.removed].map((one) => one.zone.service.name);
  const desk: Desk = {
    world,
    route,
    addresses: addressPicker(world, markerOwner(world.snapshot.datacenter)),
    aliases: new Set(world.aliases),
    taken: takenNames(world, selection),
    several: new Set(names.filter((name, index) => names.indexOf(name) !== index)),
  };
  const decisions = selection.selected.map((one) => decide(desk, one));
  const removals = selection.removed.map((one) => decideRemoval(desk, one));
  return {
    addresses: desk.addresses,
    moves: decisions.flatMap((one) => one.move ?? []),
    removals: removals.flatMap((one) => one.removal ?? []),
    findings: [...decisions, ...removals].flatMap((one) => one.findings),
  };
}

/** UUIDs first, because which MACs are asked for depends on them. */
function takenNames({ snapshot }: World, { selected }: Selection): Set<string> {
  const moves = selected.map(({ zone, to }) => ({
    uuids: candidateUuids(snapshot.datacenter, zone.service.name, zone.uuid, to.uuid),
    nics: zone.nics,
  }));
  const burnt = takenAmong(snapshot, new Set(moves.flatMap(({ uuids }) => uuids)));
  const macs = moves.flatMap(({ uuids, nics }) =>
    unburnt(uuids, burnt).flatMap((uuid) => nics.flatMap((_, index) => possibleMacs(uuid, index))),
  );
  return new Set([...burnt, ...takenAmong(snapshot, new Set(macs))]);
}

interface Parts {
  readonly world: World;
  readonly snapshotDigest: string;
  readonly request: MigrateRequest;
  readonly route: Route;
  readonly selection: Selection;
  readonly units: readonly Unit[];
  readonly draft: Draft;
  readonly findings: readonly Finding[];
}

function assemble(parts: Parts): Plan {
  const { world, draft } = parts;
  const { snapshot } = world;
  const leaving = parts.units.map((unit) => unit.leaving);
  const moves = leaving.filter((one) => one.kind === 'move');
  const steps = inOrder(draft.steps);
  const times = estimate(steps, parts.units, draft.brackets);
  const plan: Omit<Plan, 'digest'> = {
    format: 'hnadm-plan/1',
    kind: 'migrate',
    tool: { name: 'hnadm', version: parts.request.toolVersion },
    datacenter: snapshot.datacenter,
    snapshot: { digest: parts.snapshotDigest, takenAt: snapshot.takenAt },
    intent: intentOf(parts.request, parts.route),
    policy: {
      approvals: snapshot.policy?.approvals ?? 0,
      allowDegraded: snapshot.policy?.allowDegraded ?? true,
    },
    reservations: moves.flatMap(reservationsOf),
    instances: leaving.map((one) => one.planned),
    datasets: moves.flatMap((move) => move.dataset ?? []),
    left: parts.selection.left,
    expects: draft.expects,
    brackets: draft.brackets,
    steps,
    prerequisites: prerequisites(parts),
    customerImpact: times.windows.flatMap((window): readonly CustomerImpact[] => {
      const { service, impact, downtimeSeconds } = window;
      const felt = leaving.some(({ old, rules }) => old.service.name === service && rules.impact !== null);
      return felt && downtimeSeconds.high > 0 ? [{ service, impact, downtimeSeconds }] : [];
    }),
    findings: parts.findings,
    estimate: times,
  };
  const { format, kind, ...rest } = plan;
  return { format, kind, digest: planDigest(plan), ...rest };
}

function intentOf(request: MigrateRequest, { from, to, haTo }: Route): Intent {
  const keepAddress = [...new Set(request.keepAddress)].sort();
  const newAddress = [...new Set(request.newAddress)].sort();
  return {
    from: { uuid: from.uuid, hostname: from.hostname },
    to: { uuid: to.uuid, hostname: to.hostname },
    services: [...new Set(request.services)].sort(),
    options: {
      all: request.all,
      except: [...new Set(request.except)].sort(),
      allowDegraded: request.allowDegraded,
      ...(haTo === null ? {} : { haTo: { uuid: haTo.uuid, hostname: haTo.hostname } }),
      ...(keepAddress.length > 0 ? { keepAddress } : {}),
      ...(newAddress.length > 0 ? { newAddress } : {}),
    },
    ...(request.reason === undefined ? {} : { reason: request.reason }),
    ...(request.ticket === undefined ? {} : { ticket: request.ticket }),
    ...(request.window === undefined ? {} : { window: request.window }),
  };
}

function reservationsOf(move: Move): readonly Reservation[] {
  return move.nics.flatMap(({ ip, network, networkName, source }): readonly Reservation[] => {
    if (source === 'held') return [];
    return [{ ip, network, networkName, instance: move.key, service: move.old.service.name, source }];
  });
}

function prerequisites({ units, route }: Parts): readonly string[] {
  if (units.length === 0) return [];
  return [
    `Apply this plan from ${route.to.hostname}, another headnode or an administrator's machine: never from the global zone of ${route.from.hostname}, which it empties.`,
    'No other operator changes core services meanwhile: no sdcadm, no server set-up.',
  ];
}

function refuse(findings: readonly Finding[]): Planned {
  return { plan: null, findings: bySeverity(findings) };
}

function hasError(findings: readonly Finding[]): boolean {
  return findings.some((finding) => finding.severity === 'error');
}

const SEVERITY: Readonly<Record<Finding['severity'], number>> = { error: 0, warning: 1, note: 2 };

function bySeverity(findings: readonly Finding[]): readonly Finding[] {
  return [...findings].sort((a, b) => SEVERITY[a.severity] - SEVERITY[b.severity]);
}
