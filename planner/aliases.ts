/** Aliases by sdcadm's rule: the service's name and the highest ordinal in use plus one. */

/**
 * The next alias of a service.
 * @param taken aliases in use; the one given out is added.
 */
export function nextAlias(service: string, taken: Set<string>): string {
  let highest = -1n;
  for (const alias of taken) {
    const ordinal = alias.startsWith(service)
      ? /^(\d+)(?:tmp)?$/.exec(alias.slice(service.length))?.[1]
      : undefined;
    if (ordinal !== undefined) {
      const value = BigInt(ordinal);
      if (value > highest) highest = value;
    }
  }
  const alias = `${service}${String(highest + 1n)}`;
  taken.add(alias);
  return alias;
}
