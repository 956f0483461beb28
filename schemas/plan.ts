/**
 * The plan's types, as values that are never changed, with the names the rest of hnadm uses.
 * `ActionCall` is the closed union of everything a plan can ask for; planner and executor agree by it.
 */
import type * as generated from './generated/plan.ts';
import type { DeepReadonly } from './readonly.ts';

/** A plan: see plan.schema.json for each field. */
export type Plan = DeepReadonly<generated.Plan>;
/** A step: its place in the plan, and the action it is. */
export type Step = DeepReadonly<generated.StepFrame> & ActionCall;
/** An action with its parameters. */
export type ActionCall = DeepReadonly<generated.ActionCall>;
/** Name of an action. */
export type ActionName = ActionCall['action'];
/** Parameters of one action. */
export type ParamsOf<Name extends ActionName> = Extract<ActionCall, { readonly action: Name }>['params'];
export type Bracket = DeepReadonly<generated.Bracket>;
export type Phase = Step['phase'];
export type Need = DeepReadonly<generated.Need>;
export type Because = Need['because'];
/** Which instance of a service a step's calls go to. */
export type Through = DeepReadonly<generated.Through>;
export type Touch = DeepReadonly<generated.Touch>;
export type Expectation = DeepReadonly<generated.Expectation>;
export type Fact = DeepReadonly<generated.Fact>;
export type Finding = DeepReadonly<generated.Finding>;
export type Intent = DeepReadonly<generated.Intent>;
export type Reservation = DeepReadonly<generated.Reservation>;
export type PlannedInstance = DeepReadonly<generated.PlannedInstance>;
/** A zone that is there, and where. */
export type PlacedZone = DeepReadonly<generated.PlacedZone>;
export type PlannedCreate = DeepReadonly<generated.PlannedCreate>;
export type TakenNic = DeepReadonly<generated.TakenNic>;
export type PlannedNic = DeepReadonly<generated.PlannedNic>;
export type Candidate = DeepReadonly<generated.Candidate>;
export type CreateParams = DeepReadonly<generated.CreateParams>;
export type DatasetMove = DeepReadonly<generated.DatasetMove>;
export type Left = DeepReadonly<generated.Left>;
export type Estimate = DeepReadonly<generated.Estimate>;
export type ServiceWindow = DeepReadonly<generated.ServiceWindow>;
export type CustomerImpact = DeepReadonly<generated.CustomerImpact>;
/** Seconds: low, typical, high. */
export type SecondsRange = DeepReadonly<generated.SecondsRange>;
export type ZoneRef = DeepReadonly<generated.ZoneRef>;
/** A peer of manatee: a zone that is there, or one that this plan makes. */
export type ManateePeer = DeepReadonly<generated.ManateePeer>;
export type HealthCheck = DeepReadonly<generated.HealthCheck>;
export type DatasetPlace = DeepReadonly<generated.DatasetPlace>;
