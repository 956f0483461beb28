/** Reading fields of rows whose shape nobody promised: a field of another type is taken as absent. */
import type { Row } from './world.ts';

export function text(row: Row | undefined, key: string): string | undefined {
  const value = row?.[key];
  return typeof value === 'string' ? value : undefined;
}

export function number(row: Row | undefined, key: string): number | undefined {
  const value = row?.[key];
  return typeof value === 'number' ? value : undefined;
}

/** A number that may have been written as text, as SAPI's package params are ("25"). */
export function numeric(row: Row | undefined, key: string): number | undefined {
  const value = row?.[key];
  const parsed = typeof value === 'string' && value !== '' ? Number(value) : value;
  return typeof parsed === 'number' && Number.isFinite(parsed) ? parsed : undefined;
}

export function object(row: Row | undefined, key: string): Row {
  return asRow(row?.[key]);
}

export function list(row: Row | undefined, key: string): readonly unknown[] {
  const value = row?.[key];
  return Array.isArray(value) ? (value as readonly unknown[]) : [];
}

/** A value as text, the way a query string would carry it. */
export function written(value: unknown): string {
  if (value === undefined) return '';
  return typeof value === 'string' ? value : JSON.stringify(value);
}

/** An object as a row; anything else as an empty one. */
export function asRow(value: unknown): Row {
  return typeof value === 'object' && value !== null && !Array.isArray(value) ? (value as Row) : {};
}

/** A row without some keys. */
export function without(row: Row, ...keys: readonly string[]): Row {
  return Object.fromEntries(Object.entries(row).filter(([key]) => !keys.includes(key)));
}
