import { useMediaQuery } from "@mantine/hooks";

const TOUCH = "(hover: none)";

/** Two lines for the first time. */
export function Tour({ isSingle, onEnd }: { isSingle: boolean; onEnd: () => void }) {
  const isTouch = useMediaQuery(TOUCH, window.matchMedia(TOUCH).matches) ?? false;
  return (
    <div className="tour" role="note">
      <p>{first(isSingle, isTouch)}</p>
      {isTouch ? (
        <p>Undo takes back, even what was submitted.</p>
      ) : (
        <p>
          <kbd>Ctrl Z</kbd> takes back, even what was submitted. <kbd>?</kbd> shows all keys.
        </p>
      )}
      <button type="button" className="foot-action" onClick={onEnd}>
        Got it {!isTouch && <kbd aria-hidden>Esc</kbd>}
      </button>
    </div>
  );
}

function first(isSingle: boolean, isTouch: boolean): string {
  if (isSingle) {
    return `Read the item, then ${isTouch ? "tap" : "press the key of"} its answer. It is saved, and the next one comes.`;
  }
  return `Read the item, answer each question${isTouch ? "" : " by its key"}, then submit.`;
}
