/** A class map on one item while it is being painted: each number of the grid is a label. No React. */
import type { Look } from "../../canvas/overlay";
import type { Palette } from "../../canvas/palette";
import { labelLook } from "../../canvas/tiles";
import type { Command } from "../../keys/commands";
import type { Point } from "../../model/geometry";
import { openNumbers } from "../../model/raster/grid";
import { paintConnected, paintNumber } from "../../model/raster/shapes";
import { RasterSession } from "../parts/raster/session";
import { shareOf } from "../parts/raster/words";
import type { AnswerHandle, Json } from "../types";
import { exposeForTests } from "./testing";
import { emptyMask, Numbers, readMask, writeMask } from "./value";

export class MaskSession extends RasterSession {
  private readonly numbers: Numbers;
  private looked: { key: string; looks: readonly (Look | undefined)[] } | undefined;
  private readonly unexpose: () => void;

  constructor(handle: AnswerHandle) {
    super(handle);
    this.numbers = new Numbers(handle.question.labels.map((label) => label.key));
    this.start();
    this.unexpose = exposeForTests(this);
  }

  override dispose(): void {
    this.unexpose();
    super.dispose();
  }

  /** How many pixels bear no label. */
  get unlabeled(): number {
    return this.grid.area(0);
  }

  /** The labels painted with how many pixels each has, in the order of the guideline. */
  areas(): { label: string; area: number }[] {
    return this.numbers.labels.flatMap((label) => {
      const area = this.grid.area(this.numbers.of(label));
      return area ? [{ label, area }] : [];
    });
  }

  labelAt(point: Point): string {
    return this.numbers.label(this.grid.at(point) ?? 0);
  }

  // ── what painting does here ──────────────────────────────────────────────────────────────────────────────────

  protected numberToPaint(): number | undefined {
    if (this.label === undefined) {
      this.say("Choose a label first: press its key.");
      return undefined;
    }
    if (this.locked.has(this.label)) {
      this.say(`${this.titleOf(this.label)} is locked. L opens it.`);
      return undefined;
    }
    return this.numbers.of(this.label);
  }

  protected openNumbers(): Uint8Array | undefined {
    const { labels, label } = this.numbers;
    const isBehind = this.isBehind && this.tool !== "eraser";
    if (!isBehind && this.locked.size === 0) return undefined;
    return openNumbers(
      labels.length,
      (number) => number === 0 || !(isBehind || this.locked.has(label(number))),
    );
  }

  protected read(value: Json | undefined): void {
    const mask = readMask(value);
    this.grid.load(
      mask ? mask.masks.map(({ label, counts }) => [this.numbers.of(label), counts] as const) : [],
    );
  }

  protected follow(): void {} // the pixels say it all

  write(): Json | undefined {
    const { width, height } = this.grid;
    return this.grid.area(0) === width * height ? undefined : writeMask(this.grid, this.numbers.label);
  }

  looks(palette: Palette): readonly (Look | undefined)[] {
    const inks = this.numbers.labels.map((label) => palette.ink(this.handle.slot(label)).line);
    const key = `${this.opacity} ${inks.join()}`;
    if (this.looked?.key !== key) {
      const looks = this.numbers.labels.map((label, at) =>
        labelLook(inks[at] ?? "#ffffff", this.handle.slot(label), this.opacity),
      );
      this.looked = { key, looks: [undefined, ...looks] };
    }
    return this.looked.looks;
  }

  slotToPaint(): number | undefined {
    return this.label === undefined ? undefined : this.handle.slot(this.label);
  }

  // ── labels ───────────────────────────────────────────────────────────────────────────────────────────────────

  takeLabel(label: string): void {
    this.choose(label);
    if (this.tool === "eraser") this.tool = "brush";
    this.say(`${this.titleOf(label)}: painted next.`, false);
    this.show();
  }

  isNothing(): boolean {
    return this.handle.value() !== undefined && readMask(this.handle.value())?.masks.length === 0;
  }

  toggleNothing(): void {
    if (this.areas().length) {
      this.say("Something is painted here. Erase it first.");
      return;
    }
    this.handle.set(this.isNothing() ? undefined : emptyMask(this.grid.height, this.grid.width));
    this.say(this.isNothing() ? "Nothing here." : "Not answered.", false);
    this.show();
  }

  problem(): string | undefined {
    if (!this.image) return "This item shows no picture to paint on. Skip it and say why.";
    if (this.isBroken) return "The picture cannot be shown. Skip the item and say why.";
    if (this.corners.length) return "A polygon is open. Enter closes it, Escape drops it.";
    const known = new Set(this.handle.question.labels.map((label) => label.key));
    const lost = this.areas().filter(({ label }) => !known.has(label));
    if (lost.length)
      return `The guideline no longer has ${lost.map(({ label }) => label).join(", ")}: fill it anew.`;
    return this.handle.value() === undefined ? "Paint something, or choose Nothing here." : undefined;
  }

  describeAt(point: Point): string {
    const label = this.labelAt(point);
    return label === "" ? "no label" : this.titleOf(label);
  }

  // ── whole areas ──────────────────────────────────────────────────────────────────────────────────────────────

  canRemove(): boolean {
    if (this.aim) return this.labelAt(this.aim) !== "";
    return this.label !== undefined && this.grid.area(this.numbers.of(this.label)) > 0;
  }

  /** Erase the area under the crosshair, or everything that bears the chosen label. */
  remove(): void {
    if (this.aim) {
      const extent = paintConnected(this.grid, this.aim, { paint: 0, open: this.openNumbers() });
      if (extent) this.painted(extent);
      this.commit();
      this.say("Area erased.", false);
    } else if (this.label !== undefined) this.erase(this.label);
  }

  /** Erase everything that bears the label. */
  erase(label: string): void {
    if (this.locked.has(label)) {
      this.say(`${this.titleOf(label)} is locked. L opens it.`);
      return;
    }
    this.painted(paintNumber(this.grid, this.numbers.of(label), 0));
    this.commit();
    this.say(`${this.titleOf(label)} erased.`, false);
  }

  coverage(): string {
    const { width, height } = this.grid;
    return shareOf(this.unlabeled, width * height);
  }

  canCopyPrevious(): boolean {
    const before = readMask(this.handle.previous());
    const { width, height } = this.grid;
    return !!before?.masks.length && before.size[0] === height && before.size[1] === width;
  }

  copyPrevious(): void {
    const before = this.handle.previous();
    if (before !== undefined) this.handle.set(before);
    this.say("Copied from the item before.");
    this.show();
  }

  protected override kindCommands(): Command[] {
    return [
      {
        id: "raster.copy_previous",
        title: "Copy all from the item before",
        keys: ["Shift+D"],
        group: "Paint",
        run: () => this.copyPrevious(),
        enabled: () => this.canCopyPrevious(),
      },
    ];
  }
}
