/** The plan is one answer to one question: its intent is unambiguous and nothing in it contradicts the intent. */
import { rules } from '../../catalogue/rules.ts';
import type { Complaint, Subject } from './rule.ts';

/** Complains of an ambiguous intent, of zones on other servers than asked for, of findings that forbid a plan. */
export function* intents({ plan }: Subject): Iterable<Complaint> {
  const { from, to, services, options } = plan.intent;
  if (options.haTo?.uuid === from.uuid)
    yield { at: 'intent', message: `moves members of clusters from ${from.hostname} to itself` };
  if (options.haTo?.uuid === to.uuid)
    yield { at: 'intent', message: `names ${to.hostname} as TO and for members of clusters besides` };
  if (from.uuid === to.uuid) yield { at: 'intent', message: `moves from ${from.hostname} to itself` };
  const ways = Number(options.all) + Number(options.except.length > 0) + Number(services.length > 0);
  if (ways !== 1) {
    yield {
      at: 'intent',
      message: 'must ask for all services, for some, or for all except some: exactly one',
    };
  }
  for (const { key, service, create, existing, replaces } of plan.instances) {
    const server = (create ?? existing)?.server;
    const targets = options.haTo ? [to, options.haTo] : [to];
    if (server !== undefined && !targets.some(({ uuid }) => uuid === server)) {
      const said = targets.map(({ uuid, hostname }) => `${uuid} (${hostname})`).join(' or ');
      yield { at: key, message: `is placed on server ${server}, the intent says ${said}` };
    }
    if (server === options.haTo?.uuid && server !== to.uuid && !rules.get(service)?.cluster) {
      yield {
        at: key,
        message: `is placed on server ${String(server)}, which takes members of clusters alone`,
      };
    }
    if (replaces && replaces.server !== from.uuid) {
      yield {
        at: key,
        message: `replaces a zone on server ${replaces.server}, the intent says ${from.uuid} (${from.hostname})`,
      };
    }
    if (options.except.includes(service))
      yield { at: key, message: `moves ${service}, which the intent excepts` };
    if (services.length > 0 && !services.includes(service)) {
      yield { at: key, message: `moves ${service}, which the intent does not ask for` };
    }
  }
  for (const finding of plan.findings) {
    if (finding.severity === 'error') {
      yield { at: 'findings', message: `holds the error ${finding.code}: with an error there is no plan` };
    }
  }
}
