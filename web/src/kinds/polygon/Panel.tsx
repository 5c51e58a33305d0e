import { AttributesPanel } from "../parts/AttributesPanel";
import { LabelList } from "../parts/LabelList";
import { Objects } from "../parts/Objects";
import { useSession } from "../parts/useSession";
import type { PolygonSession } from "./session";

/** The labels with their keys, what is said of the selected polygon, and the polygons as a list. */
export function Panel({ session }: { session: PolygonSession }) {
  useSession(session);
  return (
    <div className="polygon-panel">
      <LabelList session={session.labels} />
      <AttributesPanel session={session} of="polygon" />
      <Objects
        session={session}
        help="There arrows move the polygon, brackets go from point to point, and arrows then move the point."
      />
    </div>
  );
}
