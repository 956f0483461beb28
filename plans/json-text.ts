/**
 * Parses JSON and, where it can't, says at which line and column it breaks and what stands there.
 * V8's own message can't be shown: it names no place for some mistakes, and for others it quotes the
 * text around them, which may be a secret. The search runs only after JSON.parse has failed.
 */

/** Parsed JSON, or one line that says where the text stops being JSON. */
export type ParsedJson =
  { readonly ok: true; readonly value: unknown } | { readonly ok: false; readonly problem: string };

/** Parses JSON text of any size. */
export function parseJson(text: string): ParsedJson {
  try {
    return { ok: true, value: JSON.parse(text) };
  } catch {
    return { ok: false, problem: explainBreak(text) };
  }
}

function explainBreak(text: string): string {
  if (text.trim() === '') return 'is empty, JSON was expected';
  const broken = findBreak(text);
  if (broken.at >= text.length) {
    return `ends in the middle of its JSON (line ${String(lineOf(text, text.length))}, after ${String(text.length)} characters): it was cut off`;
  }
  const line = lineOf(text, broken.at);
  const column = broken.at - text.lastIndexOf('\n', broken.at - 1);
  return `is not JSON: line ${String(line)}, column ${String(column)}: expected ${broken.expected}`;
}

function lineOf(text: string, offset: number): number {
  let line = 1;
  for (let at = text.indexOf('\n'); at !== -1 && at < offset; at = text.indexOf('\n', at + 1)) line += 1;
  return line;
}

interface Break {
  readonly at: number;
  readonly expected: string;
}

const SPACE = /[ \t\n\r]*/y;
const SCALAR = /-?(?:0|[1-9]\d*)(?:\.\d+)?(?:[eE][+-]?\d+)?|true|false|null/y;
/** Unrolled, so that a long text costs no backtracking; ends before what does not belong in one. */
const TEXT = /"[^"\\\u0000-\u001f]*(?:\\(?:["\\/bfnrt]|u[0-9a-fA-F]{4})[^"\\\u0000-\u001f]*)*/y;
const WORDS = ['true', 'false', 'null'];

/** A strict scanner with a stack of its own: documents may be nested deeper than calls may be. */
function findBreak(text: string): Break {
  const closers: string[] = [];
  let at = skip(SPACE, text, 0);
  let expected: 'value' | 'value-or-close' | 'key' | 'key-or-close' | 'comma-or-close' = 'value';
  for (;;) {
    const closer = closers.at(-1);
    if (expected.endsWith('or-close') && closer !== undefined && text[at] === closer) {
      closers.pop();
      at = skip(SPACE, text, at + 1);
      expected = 'comma-or-close';
    } else if (expected === 'comma-or-close') {
      if (closer === undefined) return { at, expected: 'nothing more' };
      if (text[at] !== ',') return { at, expected: `"," or "${closer}"` };
      at = skip(SPACE, text, at + 1);
      expected = closer === '}' ? 'key' : 'value';
    } else if (expected === 'key' || expected === 'key-or-close') {
      const key = textEnd(text, at);
      if (typeof key !== 'number') return key ?? { at, expected: 'a quoted field name' };
      at = skip(SPACE, text, key);
      if (text[at] !== ':') return { at, expected: '":"' };
      at = skip(SPACE, text, at + 1);
      expected = 'value';
    } else if (text[at] === '{' || text[at] === '[') {
      closers.push(text[at] === '{' ? '}' : ']');
      expected = text[at] === '{' ? 'key-or-close' : 'value-or-close';
      at = skip(SPACE, text, at + 1);
    } else {
      const end = textEnd(text, at) ?? scalarEnd(text, at);
      if (typeof end !== 'number') return end;
      at = skip(SPACE, text, end);
      expected = 'comma-or-close';
    }
  }
}

function skip(pattern: RegExp, text: string, from: number): number {
  pattern.lastIndex = from;
  return pattern.test(text) ? pattern.lastIndex : from;
}

/** Where a quoted text ends; undefined where none begins. */
function textEnd(text: string, at: number): number | Break | undefined {
  if (text[at] !== '"') return undefined;
  const end = skip(TEXT, text, at);
  if (text[end] === '"') return end + 1;
  const rest = text.slice(end, end + 6);
  const cut = rest === '' || (rest.length < 6 && /^\\(?:u[0-9a-fA-F]*)?$/.test(rest));
  return {
    at: cut ? text.length : end,
    expected: 'no control character and no unknown escape inside a text',
  };
}

function scalarEnd(text: string, at: number): number | Break {
  const end = skip(SCALAR, text, at);
  if (end > at) return end;
  const rest = text.slice(at, at + 5);
  const cut =
    at + rest.length === text.length && (rest === '-' || WORDS.some((word) => word.startsWith(rest)));
  return { at: cut ? text.length : at, expected: 'a value' };
}
