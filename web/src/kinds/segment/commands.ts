/** Every action on segments with its keys: one list for the keyboard, the buttons and the help sheet.
 *
 * `0` is "nothing here" (with the labels). Keys that mean something else outside (Escape, Alt and arrows) are taken
 * only while they have something to do here. Combinations with Mod also work while a transcript is written.
 */
import type { Command } from "../../keys/commands";
import type { SegmentSession } from "./session";

const FINE = 0.01; // seconds
const COARSE = 0.1;

export function segmentCommands(session: SegmentSession): Command[] {
  const isReady = () => session.deck !== undefined && !session.isBroken;
  const hasSelection = () => isReady() && session.selected !== undefined;
  const hasSegments = () => session.segments.length > 0;
  const command = (
    id: string,
    title: string,
    keys: readonly string[],
    run: () => void,
    enabled: () => boolean = isReady,
    group = "Segments",
  ): Command => ({ id: `segment.${id}`, title, keys, run, enabled, group });
  const hear = (
    id: string,
    title: string,
    keys: readonly string[],
    run: () => void,
    enabled: () => boolean = isReady,
  ) => command(id, title, keys, run, enabled, "Listen");
  const look = (id: string, title: string, keys: readonly string[], run: () => void) =>
    command(id, title, keys, run, isReady, "View");
  const edge = (
    id: string,
    title: string,
    keys: readonly string[],
    run: () => void,
    enabled: () => boolean,
  ) => command(id, title, keys, run, enabled, "Edges");
  // Alt and arrows walk the history outside: a segment just marked does not take them, one that was picked does.
  const hasChosen = () => isReady() && session.chosen !== undefined;
  return [
    hear("play", "Play or pause", ["Space"], () => session.togglePlay()),
    hear(
      "play_segment",
      "Play the segment",
      ["Shift+Space", "Mod+Space"],
      () => session.playSelected(),
      hasSelection,
    ),
    hear(
      "loop",
      "Loop the segment, or end the loop",
      ["L"],
      () => session.toggleLoop(),
      () => hasSelection() || session.deck?.transport.loop !== undefined,
    ),
    hear("slower", "Slower", ["<"], () => session.changeSpeed(-1)),
    hear("faster", "Faster", [">"], () => session.changeSpeed(1)),
    hear("back", "Play head back a second", ["J"], () => session.seek(session.head - 1)),
    hear("forward", "Play head on a second", ["K"], () => session.seek(session.head + 1)),
    hear("back_fine", "Play head back 10 ms", ["Shift+J"], () => session.seek(session.head - FINE)),
    hear("forward_fine", "Play head on 10 ms", ["Shift+K"], () => session.seek(session.head + FINE)),
    hear("begin", "Play head to the begin", ["Home"], () => session.seek(0)),
    hear("end", "Play head to the end", ["End"], () => session.seek(session.rule.duration)),
    command("in", "Begin a segment at the play head, or move its start there", ["I"], () => session.markIn()),
    command("out", "End the segment at the play head", ["O"], () => session.markOut()),
    command("previous", "Previous segment", [","], () => session.walk(-1), hasSegments),
    command("next", "Next segment", ["."], () => session.walk(1), hasSegments),
    command(
      "delete",
      "Delete the segment",
      ["Delete", "Backspace"],
      () => session.remove(session.selection?.id),
      hasSelection,
    ),
    command(
      "duplicate",
      "Duplicate the segment after itself",
      ["D"],
      () => session.duplicate(),
      hasSelection,
    ),
    command(
      "copy_previous",
      "Copy all segments from the item before",
      ["Shift+D"],
      () => session.copyPrevious(),
      () => isReady() && session.canCopyPrevious(),
    ),
    ...(session.hasTranscript
      ? [
          command("write", "Write the transcript", ["T"], () => session.startWriting(), hasSegments),
          command(
            "write_next",
            "Transcript of the next segment",
            ["Mod+Enter"],
            () => {
              session.walk(1);
              session.startWriting();
              session.playSelected();
            },
            hasSegments,
          ),
        ]
      : []),
    command(
      "escape",
      "One step back",
      ["Escape"],
      () => session.escape(),
      () => session.canEscape(),
    ),
    ...[["", FINE, "10 ms"] as const, ["Shift+", COARSE, "0.1 s"] as const].flatMap(([shift, by, told]) => [
      edge(
        `start_earlier_${told}`,
        `Start ${told} earlier`,
        [`${shift}ArrowLeft`],
        () => session.nudge("start", -by),
        hasSelection,
      ),
      edge(
        `start_later_${told}`,
        `Start ${told} later`,
        [`${shift}ArrowRight`],
        () => session.nudge("start", by),
        hasSelection,
      ),
      edge(
        `end_earlier_${told}`,
        `End ${told} earlier`,
        [`Alt+${shift}ArrowLeft`],
        () => session.nudge("end", -by),
        hasChosen,
      ),
      edge(
        `end_later_${told}`,
        `End ${told} later`,
        [`Alt+${shift}ArrowRight`],
        () => session.nudge("end", by),
        hasChosen,
      ),
      edge(
        `move_earlier_${told}`,
        `Move the segment ${told} earlier`,
        [`Mod+${shift}ArrowLeft`],
        () => session.shift(-by),
        hasSelection,
      ),
      edge(
        `move_later_${told}`,
        `Move the segment ${told} later`,
        [`Mod+${shift}ArrowRight`],
        () => session.shift(by),
        hasSelection,
      ),
    ]),
    look("hide", "Hide or show segments", ["H"], () => session.toggleHidden()),
    look("spectrum", "Show or hide the pitches", ["P"], () => session.toggleSpectrum()),
    look("fit", "See the whole recording", ["F"], () => session.deck?.fit()),
    look("zoom_in", "Zoom in", ["+", "="], () => session.deck?.zoomIn()),
    look("zoom_out", "Zoom out", ["-"], () => session.deck?.zoomOut()),
    command(
      "close_up",
      "See the segment alone",
      ["Z"],
      () => session.selected && session.deck?.closeUp(session.selected),
      hasSelection,
      "View",
    ),
  ];
}
