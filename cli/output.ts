/** Colours, where they are wanted: on a terminal, unless NO_COLOR is set (no-color.org). */
import { styleText } from 'node:util';
import { plain, type Style } from '../plans/render/style.ts';
import type { Io, Output } from './io.ts';

/** The style for one of the two streams. */
export function styleOf(output: Output, io: Io): Style {
  if (!output.isTTY || (io.env['NO_COLOR'] ?? '') !== '' || io.env['TERM'] === 'dumb') return plain;
  // Whether the stream wants colours is decided above: styleText would ask the process's stdout.
  const as = (format: 'bold' | 'dim' | 'red' | 'yellow') => (text: string) =>
    styleText(format, text, { validateStream: false });
  return { heading: as('bold'), faint: as('dim'), alarm: as('red'), warn: as('yellow') };
}
