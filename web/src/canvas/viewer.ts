/** A picture with shapes over it: three stacked canvases and one camera. A kind says what is drawn and what the hand does. */
import { centre, type Point, type Rect, type Size } from "../model/geometry";
import {
  type Camera,
  EVEN_INSETS,
  fitted,
  type Insets,
  keepInView,
  limits,
  lookAt,
  pan,
  reveal,
  toImage,
  zoomAt,
} from "./camera";
import { type Hand, listenToHand } from "./input";
import { MiniMap } from "./minimap";
import type { Brush } from "./paint";
import { Palette } from "./palette";
import type { Picture } from "./picture";
import { Scope } from "./scope";
import { Signal } from "./signal";

/** What a kind draws: shapes at rest on one canvas, what moves (and handles, guides) on another above it. */
export interface Scene {
  paintSettled(brush: Brush, palette: Palette): void;
  paintActive(brush: Brush, palette: Palette): void;
}

const LAYERS = ["picture", "settled", "active"] as const;
type LayerName = (typeof LAYERS)[number];

/** What exists only while the viewer stands in a page. */
interface Mounted {
  readonly scope: Scope;
  readonly stage: HTMLElement;
  readonly contexts: Record<LayerName, CanvasRenderingContext2D>;
  readonly palette: Palette;
  readonly miniMap: MiniMap;
}

const ZOOM_STEP = 1.25;

export class Viewer {
  /** Emits when the camera or the picture changes. */
  readonly changed = new Signal();
  /** Called when the picture must be drawn, and whoever lent it has closed it. */
  onLost: (() => void) | undefined;
  private mounted: Mounted | undefined;
  private lens: Camera = { scale: 1, x: 0, y: 0 };
  private follows = true; // the picture is fitted anew when the stage changes its size
  private view: Size = { width: 0, height: 0 };
  private shown: Picture | undefined;
  private readonly dirty = new Set<LayerName>();
  private frame = 0;

  constructor(
    readonly size: Size,
    private readonly scene: Scene,
    private readonly hand?: Hand,
    private readonly insets: Insets = EVEN_INSETS,
  ) {}

  get camera(): Camera {
    return this.lens;
  }

  get stageSize(): Size {
    return this.view;
  }

  get picture(): Picture | undefined {
    return this.shown;
  }

  /** Whether a part of the picture is out of view. */
  isZoomed(): boolean {
    const { x, y, scale } = this.lens;
    const spill = 1;
    return (
      x < -spill ||
      y < -spill ||
      x + this.size.width * scale > this.view.width + spill ||
      y + this.size.height * scale > this.view.height + spill
    );
  }

  /** Put the canvases into the stage; what is returned takes them out again. */
  mount(stage: HTMLElement): () => void {
    this.unmount();
    const scope = new Scope();
    const contexts = Object.fromEntries(LAYERS.map((name) => [name, addLayer(stage, name, scope)])) as Record<
      LayerName,
      CanvasRenderingContext2D
    >;
    const palette = new Palette(scope, () => this.invalidate("settled", "active"));
    const miniMap = new MiniMap(stage, this, scope);
    this.mounted = { scope, stage, contexts, palette, miniMap };
    const observer = new ResizeObserver(() => this.resize());
    observer.observe(stage);
    scope.observe(observer);
    showFocus(stage, scope);
    listenToHand(stage, this, this.hand, scope);
    scope.add(() => cancelAnimationFrame(this.frame));
    this.resize();
    return () => {
      if (this.mounted?.scope === scope) this.unmount();
    };
  }

  show(picture: Picture): void {
    this.shown?.dispose();
    this.shown = picture;
    this.moveTo(this.lens, this.follows);
    this.changed.emit();
  }

  focus(): void {
    this.mounted?.stage.focus({ preventScroll: true });
  }

  /** Where the stage begins in the window. */
  origin(): Point {
    const box = this.mounted?.stage.getBoundingClientRect();
    return { x: box?.left ?? 0, y: box?.top ?? 0 };
  }

  set cursor(cursor: string) {
    if (this.mounted) this.mounted.stage.style.cursor = cursor;
  }

  invalidate(...layers: LayerName[]): void {
    for (const layer of layers) this.dirty.add(layer);
    if (this.frame || !this.mounted) return;
    this.frame = requestAnimationFrame(() => {
      this.frame = 0;
      this.paint();
    });
  }

  fit(): void {
    this.moveTo(fitted(this.size, this.view, this.insets), true);
  }

