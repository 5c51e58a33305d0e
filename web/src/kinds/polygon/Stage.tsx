import {
  IconKeyboard,
  IconLayersSubtract,
  IconLayersUnion,
  IconMagnet,
  IconPointer,
  IconPolygon,
  IconScissors,
  IconVectorSpline,
} from "@tabler/icons-react";
import { ObjectStage, Tool } from "../parts/ObjectStage";
import { FINDER_ICONS } from "../parts/smart/icons";
import { FINDERS } from "../parts/smart/Pointing";
import { useSession } from "../parts/useSession";
import type { PolygonSession } from "./session";

/** The picture that polygons are drawn on, with the tools over it. */
export function Stage({ session }: { session: PolygonSession }) {
  useSession(session);
  return <ObjectStage session={session} tools={<Tools session={session} />} help={HELP} />;
}

const HELP =
  "K draws with the keys, W first along edges: arrows move a crosshair, Enter sets a point, C closes the outline, Backspace takes a " +
  "point back. Comma and full stop go from polygon to polygon, brackets from point to point. Arrows move what is " +
  "chosen, I inserts a point, Delete removes it.";

function Tools({ session }: { session: PolygonSession }) {
  const { tool, purpose } = session;
  const isNew = purpose.as === "new";
  return (
    <>
      <Tool session={session} id="select" isOn={tool === "select"} name="Select">
        <IconPointer size={18} aria-hidden />
      </Tool>
      <Tool session={session} id="draw" isOn={tool === "polygon" && isNew} name="Polygon">
        <IconPolygon size={18} aria-hidden />
      </Tool>
      <Tool session={session} id="wire" isOn={tool === "wire" && isNew} name="Scissors">
        <IconScissors size={18} aria-hidden />
      </Tool>
      {FINDERS.filter((by) => session.pointing.isThere(by)).map((by) => (
        <Tool
          key={by}
          session={session}
          id={by}
          isOn={tool === by}
          name={session.pointing.nameOf(by)}
          whyNot={session.pointing.whyNot(by)}
        >
          {FINDER_ICONS[by]}
        </Tool>
      ))}
      <Tool session={session} id="keys" isOn={session.aim !== undefined} name="Draw with the keys">
        <IconKeyboard size={18} aria-hidden />
      </Tool>
      <Tool session={session} id="part" isOn={purpose.as === "part"} name="Another part">
        <IconLayersUnion size={18} aria-hidden />
      </Tool>
      <Tool session={session} id="hole" isOn={purpose.as === "hole"} name="Hole">
        <IconLayersSubtract size={18} aria-hidden />
      </Tool>
      <Tool session={session} id="simplify" isOn={false} name="Simplify">
        <IconVectorSpline size={18} aria-hidden />
      </Tool>
      <Tool session={session} id="snap" isOn={session.isSnapping} name="Snap to other polygons">
        <IconMagnet size={18} aria-hidden />
      </Tool>
    </>
  );
}
