import "./box.css";
import { IconKeyboard, IconPointer, IconRectangle } from "@tabler/icons-react";
import { KeyOf } from "../../keys/KeyOf";
import { ObjectStage, Tool } from "../parts/ObjectStage";
import { useSession } from "../parts/useSession";
import { WAYS, type Way } from "./gesture";
import type { BoxSession } from "./session";

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
  return <ObjectStage session={session} tools={<Tools session={session} />} help={HELP} />;
}

const HELP =
  "K draws with the keys: arrows move a crosshair, Enter sets a corner. Comma and full stop go from box " +
  "to box, arrows move the box, Alt with arrows resizes it, Delete removes it.";

function Tools({ session }: { session: BoxSession }) {
  const { tool, way } = session;
  return (
    <>
      <Tool session={session} id="select" isOn={tool === "select"} name="Select">
        <IconPointer size={18} aria-hidden />
      </Tool>
      <Tool session={session} id="draw" isOn={tool === "box"} name="Box">
        <IconRectangle size={18} aria-hidden />
      </Tool>
      <Tool session={session} id="keys" isOn={session.aim !== undefined} name="Draw with the keys">
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
    </>
  );
}
