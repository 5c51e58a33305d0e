/** Every action on boxes with its keys: one list for the keyboard, the buttons and the help sheet.
 *
 * `0` is "nothing here" (with the labels); actual size is Z. Keys that mean something else outside (Enter, Escape,
 * Alt and arrows) are taken only while they have something to do here.
 */
import type { Command } from "../../keys/commands";
import type { BoxSession } from "./session";

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

export function boxCommands(session: BoxSession): Command[] {
  const isReady = () => session.viewer !== undefined && !session.isBroken;
  const hasSelection = () => session.selected !== undefined;
  const hasBoxes = () => session.boxes.length > 0;
  const command = (
    id: string,
    title: string,
    keys: readonly string[],
    run: () => void,
    enabled: () => boolean = isReady,
    group = "Boxes",
  ): Command => ({ id: `box.${id}`, title, keys, run, enabled, group });
  const view = (id: string, title: string, keys: readonly string[], run: () => void) =>
    command(id, title, keys, run, isReady, "Picture");
  return [
    command("select", "Select boxes", ["V"], () => session.use("select")),
    command("draw", "Draw boxes", ["B"], () => session.use("box")),
    command("way", "Other way to draw: drag, two clicks, four points", ["W"], () => session.nextWay()),
    command("keys", "Draw with the keys", ["K"], () => session.startAim()),
    command(
      "corner",
      "Set a corner at the crosshair",
      ["Enter", "Space"],
      () => session.placeAtAim(),
      () => !!session.aim,
    ),
    command("previous", "Previous box", [","], () => session.walk(-1), hasBoxes),
    command("next", "Next box", ["."], () => session.walk(1), hasBoxes),
    command(
      "delete",
      "Delete the box",
      ["Delete", "Backspace"],
      () => session.remove(session.selection?.id),
      hasSelection,
    ),
    command("duplicate", "Duplicate the box", ["D"], () => session.duplicate(), hasSelection),
    command(
      "copy_previous",
      "Copy all boxes from the item before",
      ["Shift+D"],
      () => session.copyPrevious(),
      () => isReady() && session.canCopyPrevious(),
    ),
    command(
      "escape",
      "One step back",
      ["Escape"],
      () => session.escape(),
      () => session.canEscape(),
    ),
    ...moveCommands(session, command),
    view("hide", "Hide or show boxes", ["H"], () => session.toggleHidden()),
    view("fit", "Fit the picture", ["F"], () => session.viewer?.fit()),
    view("zoom_in", "Zoom in", ["+", "="], () => session.viewer?.zoomIn()),
    view("zoom_out", "Zoom out", ["-"], () => session.viewer?.zoomOut()),
    view("actual_size", "Actual size", ["Z"], () => session.viewer?.actualSize()),
  ];
}

type Make = (
  id: string,
  title: string,
  keys: readonly string[],
  run: () => void,
  enabled: () => boolean,
  group: string,
) => Command;

function moveCommands(session: BoxSession, command: Make): Command[] {
  const group = "Move and resize boxes";
  const hasSelection = () => session.selected !== undefined && session.gesture.phase === "idle";
  const hasSomething = () => session.aim !== undefined || hasSelection();
  // Alt and arrows walk the history outside: a box just drawn does not take them, one picked by the person does.
  const hasChosen = () => hasSelection() && session.selection?.isChosen === true;
  return DIRECTIONS.flatMap(([way, key, x, y]) =>
    STEPS.flatMap(([shift, n]) => [
      command(
        `move_${way}_${n}`,
        `Move ${way} by ${n} px`,
        [`${shift}${key}`],
        () => session.nudge(x * n, y * n),
        hasSomething,
        group,
      ),
      command(
        `resize_${way}_${n}`,
        `${x + y > 0 ? "Grow" : "Shrink"} by ${n} px: ${x ? "right" : "bottom"} edge ${way}`,
        [`Alt+${shift}${key}`],
        () => session.resize(x * n, y * n),
        hasChosen,
        group,
      ),
    ]),
  );
}
