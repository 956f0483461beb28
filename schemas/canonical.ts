/**
 * Canonical form (RFC 8785) and digests of documents. A digest covers the canonical form, so that
 * white space and the order of keys never matter; a snapshot's digest alone is that of its bytes,
 * because a recording is evidence and must not be normalised.
 */
import { createHash } from 'node:crypto';
import canonicalize from 'canonicalize';
import type { Plan } from './plan.ts';

/** `sha256:` and the hexadecimal SHA-256 of bytes or of a UTF-8 string. */
export function sha256(data: string | Uint8Array): string {
  return `sha256:${createHash('sha256').update(data).digest('hex')}`;
}

/**
 * Canonical JSON of a value.
 * @throws {TypeError} where a value has no JSON form (NaN, undefined, a lone surrogate).
 */
export function canonical(value: unknown): string {
  const text = canonicalize(value);
  if (text === undefined) throw new TypeError('value has no JSON form');
  return text;
}

/** The digest a plan must carry: that of its canonical JSON without the field `digest`. */
export function planDigest(plan: Omit<Plan, 'digest'>): string {
  const { digest: _, ...rest } = plan as Plan;
  return sha256(canonical(rest));
}
