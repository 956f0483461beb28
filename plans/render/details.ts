/** The lists that only a full reading needs: instances to the last MAC, data, expectations, brackets. */
import { paragraph, table } from './layout.ts';
import { isRemoval } from '../calls.ts';
import { titled, type Section } from './page.ts';
import { touched, values } from './values.ts';
import type { Bracket, Plan, PlannedInstance } from '../../schemas/plan.ts';

/** Everything about a plan that the tables above leave out. */
export const details: Section = (page) =>
  [
    titled(page.style, 'Addresses', reservations(page.plan)),
    titled(page.style, 'New zones', page.plan.instances.map(instance).join('\n')),
    titled(page.style, 'Data', datasets(page.plan)),
    titled(page.style, 'Must hold when it is applied', expects(page.plan)),
    titled(page.style, 'Brackets', page.plan.brackets.map(bracket).join('\n')),
  ]
    .filter((text) => text !== '')
    .join('\n\n');

function reservations({ reservations }: Plan): string {
  if (reservations.length === 0) return '';
  const rows = reservations.map(({ ip, network, networkName, instance, service, source }) => [
    ip,
    instance,
    service,
    source,
    `${networkName} ${network}`,
  ]);
  return table([['ADDRESS', 'INSTANCE', 'SERVICE', 'SOURCE', 'NETWORK'], ...rows], '  ');
}

function instance(planned: PlannedInstance): string {
  const { key, service, create, existing, replaces } = planned;
  const lines = [`  ${key} (${service})`];
  for (const [name, zone] of [
    ['replaces', replaces],
    ['existing', existing],
  ] as const) {
    if (zone) lines.push(`    ${name} ${zone.alias} ${zone.uuid} on server ${zone.server}`);
  }
  if (isRemoval(planned)) lines.push('    taken out: nothing replaces it');
  if (!create) return lines.join('\n');
  lines.push(`    created as ${create.alias} on server ${create.server}, image ${create.image}`);
  for (const { network, networkName, nicTag, ip, primary, allowDhcpSpoofing } of create.nics) {
    const more = `${primary ? ', primary' : ''}${allowDhcpSpoofing ? ', may answer DHCP' : ''}`;
    lines.push(`    NIC ${ip} on ${networkName} ${network}, tag ${nicTag}${more}`);
  }
  for (const [at, { uuid, macs }] of create.candidates.entries()) {
    lines.push(paragraph(`candidate ${String(at + 1)}: ${uuid} with ${macs.join(', ')}`, '    ', '      '));
  }
  return lines.join('\n');
}

function datasets({ datasets }: Plan): string {
  const rows = datasets.map(({ service, from, to, method, sizeBytes, critical }) => [
    `  ${service}: ${from.dataset} on server ${from.server}`,
    `    to ${to.instance} on server ${to.server}, ${method}, ${sizeBytes === null ? 'size unknown' : `${String(sizeBytes)} bytes`}, ${critical ? 'critical' : 'not critical'}`,
  ]);
  return rows.flat().join('\n');
}

function expects({ expects }: Plan): string {
  return expects
    .map(({ fact, until }) => {
      const { kind, ...rest } = fact;
      return paragraph(`${kind}: ${values(rest)}; until ${until ?? 'the end'}`, '  ', '      ');
    })
    .join('\n');
}

function bracket({ id, open, close, around }: Bracket): string {
  const end = (name: string, { action, params, touches }: Bracket['open']) =>
    paragraph(`${name} ${action}: ${values(params)}; touches ${touched(touches)}`, '    ', '      ');
  return [
    `  ${id}`,
    end('open', open),
    paragraph(`around ${around.join(', ')}`, '    ', '      '),
    end('close', close),
  ].join('\n');
}
