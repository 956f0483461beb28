/** Paragraphs and tables of a fixed width, so that the same plan gives the same lines everywhere. */

/** Columns of a rendered plan; wide enough for two UUIDs, narrow enough for a laptop. */
const WIDTH = 110;

/**
 * Breaks text into lines of at most `width` columns where it has blanks; `indent` before the first
 * line, `hanging` before the others. A word longer than a line stands alone.
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
 * what is left of `width` and wraps in it; a row that is short of columns ends where it ends.
 */
export function table(rows: readonly (readonly string[])[], indent = '', width = WIDTH): string {
  const columns = rows.reduce((most, row) => Math.max(most, row.length), 0);
  const widths = Array.from({ length: Math.max(0, columns - 1) }, (_, at) =>
    rows.reduce((most, row) => Math.max(most, row[at]?.length ?? 0), 0),
  );
  const hanging = ' '.repeat(widths.reduce((sum, own) => sum + own + 2, indent.length));
  // A last column squeezed to nothing would be unreadable: then the lines get longer.
  const limit = Math.max(width, hanging.length + 20);
  const lines = rows.map((row) => {
    const before = widths.map((own, at) => (row[at] ?? '').padEnd(own + 2)).join('');
    return paragraph(row[columns - 1] ?? '', indent + before, hanging, limit).trimEnd();
  });
  return lines.join('\n');
}
