import { counted } from "../../ui/num";
import { RasterStage } from "../parts/raster/Stage";
import type { InstanceSession } from "./session";

const HELP =
  "K paints with the keys: arrows move a crosshair, Space starts and stops painting. A starts another object. " +
  "Comma and full stop go from object to object, arrows move it, Delete removes it, label keys relabel it.";

/** The picture that objects are painted on. */
export function Stage({ session }: { session: InstanceSession }) {
  return <RasterStage session={session} about={counted(session.objects.length, "object")} help={HELP} />;
}
