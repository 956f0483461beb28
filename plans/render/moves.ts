/** What moves: one row a service, from which zone to which, with its addresses, image and data. */
import { table } from './layout.ts';
import { titled, type Section } from './page.ts';
import { brief, size } from './words.ts';
import { isRemoval } from '../calls.ts';
import type { Plan, PlannedInstance } from '../../schemas/plan.ts';

/** The table of moves. */
export const moves: Section = ({ plan, style, level }) => {
  if (plan.instances.length === 0) return '';
  const head = ['SERVICE', 'FROM ZONE', 'TO ZONE', 'IMAGE', 'DATA', 'ADDRESSES'];
  const rows = plan.instances.map((instance) => row(instance, plan));
  const narrow =
    level === 'brief'
      ? [head, ...rows].map(([a = '', b = '', c = '', , e = '']) => [a, b, c, e])
      : [head, ...rows];
  return titled(style, 'What moves', table(narrow, '  '));
};

function row(instance: PlannedInstance, plan: Plan): readonly string[] {
  const { service, create, replaces } = instance;
  return [
    service,
    replaces?.alias ?? '-',
    target(instance, plan),
    create ? brief(create.image) : '-',
    data(instance, plan),
    addresses(instance, plan),
  ];
}

/** Where it goes; the server only where that is not TO. */
function target({ create, existing }: PlannedInstance, { intent }: Plan): string {
  const zone = create ?? existing;
  if (zone === null) return 'taken out';
  const { haTo } = intent.options;
  const where = haTo && zone.server === haTo.uuid ? ` on ${haTo.hostname}` : '';
  return `${zone.alias}${where}${existing ? ' (is there)' : ''}`;
}

function data(instance: PlannedInstance, plan: Plan): string {
  const { key } = instance;
  if (isRemoval(instance)) return 'goes with it';
  const texts = plan.datasets
    .filter(({ to }) => to.instance === key)
    .map(({ method, sizeBytes }) => `${size(sizeBytes)}, ${METHODS[method]}`);
  return texts.join('; ') || 'none';
}

const METHODS = {
  'send-increment': 'copied',
  sent: 'copied before',
  'create-empty': 'starts empty',
} as const;
const SOURCES = { free: 'new', reserved: 'reserved before', takeover: 'kept' } as const;

function addresses({ key }: PlannedInstance, plan: Plan): string {
  const texts = plan.reservations
    .filter(({ instance }) => instance === key)
    .map(({ networkName, ip, source }) => `${networkName} ${ip} (${SOURCES[source]})`);
  return texts.join(', ') || '-';
}
