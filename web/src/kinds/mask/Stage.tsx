import { RasterStage } from "../parts/raster/Stage";
import type { MaskSession } from "./session";

const HELP =
  "K paints with the keys: arrows move a crosshair, Space starts and stops painting, Enter paints once. " +
  "R and Enter fill the area under the crosshair, Delete erases it. J goes to the next place without a label.";

/** The picture that labels are painted on. */
export function Stage({ session }: { session: MaskSession }) {
  return <RasterStage session={session} about={`${session.coverage()} without a label`} help={HELP} />;
}
