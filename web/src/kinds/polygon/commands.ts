/** Every action on polygons with its keys: one list for the keyboard, the buttons and the help sheet. */
import type { Command } from "../../keys/commands";
import { arrowCommands, type Make, maker, objectCommands, pictureCommands } from "../parts/objectCommands";
import { FINDER_KEYS, FINDER_NAMES, FINDERS } from "../parts/smart/Pointing";
import type { PolygonSession } from "./session";

export function polygonCommands(session: PolygonSession): Command[] {
  const command = maker(session);
  const isDrawing = () => session.gesture.phase === "drawing";
  const hasSelection = () => session.selected !== undefined && session.isIdle();
  const points = "Points";
  return [
    command("select", "Select polygons", ["V"], () => session.use("select")),
    command("draw", "Draw polygons", ["P"], () => session.use("polygon")),
    command("wire", "Draw along edges (scissors)", ["W"], () => session.use("wire")),
    ...FINDERS.map((by) => ({
      ...command(
        by,
        FINDER_NAMES[by],
        [FINDER_KEYS[by]],
        () => session.use(by),
        () => session.viewer !== undefined && session.pointing.isThere(by),
      ),
      isThere: () => session.pointing.isThere(by),
    })),
    command("keys", "Draw with the keys", ["K"], () => session.startAim()),
    command(
      "point",
      "Set a point at the crosshair; without one, close the outline",
      ["Enter", "Space"],
      () => (session.aim ? session.placeAtAim() : session.close()),
      () => !!session.aim || isDrawing(),
    ),
    command("close", "Close the outline", ["C"], () => session.close(), isDrawing),
    command("part", "Draw another part of it", ["Shift+P"], () => session.addTo("part"), hasSelection),
    command("hole", "Draw a hole in it", ["Shift+O"], () => session.addTo("hole"), hasSelection),
    command("simplify", "Simplify its outline", ["Shift+S"], () => session.simplify(), hasSelection),
    command("snap", "Snap to other polygons, or not", ["Shift+N"], () => session.toggleSnap()),
    ...objectCommands(session, command, {
      title: "Delete the point in focus, or the polygon; while drawing, the last point",
      enabled: () => isDrawing() || session.pointing.hint !== undefined || session.selected !== undefined,
    }),
    command("point_previous", "Previous point", ["["], () => session.walkSpots(-1), hasSelection, points),
    command("point_next", "Next point", ["]"], () => session.walkSpots(1), hasSelection, points),
    command(
      "point_insert",
      "Insert a point after the one in focus",
      ["I", "Insert"],
      () => session.insertSpot(),
      hasSelection,
      points,
    ),
    command(
      "escape",
      "One step back",
      ["Escape"],
      () => session.escape(),
      () => session.canEscape(),
    ),
    ...moveCommands(session, command),
    ...pictureCommands(session, command),
  ];
}

function moveCommands(session: PolygonSession, command: Make): Command[] {
  const group = "Move and resize polygons";
  const hasSelection = () => session.selected !== undefined && session.isIdle();
  const hasSomething = () => session.aim !== undefined || hasSelection();
  // Alt and arrows walk the history outside: a polygon just drawn does not take them, one picked by the person does.
  const hasChosen = () => hasSelection() && session.selection?.isChosen === true;
  return arrowCommands((way, keys, x, y, n) => [
    command(
      `move_${way}_${n}`,
      `Move ${way} by ${n} px`,
      [keys],
      () => session.nudge(x, y),
      hasSomething,
      group,
    ),
    command(
      `resize_${way}_${n}`,
      `${x + y > 0 ? "Grow" : "Shrink"} by ${n} px: ${x ? "right" : "bottom"} edge ${way}`,
      [`Alt+${keys}`],
      () => session.resize(x, y),
      hasChosen,
      group,
    ),
  ]);
}
