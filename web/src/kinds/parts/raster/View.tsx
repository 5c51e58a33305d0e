import "./raster.css";
import { useEffect, useMemo } from "react";
import { CanvasStage } from "../../../canvas/CanvasStage";
import { Viewer } from "../../../canvas/viewer";
import type { Grid } from "../../../model/raster/grid";
import { slotOf } from "../../../model/slots";
import type { ViewProps } from "../../types";
import { AreaSwatch } from "./AreaSwatch";
import { imageField } from "./field";
import { RasterLayers } from "./layers";

interface RasterViewProps extends ViewProps {
  grids: readonly (Grid | undefined)[];
  labelOf(place: number, number: number): string;
  /** A member of a unit as a number of that answer's grid, for kinds whose units are objects. */
  numberOf?(place: number, member: number): number;
  /** The answer at that place in words. */
  words(place: number): string;
}

/** Several painted answers over the picture: a colour and a pattern for each label, stripes where they differ. */
export function RasterView(props: RasterViewProps) {
  const image = imageField(props.item, props.question);
  if (!image) return <p className="raster-view-none">This item shows no picture.</p>;
  return <Picture key={image.url} {...props} image={image} />;
}

function Picture(props: RasterViewProps & { image: NonNullable<ReturnType<typeof imageField>> }) {
  const { item, question, layers, focusUnit, image, grids, labelOf, numberOf, words } = props;
  const { width, height } = image;
  const [scene, viewer] = useMemo(() => {
    const layered = new RasterLayers(question, width, height);
    return [layered, new Viewer({ width, height }, layered)] as const;
  }, [width, height, question]);
  useEffect(() => () => viewer.dispose(), [viewer]);
  useEffect(() => {
    scene.show(layers, { grids, labelOf });
    viewer.invalidate("settled", "active");
  }, [scene, viewer, layers, grids, labelOf]);
  // biome-ignore lint/correctness/useExhaustiveDependencies: other answers are another picture to look into
  useEffect(() => {
    const focus = scene.lookAt(focusUnit, numberOf);
    if (focus) viewer.reveal(focus);
    viewer.invalidate("settled", "active");
  }, [scene, viewer, layers, grids, labelOf, numberOf, focusUnit]);
  return (
    <div className="raster-view">
      <CanvasStage
        viewer={viewer}
        url={image.url}
        label={`Picture ${item.external_id ?? image.name} with ${layers.length === 1 ? "one answer" : `${layers.length} answers`}`}
      >
        <Legend layers={layers} question={question} grids={grids} labelOf={labelOf} />
      </CanvasStage>
      <ul className="raster-unseen" aria-label="Answers in words">
        {layers.map((layer, place) => (
          <li key={layer.who}>
            {layer.who && `${layer.who}: `}
            {words(place)}
          </li>
        ))}
      </ul>
    </div>
  );
}

function Legend(props: Pick<RasterViewProps, "layers" | "question" | "grids" | "labelOf">) {
  const { layers, question, grids, labelOf } = props;
  const used = useMemo(() => {
    const found = new Set<string>();
    grids.forEach((grid, place) => {
      for (const number of grid?.numbers() ?? []) found.add(labelOf(place, number));
    });
    return found;
  }, [grids, labelOf]);
  if (used.size === 0) return null;
  return (
    <ul className="canvas-plate raster-legend" aria-label="Legend">
      {layers.length > 1 && <li>Stripes: they differ</li>}
      {question.labels.map(({ key, title }) =>
        used.has(key) ? (
          <li key={key}>
            <AreaSwatch slot={slotOf(question, key) ?? 0} />
            {title}
          </li>
        ) : null,
      )}
    </ul>
  );
}