  /** One image pixel on one pixel of the page, about the middle of the view. */
  actualSize(): void {
    this.zoom(1 / this.lens.scale);
  }

  zoomIn(): void {
    this.zoom(ZOOM_STEP);
  }

  zoomOut(): void {
    this.zoom(1 / ZOOM_STEP);
  }

  zoom(factor: number, at: Point = { x: this.view.width / 2, y: this.view.height / 2 }): void {
    this.moveTo(zoomAt(this.lens, factor, at, limits(this.size, this.view)));
  }

  pan(dx: number, dy: number): void {
    this.moveTo(pan(this.lens, dx, dy));
  }

  lookAt(point: Point): void {
    this.moveTo(lookAt(this.lens, point, this.view));
  }

  /** Pan as little as needed to see this part of the image. */
  reveal(rect: Rect): void {
    const moved = reveal(this.lens, rect, this.view);
    if (moved.x !== this.lens.x || moved.y !== this.lens.y) this.moveTo(moved);
  }

  /** The image point in the middle of what is seen of the picture. */
  middle(): Point {
    const middle = toImage(this.lens, { x: this.view.width / 2, y: this.view.height / 2 });
    const { width, height } = this.size;
    const isInside =
      this.view.width > 0 && middle.x >= 0 && middle.y >= 0 && middle.x <= width && middle.y <= height;
    return isInside ? middle : centre({ x: 0, y: 0, ...this.size });
  }

  dispose(): void {
    this.unmount();
    this.shown?.dispose();
    this.shown = undefined;
  }

  private moveTo(camera: Camera, follows = false): void {
    this.follows = follows;
    if (!this.view.width) return;
    this.lens = follows
      ? fitted(this.size, this.view, this.insets)
      : keepInView(camera, this.size, this.view);
    this.invalidate(...LAYERS);
    this.mounted?.miniMap.update();
    this.changed.emit();
  }

  private resize(): void {
    if (!this.mounted) return;
    const { stage, contexts } = this.mounted;
    const before = this.view;
    const middle = toImage(this.lens, { x: before.width / 2, y: before.height / 2 });
    this.view = { width: stage.clientWidth, height: stage.clientHeight };
    if (!this.view.width || !this.view.height) return;
    for (const { canvas } of Object.values(contexts)) {
      canvas.width = Math.round(this.view.width * devicePixelRatio);
      canvas.height = Math.round(this.view.height * devicePixelRatio);
    }
    this.moveTo(before.width ? lookAt(this.lens, middle, this.view) : this.lens, this.follows);
  }

  private paint(): void {
    if (!this.mounted || !this.view.width) return;
    const { contexts, palette } = this.mounted;
    for (const layer of this.dirty) {
      const ctx = contexts[layer];
      const ratio = ctx.canvas.width / this.view.width;
      ctx.setTransform(ratio, 0, 0, ratio, 0, 0);
      ctx.clearRect(0, 0, this.view.width, this.view.height);
      const brush: Brush = { ctx, camera: this.lens, view: this.view };
      if (layer === "settled") this.scene.paintSettled(brush, palette);
      else if (layer === "active") this.scene.paintActive(brush, palette);
      else if (this.shown?.isOpen()) this.shown.draw(ctx, this.lens, ratio);
      else if (this.shown) this.onLost?.();
    }
    this.dirty.clear();
  }

  private unmount(): void {
    this.mounted?.scope.dispose();
    this.mounted = undefined;
    this.frame = 0;
  }
}

/** The ring stands only round a stage that the keyboard went to, not while a mouse and single keys work together. */
function showFocus(stage: HTMLElement, scope: Scope): void {
  const ring = (isOn: boolean) => stage.toggleAttribute("data-ring", isOn);
  scope.listen(stage, "focus", () => ring(stage.matches(":focus-visible")));
  scope.listen(stage, "blur", () => ring(false));
  scope.listen(stage, "pointerdown", () => ring(false));
}

function addLayer(stage: HTMLElement, name: LayerName, scope: Scope): CanvasRenderingContext2D {
  const canvas = document.createElement("canvas");
  canvas.className = "canvas-layer";
  canvas.dataset.layer = name;
  canvas.setAttribute("aria-hidden", "true");
  const ctx = canvas.getContext("2d");
  if (!ctx) throw new Error("This browser draws no 2D canvas.");
  stage.append(canvas);
  scope.add(() => canvas.remove());
  return ctx;
}
