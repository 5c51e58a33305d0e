/** What can be done with objects, beside painting them. */
import type { Command } from "../../keys/commands";
import type { InstanceSession } from "./session";

export function instanceCommands(session: InstanceSession): Command[] {
  const isReady = () => session.viewer !== undefined && !session.isBroken;
  const hasObjects = () => isReady() && session.objects.length > 0;
  const hasSelection = () => isReady() && session.selected !== undefined;
  const command = (
    id: string,
    title: string,
    keys: readonly string[],
    run: () => void,
    enabled: () => boolean = hasSelection,
  ): Command => ({ id: `raster.${id}`, title, keys, run, enabled, group: "Objects" });
  return [
    command("select", "Select objects", ["V"], () => session.use("select"), isReady),
    command("another", "Start another object", ["A"], () => session.another(), isReady),
    command("previous", "Previous object", [","], () => session.walk(-1), hasObjects),
    command("next", "Next object", ["."], () => session.walk(1), hasObjects),
    command("merge", "Merge with the object chosen before", ["Shift+M"], () => session.merge()),
    command("split", "Split into the parts that hang together", ["Shift+S"], () => session.split()),
    command("up", "One place up in the order", ["PageUp"], () => session.reorder(1)),
    command("down", "One place down in the order", ["PageDown"], () => session.reorder(-1)),
  ];
}
