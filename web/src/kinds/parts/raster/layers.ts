/** How several painted answers look over one picture. */
import { toScreen } from "../../../canvas/camera";
import { type Look, Overlay } from "../../../canvas/overlay";
import { type Brush, drawChip } from "../../../canvas/paint";
import type { Palette } from "../../../canvas/palette";
import { labelLook, stripedLook } from "../../../canvas/tiles";
import type { Scene } from "../../../canvas/viewer";
import type { Rect } from "../../../model/geometry";
import type { Extent, Grid } from "../../../model/raster/grid";
import { slotOf } from "../../../model/slots";
import type { CaseUnit, Layer, QuestionOut } from "../../types";
import { Composite } from "./composite";

const ALONE = 0.5; // opacity of one answer
const AGREED = 0.28;
const DIFFERS = 0.75;
const ASIDE = 0.1; // what agrees, while a conflict is looked at

/** grids: each answer's pixels, undefined where it has none. labelOf: a number of that answer's grid as a label. */
export interface Painted {
  readonly grids: readonly (Grid | undefined)[];
  labelOf(place: number, number: number): string;
}

export class RasterLayers implements Scene {
  private readonly overlay = new Overlay();
  private composite: Composite | undefined;
  private shown: readonly { layer: Layer; place: number }[] = [];
  private focus:
    | { votes: readonly { who: string; label: string }[]; extent: Extent; isFocus: (n: number) => boolean }
    | undefined;
  private made: { key: string; looks: readonly (Look | undefined)[] } | undefined;

  constructor(
    private readonly question: QuestionOut,
    private readonly width: number,
    private readonly height: number,
  ) {}

  /** Lay these answers over each other; dimmed ones are left out while others are shown alone. */
  show(layers: readonly Layer[], painted: Painted): void {
    this.painted = painted;
    this.shown = layers.flatMap((layer, place) => (layer.dimmed ? [] : [{ layer, place }]));
    const grids = this.shown.flatMap(({ place }) => painted.grids[place] ?? []);
    this.composite = grids.length ? new Composite(this.width, this.height, grids) : undefined;
    this.shown = this.shown.filter(({ place }) => painted.grids[place]);
    this.focus = undefined;
    this.made = undefined;
    this.overlay.touch();
  }

  /** Bring one conflict forward: a region by its key, or the objects that are its members. Returns where it lies. */
  lookAt(unit: CaseUnit | undefined, numberOf?: (place: number, member: number) => number): Rect | undefined {
    const { composite } = this;
    this.focus = undefined;
    this.made = undefined;
    this.overlay.touch();
    if (!composite) return undefined;
    composite.lift(undefined);
    if (unit) this.focus = numberOf ? this.objects(unit, numberOf) : this.region(unit);
    if (!this.focus) return undefined;
    const { left, top, right, bottom } = this.focus.extent;
    return { x: left, y: top, width: right - left, height: bottom - top };
  }

  paintSettled(brush: Brush, palette: Palette): void {
    const { composite } = this;
    if (composite) this.overlay.paint(brush, composite.grid, this.looks(composite, palette));
  }

  paintActive(brush: Brush, palette: Palette): void {
    const { focus } = this;
    if (!focus) return;
    const { x, y } = toScreen(brush.camera, { x: focus.extent.left, y: focus.extent.top });
    let along = 0;
    for (const { who, label } of focus.votes) {
      const slot = slotOf(this.question, label);
      const ink = slot === undefined ? undefined : palette.ink(slot);
      const text = `${who} ${this.title(label)}`.trim();
      const chip = { text, fill: ink?.line ?? "#1d1c1a", ink: ink?.text ?? "#ffffff" };
      along += drawChip(brush, { x, y, width: 0, height: 0 }, chip, along);
    }
  }

  private painted: Painted | undefined;

  private title(label: string): string {
    if (label === "") return "no label";
    return this.question.labels.find((each) => each.key === label)?.title ?? label;
  }

  private region(unit: CaseUnit) {
    const lifted = this.composite?.lift(this.composite.pixelOf(unit.key));
    if (!lifted) return undefined;
    const votes = this.shown.map(({ layer, place }) => ({ who: layer.who, label: unit.votes[place] ?? "" }));
    return { votes, extent: lifted.extent, isFocus: (number: number) => number === lifted.number };
  }

  private objects(unit: CaseUnit, numberOf: (place: number, member: number) => number) {
    const { composite } = this;
    const members = this.shown.map(({ place }) => {
      const member = unit.members[place];
      return typeof member === "number" ? numberOf(place, member) : 0;
    });
    const isMember = (composite?.patterns ?? []).map((pattern) =>
      pattern.some((number, at) => number !== 0 && number === members[at]),
    );
    const extent = composite && extentOfNumbers(composite.grid, (number) => isMember[number] === true);
    if (!extent) return undefined;
    const votes = this.shown.map(({ layer, place }) => ({ who: layer.who, label: unit.votes[place] ?? "" }));
    return {
      votes: votes.filter((_, at) => members[at] !== 0),
      extent,
      isFocus: (number: number) => isMember[number] === true,
    };
  }

  private looks(composite: Composite, palette: Palette): readonly (Look | undefined)[] {
    const ink = (label: string): string => {
      const slot = slotOf(this.question, label);
      return slot === undefined ? "" : palette.ink(slot).line;
    };
    const key = this.question.labels.map((label) => ink(label.key)).join();
    if (this.made?.key !== key) {
      this.made = {
        key,
        looks: composite.patterns.map((pattern, number) => this.look(pattern, number, ink)),
      };
    }
    return this.made.looks;
  }

  private look(pattern: readonly number[], number: number, ink: (label: string) => string): Look | undefined {
    if (number === 0) return undefined;
    const labels = pattern.map((each, at) => this.painted?.labelOf(this.shown[at]?.place ?? at, each) ?? "");
    const [first = ""] = labels;
    const isFocus = this.focus?.isFocus(number) ?? false;
    const isAside = this.focus !== undefined && !isFocus;
    if (labels.every((label) => label === first)) {
      const opacity = isAside ? ASIDE : labels.length === 1 ? ALONE : isFocus ? DIFFERS : AGREED;
      return first === ""
        ? undefined
        : labelLook(ink(first) || "#ffffff", slotOf(this.question, first) ?? 0, opacity);
    }
    const strength = isAside ? ASIDE * 2 : DIFFERS;
    return stripedLook(labels.map(ink), strength, "#ffffff");
  }
}

function extentOfNumbers(grid: Grid, isWanted: (number: number) => boolean): Extent | undefined {
  let found: Extent | undefined;
  grid.eachRun((number, from, to) => {
    if (number === 0 || !isWanted(number)) return;
    const [first, last] = [Math.floor(from / grid.height), Math.floor((to - 1) / grid.height)];
    const isWhole = first !== last;
    const top = isWhole ? 0 : from % grid.height;
    const bottom = isWhole ? grid.height : ((to - 1) % grid.height) + 1;
    found = {
      left: Math.min(found?.left ?? first, first),
      right: Math.max(found?.right ?? 0, last + 1),
      top: Math.min(found?.top ?? top, top),
      bottom: Math.max(found?.bottom ?? 0, bottom),
    };
  });
  return found;
}
