import { clamp, type Point } from "../model/geometry";
import { seen } from "./camera";
import type { Picture } from "./picture";
import type { Scope } from "./scope";
import type { Viewer } from "./viewer";

const LONGEST = 144;

/** The whole picture in a corner while a part of it is out of view; press or drag in it to look there. */
export class MiniMap {
  private readonly root = document.createElement("div");
  private readonly canvas = document.createElement("canvas");
  private readonly frame = document.createElement("div");
  private readonly width: number;
  private readonly height: number;
  private drawn: Picture | undefined;

  constructor(
    stage: HTMLElement,
    private readonly viewer: Viewer,
    scope: Scope,
  ) {
    const { width, height } = viewer.size;
    const scale = LONGEST / Math.max(width, height);
    this.width = Math.max(Math.round(width * scale), 12);
    this.height = Math.max(Math.round(height * scale), 12);
    this.root.className = "canvas-minimap";
    this.root.hidden = true;
    this.root.dataset.overCanvas = "";
    this.root.setAttribute("aria-hidden", "true");
    this.frame.className = "canvas-minimap-frame";
    this.canvas.style.width = `${this.width}px`;
    this.canvas.style.height = `${this.height}px`;
    this.root.append(this.canvas, this.frame);
    stage.append(this.root);
    scope.add(() => this.root.remove());
    scope.listen(this.root, "pointerdown", (event) => {
      this.root.setPointerCapture(event.pointerId);
      this.look(event);
    });
    scope.listen(this.root, "pointermove", (event) => {
      if (event.buttons) this.look(event);
    });
  }

  update(): void {
    const { viewer } = this;
    const isNeeded = viewer.picture !== undefined && viewer.isZoomed();
    this.root.hidden = !isNeeded;
    if (!isNeeded) return;
    if (viewer.picture !== this.drawn) this.draw(viewer.picture);
    const part = seen(viewer.camera, viewer.size, viewer.stageSize);
    this.frame.style.transform = `translate(${part.x * this.width}px, ${part.y * this.height}px)`;
    this.frame.style.width = `${Math.max(part.width * this.width, 4)}px`;
    this.frame.style.height = `${Math.max(part.height * this.height, 4)}px`;
  }

  private draw(picture: Picture | undefined): void {
    const ctx = this.canvas.getContext("2d");
    if (!ctx || !picture?.isOpen()) return;
    this.canvas.width = this.width * devicePixelRatio;
    this.canvas.height = this.height * devicePixelRatio;
    ctx.imageSmoothingQuality = "medium";
    ctx.drawImage(picture.bitmap, 0, 0, this.canvas.width, this.canvas.height);
    this.drawn = picture;
  }

  private look(event: PointerEvent): void {
    const box = this.canvas.getBoundingClientRect();
    const share: Point = {
      x: clamp((event.clientX - box.left) / box.width, 0, 1),
      y: clamp((event.clientY - box.top) / box.height, 0, 1),
    };
    this.viewer.lookAt({ x: share.x * this.viewer.size.width, y: share.y * this.viewer.size.height });
  }
}
