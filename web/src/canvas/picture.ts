import type { Size } from "../model/geometry";
import type { Camera } from "./camera";

const LARGE = 1_000_000; // pixels; below it a half-size copy gains nothing

/** A decoded image with a copy of half its size for low zoom, which draws faster and without flicker. */
export class Picture {
  private half: ImageBitmap | undefined;

  /** size: in the pixels that answers are given in; the bitmap may be of another size. */
  constructor(
    readonly bitmap: ImageBitmap,
    readonly size: Size,
    readonly url: string,
  ) {}

  /** Make the half-size copy of a large image. */
  async prepare(): Promise<void> {
    const { width, height } = this.bitmap;
    if (width * height < LARGE || this.half) return;
    this.half = await createImageBitmap(this.bitmap, {
      resizeWidth: Math.ceil(width / 2),
      resizeHeight: Math.ceil(height / 2),
      resizeQuality: "medium",
    });
  }

  /** False once whoever lent the bitmap has closed it. */
  isOpen(): boolean {
    return this.bitmap.width > 0;
  }

  draw(ctx: CanvasRenderingContext2D, camera: Camera, ratio: number): void {
    const { width, height } = this.size;
    const perPixel = (camera.scale * ratio * width) / this.bitmap.width;
    ctx.imageSmoothingEnabled = camera.scale <= 2;
    ctx.imageSmoothingQuality = "low";
    ctx.drawImage(
      perPixel < 0.5 && this.half ? this.half : this.bitmap,
      camera.x,
      camera.y,
      width * camera.scale,
      height * camera.scale,
    );
  }

  dispose(): void {
    this.half?.close();
    this.half = undefined;
  }
}
