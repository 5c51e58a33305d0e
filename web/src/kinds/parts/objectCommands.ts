/** Actions that every kind of objects on a picture has, each with its keys.
 *
 * `0` is "nothing here" (with the labels); actual size is Z. Keys that mean something else outside (Enter, Escape,
 * Alt and arrows) are taken only while they have something to do here.
 */
import type { Command } from "../../keys/commands";
import type { ObjectSession } from "./ObjectSession";

/** Makes a command of this session: its id gets the kind's prefix, its group is that of the objects unless given. */
export type Make = (
  id: string,
  title: string,
  keys: readonly string[],
  run: () => void,
  enabled?: () => boolean,
  group?: string,
) => Command;

export function maker(session: ObjectSession): Make {
  const { id: prefix, many } = session.noun;
  const isReady = () => session.viewer !== undefined && !session.isBroken;
  const ofObjects = many.charAt(0).toUpperCase() + many.slice(1);
  return (id, title, keys, run, enabled = isReady, group = ofObjects) => ({
    id: `${prefix}.${id}`,
    title,
    keys,
    run,
    enabled,
    group,
  });
}

/** remove: how Delete is called, where it takes more away than objects. */
export function objectCommands(session: ObjectSession, command: Make, remove?: Partial<Command>): Command[] {
  const { one, many } = session.noun;
  const hasSelection = () => session.selected !== undefined;
  const hasObjects = () => session.objects.length > 0;
  return [
    command("previous", `Previous ${one}`, [","], () => session.walk(-1), hasObjects),
    command("next", `Next ${one}`, ["."], () => session.walk(1), hasObjects),
    {
      ...command(
        "delete",
        `Delete the ${one}`,
        ["Delete", "Backspace"],
        () => session.removeSelected(),
        hasSelection,
      ),
      ...remove,
    },
    command("duplicate", `Duplicate the ${one}`, ["D"], () => session.duplicate(), hasSelection),
    command(
      "copy_previous",
      `Copy all ${many} from the item before`,
      ["Shift+D"],
      () => session.copyPrevious(),
      () => session.viewer !== undefined && !session.isBroken && session.canCopyPrevious(),
    ),
  ];
}

export function pictureCommands(session: ObjectSession, command: Make): Command[] {
  const view = (id: string, title: string, keys: readonly string[], run: () => void) =>
    command(id, title, keys, run, undefined, "Picture");
  return [
    view("hide", `Hide or show ${session.noun.many}`, ["H"], () => session.toggleHidden()),
    view("fit", "Fit the picture", ["F"], () => session.viewer?.fit()),
    view("zoom_in", "Zoom in", ["+", "="], () => session.viewer?.zoomIn()),
    view("zoom_out", "Zoom out", ["-"], () => session.viewer?.zoomOut()),
    view("actual_size", "Actual size", ["Z"], () => session.viewer?.actualSize()),
  ];
}

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

/** Commands for each arrow, by one pixel and with Shift by ten. */
export function arrowCommands(
  make: (way: string, keys: string, x: number, y: number, n: number) => Command[],
): Command[] {
  return DIRECTIONS.flatMap(([way, key, x, y]) =>
    STEPS.flatMap(([shift, n]) => make(way, `${shift}${key}`, x * n, y * n, n)),
  );
}
