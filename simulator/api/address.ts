/** IPv4 arithmetic for NAPI's subnets. IPv6 networks are listed and never given out from. */

const OCTETS = /^(\d{1,3})\.(\d{1,3})\.(\d{1,3})\.(\d{1,3})$/;

/** An IPv4 address as a number, or null. */
export function toNumber(ip: string): number | null {
  const match = OCTETS.exec(ip);
  if (match === null) return null;
  const octets = match.slice(1).map(Number);
  if (octets.some((octet) => octet > 255)) return null;
  return octets.reduce((value, octet) => value * 256 + octet, 0);
}

export function toText(address: number): string {
  return [24, 16, 8, 0].map((shift) => String((address >>> shift) & 255)).join('.');
}

/** Whether a CIDR contains an address. */
export function contains(cidr: string, address: number): boolean {
  const [base = '', bits = '32'] = cidr.split('/');
  const start = toNumber(base);
  return start !== null && address >= start && address < start + 2 ** (32 - Number(bits));
}

/** Orders addresses by number; those that are no IPv4 come last, as text. */
export function byAddress(a: string, b: string): number {
  const [x, y] = [toNumber(a), toNumber(b)];
  if (x !== null && y !== null) return x - y;
  if (x === null && y === null) return a < b ? -1 : 1;
  return x === null ? 1 : -1;
}
