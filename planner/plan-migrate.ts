/**
 * `hnadm plan migrate`: a pure function of a snapshot and a request. It reads like its table of
 * contents: look at the world, find the way, choose what moves, decide each move, check, write the
 * steps down, put them in order. An error finding means that there is no plan.
 */
import { planDigest } from '../schemas/canonical.ts';
import type { CustomerImpact, Finding, Intent, Plan, Reservation } from '../schemas/plan.ts';
import type { Snapshot } from '../schemas/snapshot.ts';
import { addressPicker } from './addresses.ts';
import { orderUnits, type Unit } from './between.ts';
import { checkBootFiles } from './checks/boot-files.ts';
import { checkDatacenter } from './checks/datacenter.ts';
import { checkLater } from './checks/later.ts';
import { checkSapiImage } from './checks/sapi-image.ts';
import { checkHoles, checkParts, checkSapi } from './checks/snapshot.ts';
import { checkSdcOutside } from './checks/sdc-outside.ts';
import { checkSpread } from './checks/spread.ts';
import { survey } from './checks/survey.ts';
import { checkTarget } from './checks/target.ts';
import { decide } from './decide.ts';
import type { Desk } from './desk.ts';
import { newDraft, type Draft } from './draft.ts';
import { estimate } from './estimate.ts';
import { candidateUuids, markerOwner, possibleMacs, unburnt } from './identifiers.ts';
import { addImages, imageChain } from './images.ts';
import type { Move } from './move.ts';
import { inOrder } from './order.ts';
import type { MigrateRequest } from './request.ts';
import { select, type Selection } from './selection.ts';
import { findRoute, type Route } from './servers.ts';
import { takenAmong } from './taken.ts';
import { commit, gate } from './units/commit.ts';
import { cutover } from './units/cutover.ts';
import { restartHermes } from './units/hermes.ts';
import { maintenance } from './units/maintenance.ts';
import { prepare } from './units/prepare.ts';
import { adminIp, coreOwner, readWorld, runs, type World } from './world.ts';

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
  const { route, findings: routeFindings } = findRoute(world, request.from, request.to);
  if (!route || hasError(routeFindings)) return refuse(routeFindings);

  const selection = select(world, route, request);
  const { moves, addresses, findings: moveFindings } = decideAll(world, route, selection);
  const chains = moves.map((move) => imageChain(world, move));
  const checks = [
    ...routeFindings,
    ...selection.findings,
    ...moveFindings,
    ...chains.flatMap((one) => one.findings),
    ...checkTarget(world, moves),
    ...checkBootFiles(world, moves),
    ...checkSapiImage(world, moves),
    ...checkHoles(world, moves),
  ];
  if (hasError(checks)) return refuse(checks);

  const draft = newDraft();
  const images = addImages(
    draft,
    world,
    route.to,
    chains.map((one) => one.chain),
  );
  const units = writeSteps(draft, world, route, moves, images.steps);
  const findings = bySeverity([
    ...checks,
    ...images.findings,
    ...checkSpread(world, moves),
    ...checkSdcOutside(moves),
    ...checkLater(world, moves, binderAddresses(world)),
    ...checkDatacenter(survey(world, route, moves, addresses)),
  ]);
  return {
    plan: assemble({ world, snapshotDigest, request, route, selection, moves, units, draft, findings }),
    findings,
  };
}

function decideAll(world: World, route: Route, selection: Selection) {
  const names = selection.selected.map((one) => one.zone.service.name);
  const desk: Desk = {
    world,
    route,
    addresses: addressPicker(world, markerOwner(world.snapshot.datacenter)),
    aliases: new Set(world.aliases),
    taken: takenNames(world, route, selection),
    several: new Set(names.filter((name, index) => names.indexOf(name) !== index)),
  };
  const decisions = selection.selected.map((one) => decide(desk, one));
  return {
    addresses: desk.addresses,
    moves: decisions.flatMap((one) => one.move ?? []),
    findings: decisions.flatMap((one) => one.findings),
  };
}

