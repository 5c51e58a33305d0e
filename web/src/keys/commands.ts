/** One action: it feeds the keyboard, the buttons and the help sheet, so that nothing is mouse-only. */
export interface Command {
  /** Stable, dotted: `label.skip`, `box.delete`. Rebinding is stored under it. */
  readonly id: string;
  readonly title: string;
  /** Default keys: `1`, `Shift+Enter`, `Mod+Z` (Ctrl or ⌘), `Alt+ArrowLeft`, `?`. The first is printed on the control. */
  readonly keys: readonly string[];
  run(): void;
  enabled?(): boolean;
  /** What has to be done before it is enabled, as the help sheet says it: "choose an object first". */
  readonly needs?: string;
  /** Whether this page has it at all; the help sheet leaves out what it has not. */
  isThere?(): boolean;
  /** Heading in the help sheet. */
  readonly group?: string;
}
