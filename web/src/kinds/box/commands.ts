/** Every action on boxes with its keys: one list for the keyboard, the buttons and the help sheet. */
import type { Command } from "../../keys/commands";
import { arrowCommands, type Make, maker, objectCommands, pictureCommands } from "../parts/objectCommands";
import type { BoxSession } from "./session";

export function boxCommands(session: BoxSession): Command[] {
  const command = maker(session);
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
    ...objectCommands(session, command),
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

function moveCommands(session: BoxSession, command: Make): Command[] {
  const group = "Move and resize boxes";
  const hasSelection = () => session.selected !== undefined && session.isIdle();
  const hasSomething = () => session.aim !== undefined || hasSelection();
  // Alt and arrows walk the history outside: a box just drawn does not take them, one picked by the person does.
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