/** UUIDs first, because which MACs are asked for depends on them. */
function takenNames({ snapshot }: World, { to }: Route, { selected }: Selection): Set<string> {
  const moves = selected.map(({ zone }) => ({
    uuids: candidateUuids(snapshot.datacenter, zone.service.name, zone.uuid, to.uuid),
    nics: zone.nics,
  }));
  const burnt = takenAmong(snapshot, new Set(moves.flatMap(({ uuids }) => uuids)));
  const macs = moves.flatMap(({ uuids, nics }) =>
    unburnt(uuids, burnt).flatMap((uuid) => nics.flatMap((_, index) => possibleMacs(uuid, index))),
  );
  return new Set([...burnt, ...takenAmong(snapshot, new Set(macs))]);
}

function writeSteps(
  draft: Draft,
  world: World,
  route: Route,
  moves: readonly Move[],
  images: ReturnType<typeof addImages>['steps'],
): readonly Unit[] {
  const owner = coreOwner(world);
  const [any] = moves;
  if (!owner || !any) return [];
  const owners = { core: owner, marker: markerOwner(world.snapshot.datacenter) };
  const around = { owner, resolvers: binderAddresses(world) };
  const units = moves.map((move): Unit => {
    const prepared = prepare(draft, move, owners, images.get(move.image) ?? null);
    return { move, prepared, cut: cutover(draft, move, prepared, around) };
  });
  orderUnits(draft, units);
  maintenance(draft, world, route, units);
  const gateStep = gate(draft, units);
  const deletes = units.map(({ move, cut }) => commit(draft, move, cut, gateStep, owner));
  restartHermes(draft, world, moves, deletes);
  for (const server of [any.from, any.to])
    draft.expect({ kind: 'server-running', server: server.uuid }, null);
  for (const service of new Map(moves.map((move) => [move.old.service.uuid, move])).keys()) {
    const uuids = world.zones
      .filter((zone) => zone.service.uuid === service)
      .map((zone) => zone.uuid)
      .sort();
    draft.expect({ kind: 'service-instances', service, uuids }, gateStep);
  }
  return units;
}

/** Every running binder is asked: each answers from its own cache. */
function binderAddresses(world: World): readonly string[] {
  return world.zones
    .filter((zone) => zone.service.name === 'binder' && runs(zone.state))
    .flatMap((zone) => adminIp(zone) ?? []);
}

interface Parts {
  readonly world: World;
  readonly snapshotDigest: string;
  readonly request: MigrateRequest;
  readonly route: Route;
  readonly selection: Selection;
  readonly moves: readonly Move[];
  readonly units: readonly Unit[];
  readonly draft: Draft;
  readonly findings: readonly Finding[];
}

function assemble(parts: Parts): Plan {
  const { world, moves, draft } = parts;
  const { snapshot } = world;
  const steps = inOrder(draft.steps);
  const times = estimate(steps, parts.units);
  const plan: Omit<Plan, 'digest'> = {
    format: 'hnadm-plan/1',
    kind: 'migrate',
    tool: { name: 'hnadm', version: parts.request.toolVersion },
    datacenter: snapshot.datacenter,
    snapshot: { digest: parts.snapshotDigest, takenAt: snapshot.takenAt },
    intent: intentOf(parts.request, parts.route),
    policy: {
      approvals: snapshot.policy?.approvals ?? 0,
      allowDegraded: snapshot.policy?.allowDegraded ?? false,
    },
    reservations: moves.flatMap(reservationsOf),
    instances: moves.map((move) => move.planned),
    datasets: moves.flatMap((move) => move.dataset ?? []),
    left: parts.selection.left,
    expects: draft.expects,
    brackets: draft.brackets,
    steps,
    prerequisites: prerequisites(parts),
    customerImpact: times.windows.flatMap((window): readonly CustomerImpact[] => {
      const { service, impact, downtimeSeconds } = window;
      const felt = moves.some((move) => move.old.service.name === service && move.rules.impact !== null);
      return felt && downtimeSeconds.high > 0 ? [{ service, impact, downtimeSeconds }] : [];
    }),
    findings: parts.findings,
    estimate: times,
  };
  const { format, kind, ...rest } = plan;
  return { format, kind, digest: planDigest(plan), ...rest };
}

function intentOf(request: MigrateRequest, { from, to }: Route): Intent {
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

function prerequisites({ moves, route }: Parts): readonly string[] {
  if (moves.length === 0) return [];
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
