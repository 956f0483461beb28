/**
 * How words are set off. Passed in, because whether there are colours is the terminal's business:
 * a plan rendered for a file or for a diff is plain text.
 */
export interface Style {
  /** A heading. */
  readonly heading: (text: string) => string;
  /** What is there for the second look. */
  readonly faint: (text: string) => string;
  /** What must not be overlooked. */
  readonly alarm: (text: string) => string;
  /** What should not be overlooked. */
  readonly warn: (text: string) => string;
}

const as = (text: string) => text;

/** No colours at all. */
export const plain: Style = { heading: as, faint: as, alarm: as, warn: as };
