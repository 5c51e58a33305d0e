/** Pointing at an object for the server to find its outline: a box, four outermost points, or a click. No React. */
import {
  area,
  between,
  clipPoint,
  distance,
  type Point,
  type Rect,
  type Size,
} from "../../../model/geometry";
import { type FoundOutline, type Model, outlineOf, outlineTools, type Sought } from "../../../state/outline";

/** What finds the outline: colours in a box, colours between outermost points, or the project's own model. */
export type Finder = "smart" | "extreme" | "model";

export const FINDERS = ["smart", "extreme", "model"] as const satisfies readonly Finder[];

export const FINDER_NAMES: Record<Finder, string> = {
  smart: "Smart outline in a box",
  extreme: "Smart outline between four points",
  model: "Smart outline by the project's model",
};

/** The keys of the tools, the same in every kind. */
export const FINDER_KEYS: Record<Finder, string> = { smart: "S", extreme: "X", model: "Shift+X" };

/** Whether the server finds what this tool points at. */
export const isFinder = (tool: string): tool is Finder => tool in FINDER_NAMES;

/** Points of a box are two opposite corners. isAsked: the server is looking. */
export interface Hint {
  readonly by: Finder;
  readonly points: readonly Point[];
  readonly isAsked: boolean;
}

/** What the pointing needs of the session that it serves. */
export interface PointingHost {
  readonly image: ({ readonly url: string } & Size) | undefined;
  /** Whether an outline could be used now; it says why where it could not. */
  mayPoint(): boolean;
  takeOutline(found: FoundOutline): void;
  /** Whether it takes polygons rather than pixels. */
  readonly takesParts?: boolean;
  say(text: string, isHint?: boolean): void;
  show(): void;
}

export const OUTERMOST = ["top", "left", "bottom", "right"] as const;
const LEAST_AREA = 16;

export class Pointing {
  hint: Hint | undefined;
  /** The project's own model, where it has one. */
  model: Model | undefined;
  private noColours: string | undefined;
  /** Where outlines come from; tests put their own in its place. */
  find = outlineOf;

  constructor(private readonly host: PointingHost) {
    if (host.image) void this.look(host.image.url);
  }

  private async look(url: string): Promise<void> {
    const { whyNot, model } = await outlineTools(url);
    if (whyNot === undefined && !model) return;
    this.noColours = whyNot;
    this.model = model;
    this.host.show();
  }

  /** Whether the tool is on the screen: a model's only where there is one. */
  isThere(by: Finder): boolean {
    return by !== "model" || this.model !== undefined;
  }

  /** Why outlines cannot be had in that way here, or undefined where they can. */
  whyNot(by: Finder): string | undefined {
    if (by !== "model") return this.noColours;
    return this.model ? this.model.whyNot : "This project has no model that finds outlines.";
  }

  /** What the tool is called: a model has the name that it was given. */
  nameOf(by: Finder): string {
    return by === "model" && this.model ? this.model.name : FINDER_NAMES[by];
  }

  /** How it is pointed at, in words. */
  how(by: Finder): string {
    const { model } = this;
    if (by === "model" && model?.takes === "points")
      return `Click an object: ${model.name} finds its outline.`;
    return by === "extreme" ? HOW_OUTERMOST : HOW_BOX;
  }

  /** The same with the keys' crosshair. */
  howByKeys(by: Finder): string {
    if (by === "model" && this.model?.takes === "points") return "Enter points at the object under it.";
    return by === "extreme"
      ? "Enter sets the object's top, left, bottom and right, in turn."
      : "Enter sets a corner of the box, then the opposite one.";
  }

  get isAsked(): boolean {
    return this.hint?.isAsked === true;
  }

  /** The box that is drawn, in whole pixels. */
  get box(): Rect | undefined {
    const [from, to] = this.hint?.by === "extreme" ? [] : (this.hint?.points ?? []);
    if (!from || !to) return undefined;
    const { x, y, width, height } = between(from, to);
    const [left, top] = [Math.floor(x), Math.floor(y)];
    return { x: left, y: top, width: Math.ceil(x + width) - left, height: Math.ceil(y + height) - top };
  }

  /** The hand or Enter: begin a box, or set the next point; the fourth one asks. */
  press(by: Finder, at: Point): void {
    const { hint, host } = this;
    if (hint?.isAsked || !host.image || (!hint && !host.mayPoint())) return;
    const point = clipPoint(at, host.image);
    if (by === "model" && this.model?.takes === "points") {
      this.hint = { by, points: [point], isAsked: false };
      void this.ask();
    } else if (by !== "extreme") this.hint = { by, points: [point, point], isAsked: false };
    else {
      const before = hint?.points ?? [];
      if (before.some((each) => distance(each, point) < 1)) return;
      this.hint = { by, points: [...before, point], isAsked: false };
      if (before.length + 1 === OUTERMOST.length) void this.ask();
      else host.say(nextPoint(before.length + 1));
    }
    host.show();
  }

  /** Draw the box's other corner along. */
  drag(to: Point): void {
    const { hint, host } = this;
    const [from] = hint?.points ?? [];
    if (!hint || hint.isAsked || !this.box || !from || !host.image) return;
    this.hint = { ...hint, points: [from, clipPoint(to, host.image)] };
  }

  /** The box is drawn. */
  async finish(): Promise<void> {
    if (this.box && !this.isAsked) await this.ask();
  }

  /** Take back the point set last; false where there is none to take back. */
  back(): boolean {
    const { hint } = this;
    if (hint?.by !== "extreme" || hint.isAsked) return false;
    const points = hint.points.slice(0, -1);
    this.hint = points.length ? { ...hint, points } : undefined;
    this.host.say(nextPoint(points.length));
    return true;
  }

  drop(): void {
    this.hint = undefined;
  }

  private async ask(): Promise<void> {
    const { hint, host, box } = this;
    if (!hint || !host.image) return;
    if (box && area(box) < LEAST_AREA) {
      this.drop();
      host.say(HOW_BOX);
      host.show();
      return;
    }
    const asked = { ...hint, isAsked: true };
    this.hint = asked;
    host.say("Finding the outline…", false);
    const found = await this.find(host.image.url, soughtBy(hint, box, host.image), host.takesParts);
    if (this.hint !== asked) return; // taken back, or the item was left
    this.drop();
    if (typeof found === "string") host.say(found);
    else host.takeOutline(found);
    host.show();
  }
}

function soughtBy({ by, points }: Hint, box: Rect | undefined, image: Size): Sought {
  if (box) return by === "model" ? { modelBox: box } : { box };
  const pixels = points.map((point) => pixelAt(point, image));
  const [first] = pixels;
  return by === "model" && first ? { modelPoint: first } : { points: pixels };
}

/** The pixel that a point lies in; the picture's last one at its far edges. */
const pixelAt = ({ x, y }: Point, { width, height }: Size): Point => ({
  x: Math.min(Math.floor(x), width - 1),
  y: Math.min(Math.floor(y), height - 1),
});

const HOW_BOX = "Drag a box round all of an object: its outline is found.";
const HOW_OUTERMOST = "Click the object's top, left, bottom and right: its outline is found.";

const nextPoint = (n: number): string => `Now the object's ${OUTERMOST[n]}: point ${n + 1} of 4.`;
