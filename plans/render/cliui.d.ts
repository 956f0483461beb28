/** The part of cliui that is used here; the package comes without types. */
declare module 'cliui' {
  interface Column {
    readonly text: string;
    readonly width?: number;
    /** top, right, bottom, left */
    readonly padding?: readonly [number, number, number, number];
  }
  interface Ui {
    div(...columns: readonly Column[]): void;
    toString(): string;
  }
  export default function cliui(options: { readonly width: number; readonly wrap?: boolean }): Ui;
}
