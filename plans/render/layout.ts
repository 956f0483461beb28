/** Paragraphs and tables of a fixed width, so that the same plan gives the same lines everywhere. */
// eslint-disable-next-line @typescript-eslint/triple-slash-reference -- an ambient module can't be imported
/// <reference path="./cliui.d.ts" />
import cliui from 'cliui';

/** Columns of a rendered plan; wide enough for two UUIDs, narrow enough for a laptop. */
export const WIDTH = 110;

/**
 * Breaks text into lines of at most `width` columns where it has blanks; `indent` before each line,
 * `hanging` before all but the first. A word longer than a line stands alone.
 */
export function paragraph(text: string, indent = '', hanging = indent, width = WIDTH): string {
  const lines: string[] = [];
  let line = indent;
  let empty = true;
  for (const word of text.split(/\s+/)) {
    if (!empty && line.length + 1 + word.length > width) {
      lines.push(line);
      line = hanging;
      empty = true;
    }
    line += empty ? word : ` ${word}`;
    empty = false;
  }
  return [...lines, line].join('\n');
}

/**
 * A table whose columns are as wide as their content and two blanks apart. The last column takes
 * what is left of `width` and wraps in it.
 */
export function table(rows: readonly (readonly string[])[], indent = '', width = WIDTH): string {
  const columns = rows.reduce((most, row) => Math.max(most, row.length), 0);
  const widths = Array.from({ length: columns }, (_, at) =>
    rows.reduce((most, row) => Math.max(most, row[at]?.length ?? 0), 0),
  );
  const before = widths.slice(0, -1).reduce((sum, one) => sum + one + 2, indent.length);
  const last = Math.max(20, Math.min(widths.at(-1) ?? 0, width - before));
  const ui = cliui({ width: before + last, wrap: true });
  for (const row of rows) {
    ui.div(
      ...widths.map((own, at) => {
        const isLast = at === columns - 1;
        const left = at === 0 ? indent.length : 0;
        const right = isLast ? 0 : 2;
        return {
          text: row[at] ?? '',
          width: left + right + (isLast ? last : own),
          padding: [0, right, 0, left] as const,
        };
      }),
    );
  }
  return ui.toString();
}
