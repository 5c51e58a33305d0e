import { useEffect, useMemo } from "react";
import { CanvasStage } from "../../canvas/CanvasStage";
import { type Scene, Viewer } from "../../canvas/viewer";
import type { Command } from "../../keys/commands";
import { KeyOf } from "../../keys/KeyOf";
import { useCommands } from "../../keys/useCommands";
import type { Field_ } from "../../model/api.gen";

const NOTHING_DRAWN: Scene = { paintSettled() {}, paintActive() {} };

/** A picture whose size is known, so that it can be fitted before it has arrived. */
export type SizedPicture = Field_ & { url: string; width: number; height: number };

export const isSized = (field: Field_ | undefined): field is SizedPicture =>
  field?.type === "image" && Boolean(field.url && field.width && field.height);

/** A picture that is only looked at: it fits, and zooms and pans like one that is drawn on. */
export function PictureStage(props: {
  picture: SizedPicture;
  label: string;
  onBroken: (isBroken: boolean) => void;
}) {
  const { picture, label, onBroken } = props;
  const { url, width, height } = picture;
  const viewer = useMemo(() => new Viewer({ width, height }, NOTHING_DRAWN), [width, height]);
  useEffect(() => () => viewer.dispose(), [viewer]);
  const commands = useMemo(() => pictureCommands(viewer), [viewer]);
  useCommands("picture", commands.all);
  return (
    <CanvasStage
      viewer={viewer}
      url={url}
      label={label}
      fitKey={<KeyOf command={commands.fit} />}
      onBroken={onBroken}
    />
  );
}

function pictureCommands(viewer: Viewer): { fit: Command; all: Command[] } {
  const view = (id: string, title: string, keys: string[], run: () => void): Command => ({
    id: `picture.${id}`,
    title,
    keys,
    run,
    group: "Picture",
  });
  const fit = view("fit", "Fit the picture", ["F"], () => viewer.fit());
  const all = [
    fit,
    view("zoom_in", "Zoom in", ["+", "="], () => viewer.zoomIn()),
    view("zoom_out", "Zoom out", ["-"], () => viewer.zoomOut()),
    view("actual_size", "Actual size", ["Z"], () => viewer.actualSize()),
  ];
  return { fit, all };
}
