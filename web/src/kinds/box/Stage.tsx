import "./box.css";
import { IconKeyboard, IconPointer, IconRectangle } from "@tabler/icons-react";
import { type ReactNode, useCallback, useEffect, useState } from "react";
import { CanvasStage } from "../../canvas/CanvasStage";
import { KeyOf } from "../../keys/KeyOf";
import { ariaKeys } from "../../keys/keymap";
import { useSession } from "../parts/useSession";
import { WAYS, type Way } from "./gesture";
import type { BoxSession } from "./session";
import { countOf } from "./words";

const HINT_MS = 3500;

const WAY_NAMES: Record<Way, string> = { drag: "Drag", clicks: "Two clicks", points: "Four points" };
/** Where the hand touches the rectangle, as dots on it. */
const WAY_DOTS: Record<Way, readonly (readonly [number, number])[]> = {
  drag: [],
  clicks: [
    [3, 4],
    [15, 14],
  ],
  points: [
    [9, 4],
    [15, 9],
    [9, 14],
    [3, 9],
  ],
};

function WayIcon({ way }: { way: Way }) {
  return (
    <svg width="18" height="18" aria-hidden="true" fill="none" stroke="currentColor" strokeWidth="1.5">
      <rect x="3" y="4" width="12" height="10" rx="1" strokeDasharray={way === "drag" ? undefined : "2 2"} />
      {way === "drag" && <path d="M6 6.5 L12 11.5 M12 8.5 V11.5 H9" />}
      {WAY_DOTS[way].map(([x, y]) => (
        <circle key={`${x} ${y}`} cx={x} cy={y} r="2.2" fill="currentColor" stroke="none" />
      ))}
    </svg>
  );
}

/** The picture that boxes are drawn on, with the tools over it. */
export function Stage({ session }: { session: BoxSession }) {
  useSession(session);
  const { image, viewer } = session;
  const onBroken = useCallback((isBroken: boolean) => session.setBroken(isBroken), [session]);
  if (!image || !viewer) {
    return (
      <div className="box-stage">
        <div className="canvas-broken">
          <div className="canvas-plate" role="alert">
            <h2>There is no picture to draw on</h2>
            <p>{session.problem()}</p>
          </div>
        </div>
      </div>
    );
  }
  return (
    <div className="box-stage">
      <CanvasStage
        viewer={viewer}
        url={image.url}
        label={`Picture ${image.name}, ${countOf(session.boxes.length).toLowerCase()}`}
        describedBy="box-stage-help"
        fitKey={<KeyOf command={{ id: "box.fit", keys: ["F"] }} />}
        onBroken={onBroken}
      >
        <Tools session={session} />
        {session.isHidden && (
          <div className="canvas-plate box-hidden-note">
            Boxes are hidden <KeyOf command={{ id: "box.hide", keys: ["H"] }} />
          </div>
        )}
      </CanvasStage>
      <Hint session={session} />
      <p id="box-stage-help" className="box-hidden">
        K draws with the keys: arrows move a crosshair, Enter sets a corner. Comma and full stop go from box
        to box, arrows move the box, Alt with arrows resizes it, Delete removes it.
      </p>
      <div className="box-hidden" aria-live="polite" data-testid="box-announcer">
        {session.message.text}
      </div>
    </div>
  );
}

function Tools({ session }: { session: BoxSession }) {
  const { tool, way } = session;
  return (
    <div className="canvas-plate box-tools" role="toolbar" aria-label="Tools" aria-orientation="vertical">
      <Tool session={session} id="box.select" isOn={tool === "select"} name="Select">
        <IconPointer size={18} aria-hidden />
      </Tool>
      <Tool session={session} id="box.draw" isOn={tool === "box"} name="Box">
        <IconRectangle size={18} aria-hidden />
      </Tool>
      <Tool session={session} id="box.keys" isOn={session.aim !== undefined} name="Draw with the keys">
        <IconKeyboard size={18} aria-hidden />
      </Tool>
      {/* biome-ignore lint/a11y/useSemanticElements: a fieldset would bring a border and a heading */}
      <div className="box-ways" role="group" aria-label="How a box is drawn">
        {WAYS.map((each) => (
          <button
            key={each}
            type="button"
            aria-pressed={tool === "box" && way === each}
            aria-label={WAY_NAMES[each]}
            title={WAY_NAMES[each]}
            onClick={() => {
              session.drawBy(each);
              session.viewer?.focus();
            }}
          >
            <WayIcon way={each} />
          </button>
        ))}
        <KeyOf command={{ id: "box.way", keys: ["W"] }} />
      </div>
    </div>
  );
}

function Tool(props: { session: BoxSession; id: string; isOn: boolean; name: string; children: ReactNode }) {
  const { session, id, isOn, name, children } = props;
  const command = session.own.find((each) => each.id === id);
  if (!command) return null;
  return (
    <button
      type="button"
      aria-pressed={isOn}
      aria-label={name}
      title={command.title}
      aria-keyshortcuts={ariaKeys(command.keys)}
      onClick={() => {
        command.run();
        session.viewer?.focus();
      }}
    >
      {children}
      <KeyOf command={command} />
    </button>
  );
}

/** What was just said, over the picture for a few seconds. It is read out elsewhere. */
function Hint({ session }: { session: BoxSession }) {
  const { text, isHint, number } = session.message;
  const [seen, setSeen] = useState(number);
  useEffect(() => {
    const timer = setTimeout(() => setSeen(number), HINT_MS);
    return () => clearTimeout(timer);
  }, [number]);
  if (!isHint || text === "" || seen === number) return null;
  return (
    <div className="box-hint" aria-hidden>
      {text}
    </div>
  );
}
