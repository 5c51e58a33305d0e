/** Every action of painting with its keys: one list for the keyboard, the buttons and the help sheet. */
import type { Command } from "../../../keys/commands";
import { FINDER_KEYS, FINDER_NAMES, FINDERS } from "../smart/Pointing";
import type { RasterSession } from "./session";
import { TOOL_NAMES } from "./words";

const DIRECTIONS = [
  ["left", "ArrowLeft", -1, 0],
  ["right", "ArrowRight", 1, 0],
  ["up", "ArrowUp", 0, -1],
  ["down", "ArrowDown", 0, 1],
] as const;

const STEPS = [
  ["", 1],
  ["Shift+", 10],
] as const;

export function rasterCommands(session: RasterSession): Command[] {
  const isReady = () => session.viewer !== undefined && !session.isBroken;
  const hasAim = () => session.aim !== undefined;
  const command = (
    id: string,
    title: string,
    keys: readonly string[],
    run: () => void,
    enabled: () => boolean = isReady,
    group = "Paint",
  ): Command => ({ id: `raster.${id}`, title, keys, run, enabled, group });
  const view = (id: string, title: string, keys: readonly string[], run: () => void) =>
    command(id, title, keys, run, isReady, "Picture");
  return [
    command("brush", "Brush", ["M"], () => session.use("brush")),
    command("eraser", "Eraser", ["E"], () => session.use("eraser")),
    command("fill", "Fill an area", ["R"], () => session.use("fill")),
    command("polygon", "Polygon", ["P"], () => session.use("polygon")),
    command("wire", "Polygon along edges (scissors)", ["W"], () => session.use("wire")),
    ...FINDERS.map((by) => ({
      ...command(
        by,
        FINDER_NAMES[by],
        [FINDER_KEYS[by]],
        () => session.use(by),
        () => isReady() && session.pointing.isThere(by),
      ),
      isThere: () => session.pointing.isThere(by),
    })),
    command("superpixel", TOOL_NAMES.superpixel, ["Shift+R"], () => session.use("superpixel")),
    command("keys", "Paint with the keys", ["K"], () => session.startAim()),
    command("narrower", "Narrower brush, smaller superpixels", ["["], () => session.resizeBrush(-1)),
    command("wider", "Wider brush, larger superpixels", ["]"], () => session.resizeBrush(1)),
    command("behind", "Draw behind what is painted", ["B"], () => session.toggleBehind()),
    command("lock", "Lock the label, or open it", ["L"], () => session.toggleLock()),
    command(
      "toggle_stroke",
      "Put the brush down at the crosshair, or lift it",
      ["Space"],
      () => session.toggleStroke(),
      hasAim,
    ),
    command(
      "enter",
      "Paint once at the crosshair, set a corner, or close the polygon",
      ["Enter"],
      () => (hasAim() ? session.placeAtAim() : session.closePolygon()),
      () => hasAim() || session.corners.length > 0,
    ),
    command(
      "drop_corner",
      "Take back the last corner or point",
      ["Backspace"],
      () => session.dropCorner(),
      () => session.corners.length > 0 || session.pointing.hint !== undefined,
    ),
    command(
      "remove",
      "Delete",
      ["Delete"],
      () => session.remove(),
      () => isReady() && session.canRemove(),
    ),
    command("jump", "Go to the next place without a label", ["J"], () => session.jump()),
    command("opacity", "Opacity of the colours", ["O"], () => session.nextOpacity()),
    command(
      "escape",
      "One step back",
      ["Escape"],
      () => session.escape(),
      () => session.canEscape(),
    ),
    ...DIRECTIONS.flatMap(([way, key, x, y]) =>
      STEPS.map(([shift, n]) =>
        command(
          `aim_${way}_${n}`,
          `Move ${way} by ${n} px`,
          [`${shift}${key}`],
          () => session.arrow(x * n, y * n),
          () => session.canArrow(),
          "Paint with the keys",
        ),
      ),
    ),
    view("hide", "Hide or show what is painted", ["H"], () => session.toggleHidden()),
    view("fit", "Fit the picture", ["F"], () => session.viewer?.fit()),
    view("zoom_in", "Zoom in", ["+", "="], () => session.viewer?.zoomIn()),
    view("zoom_out", "Zoom out", ["-"], () => session.viewer?.zoomOut()),
    view("actual_size", "Actual size", ["Z"], () => session.viewer?.actualSize()),
  ];
}
