import type { AnswerHandle } from "../../types";
import { LabelSession } from "../LabelSession";

/** What picking a label, or "nothing here", does to what is painted. */
export interface LabelActions {
  chosenLabel(): string | undefined;
  takeLabel(label: string): void;
  isNothing(): boolean;
  toggleNothing(): void;
  problem(): string | undefined;
}

/** The labels' side of the session: keys, search and "nothing here" as for every kind made of labels. */
export class RasterLabels extends LabelSession {
  constructor(
    handle: AnswerHandle,
    private readonly actions: LabelActions,
  ) {
    super(handle, { labels: handle.question.labels, none: "Nothing here" });
  }

  isChosen(key: string): boolean {
    return this.actions.chosenLabel() === key;
  }

  override isNone(): boolean {
    return this.actions.isNothing();
  }

  problem(): string | undefined {
    return this.actions.problem();
  }

  /** Draw the rows again after the session changed something that they show. */
  refresh(): void {
    this.tell();
  }

  protected pick(key: string): void {
    this.actions.takeLabel(key);
  }

  protected override pickNone(): void {
    this.actions.toggleNothing();
  }
}
