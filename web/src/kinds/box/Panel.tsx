import { AttributesPanel } from "../parts/AttributesPanel";
import { LabelList } from "../parts/LabelList";
import { Objects } from "../parts/Objects";
import { useSession } from "../parts/useSession";
import type { BoxSession } from "./session";

/** The labels with their keys, what is said of the selected box, and the boxes as a list. */
export function Panel({ session }: { session: BoxSession }) {
  useSession(session);
  return (
    <div className="box-panel">
      <LabelList session={session.labels} />
      <AttributesPanel session={session} of="box" />
      <Objects session={session} help="There arrows move the box, and Alt with arrows resizes it." />
    </div>
  );
}
