/** Colours, where they are wanted: on a terminal, unless NO_COLOR is set (no-color.org). */
import { styleText } from 'node:util';
import { plain, type Style } from '../plans/render/style.ts';
import type { Io, Output } from './io.ts';

/** The style for one of the two streams. */
export function styleOf(output: Output, io: Io): Style {
  if (!output.isTTY || (io.env['NO_COLOR'] ?? '') !== '' || io.env['TERM'] === 'dumb') return plain;
  return {
    heading: (text) => styleText('bold', text),
    faint: (text) => styleText('dim', text),
    alarm: (text) => styleText('red', text),
    warn: (text) => styleText('yellow', text),
  };
}
