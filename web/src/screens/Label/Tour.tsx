import { useMediaQuery } from "@mantine/hooks";
import type { Drawn } from "../../kinds/types";

const TOUCH = "(pointer: coarse)";

/** What the hand does on this item: one key answers it, something is marked on what a kind draws on, it is typed, or several questions end with Enter. */
export type Way = "single" | Drawn | "several" | "typed";

const FIRST: Record<Way, { keys: string; touch: string }> = {
  single: {
    keys: "Read the item, then press the key of its answer. It is saved, and the next one comes.",
    touch: "Read the item, then tap its answer. It is saved, and the next one comes.",
  },
  image: {
    keys: "Press the key of a label, draw on the picture, then submit with Enter.",
    touch: "Tap a label, draw on the picture, then submit.",
  },
  text: {
    keys: "Press the key of a label, mark its words in the text, then submit with Enter.",
    touch: "Tap a label, mark its words in the text, then submit.",
  },
  audio: {
    keys: "Press the key of a label, drag over the recording, then submit with Enter.",
    touch: "Tap a label, drag over the recording, then submit.",
  },
  typed: {
    keys: "Read the item, write the answer, and press Enter. Esc leaves the field.",
    touch: "Read the item, write the answer, then submit.",
  },
  several: {
    keys: "Press the keys of your answers, Q for the next question, and Enter to submit.",
    touch: "Tap your answers, then submit.",
  },
};

/** Two lines for the first time. They stand below the item and cover nothing. */
export function Tour({ way, onEnd }: { way: Way; onEnd: () => void }) {
  const isTouch = useMediaQuery(TOUCH, window.matchMedia(TOUCH).matches) ?? false;
  return (
    <div className="tour" role="note">
      <p>
        {FIRST[way][isTouch ? "touch" : "keys"]}{" "}
        {isTouch ? (
          "Undo takes back, even what was submitted."
        ) : (
          <>
            <kbd>Ctrl Z</kbd> takes back, even what was submitted. <kbd>?</kbd> shows all keys.
          </>
        )}
      </p>
      <button type="button" className="foot-action" onClick={onEnd}>
        Got it {!isTouch && <kbd aria-hidden>Esc</kbd>}
      </button>
    </div>
  );
}
