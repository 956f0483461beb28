/** Addresses of NAPI's subnets as numbers, IPv4 and IPv6 alike. */
import { Address4, Address6 } from 'ip-address';

/** An address as a number, or null where the text is none. */
export function toNumber(ip: string): bigint | null {
  try {
    return addressOf(ip).bigInt();
  } catch {
    // The library tells only by throwing that a text is no address.
    return null;
  }
}

/** The address of a number, in the family of `like`. */
export function toText(address: bigint, like: string): string {
  return (isV6(like) ? Address6.fromBigInt(address) : Address4.fromBigInt(address)).correctForm();
}

/** Whether a CIDR contains an address. */
export function contains(cidr: string, ip: string): boolean {
  const address = toNumber(ip);
  if (address === null || isV6(cidr) !== isV6(ip)) return false;
  const subnet = addressOf(cidr);
  return address >= subnet.startAddress().bigInt() && address <= subnet.endAddress().bigInt();
}

/** Orders addresses by number; what is none comes last, as text. */
export function byAddress(a: string, b: string): number {
  const [x, y] = [toNumber(a), toNumber(b)];
  if (x !== null && y !== null) return x < y ? -1 : x > y ? 1 : 0;
  if (x === null && y === null) return a < b ? -1 : 1;
  return x === null ? 1 : -1;
}

function addressOf(text: string): Address4 | Address6 {
  return isV6(text) ? new Address6(text) : new Address4(text);
}

function isV6(text: string): boolean {
  return text.includes(':');
}
