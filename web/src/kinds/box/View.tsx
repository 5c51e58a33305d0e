import "./box.css";
import { useEffect, useMemo } from "react";
import { CanvasStage } from "../../canvas/CanvasStage";
import { layerDash } from "../../canvas/palette";
import { Viewer } from "../../canvas/viewer";
import { slotOf } from "../../model/slots";
import type { ViewProps } from "../types";
import { imageField } from "./field";
import { describe, readBoxes } from "./kernel";
import { LineSwatch } from "./LineSwatch";
import { LayersScene } from "./layers";
import { countOf } from "./words";

/** Several answers over the picture: a colour for each label, a line for each annotator. Read only. */
export function View({ item, question, layers, focusUnit }: ViewProps) {
  const image = imageField(item, question);
  if (!image) return <p className="box-view-none">This item shows no picture.</p>;
  return (
    <Picture
      key={image.url}
      item={item}
      question={question}
      layers={layers}
      focusUnit={focusUnit}
      image={image}
    />
  );
}

function Picture(props: ViewProps & { image: NonNullable<ReturnType<typeof imageField>> }) {
  const { item, question, layers, focusUnit, image } = props;
  const { width, height } = image;
  const [scene, viewer] = useMemo(() => {
    const layered = new LayersScene(question);
    return [layered, new Viewer({ width, height }, layered)] as const;
  }, [width, height, question]);
  useEffect(() => () => viewer.dispose(), [viewer]);
  useEffect(() => {
    scene.show(layers, focusUnit);
    viewer.invalidate("settled", "active");
  }, [scene, viewer, layers, focusUnit]);
  // biome-ignore lint/correctness/useExhaustiveDependencies: only another conflict moves the picture
  useEffect(() => {
    const focus = scene.focusRect();
    if (focus) viewer.reveal(focus);
  }, [scene, viewer, focusUnit?.key]);
  const name = item.external_id ?? image.name;
  return (
    <div className="box-view">
      <CanvasStage
        viewer={viewer}
        url={image.url}
        label={`Picture ${name} with ${layersText(layers.length)}`}
      >
        <Legend layers={layers} question={question} />
      </CanvasStage>
      <ul className="box-hidden" aria-label="Boxes in words">
        {layers.map((layer) => (
          <li key={layer.who}>
            {layer.who && `${layer.who}: `}
            {words(layer.value, question)}
          </li>
        ))}
      </ul>
    </div>
  );
}

/** Which line is whose, and which colour is which label; with one answer alone the labels have their own lines. */
function Legend({ layers, question }: Pick<ViewProps, "layers" | "question">) {
  const used = new Set(layers.flatMap((layer) => readBoxes(layer.value).map((box) => box.label)));
  const isOne = layers.length < 2;
  if (isOne && used.size === 0) return null;
  return (
    <ul className="canvas-plate box-legend" aria-label="Legend">
      {!isOne &&
        layers.map((layer, place) => (
          <li key={`who ${layer.who}`} data-dimmed={layer.dimmed || undefined}>
            <LineSwatch dash={layerDash(place)} />
            <b>{layer.who}</b>
          </li>
        ))}
      {question.labels.map(({ key, title }) =>
        used.has(key) ? (
          <li key={`label ${key}`}>
            <LineSwatch slot={slotOf(question, key)} {...(isOne ? {} : { dash: [] })} />
            {title}
          </li>
        ) : null,
      )}
    </ul>
  );
}

const layersText = (n: number): string => (n === 1 ? "one answer" : `${n} answers`);

function words(value: Parameters<typeof readBoxes>[0], question: ViewProps["question"]): string {
  const boxes = readBoxes(value);
  const titles = new Map(question.labels.map((label) => [label.key, label.title]));
  const list = boxes.map((box) => describe(titles.get(box.label) ?? box.label, box));
  return boxes.length ? `${countOf(boxes.length)}. ${list.join("; ")}` : "nothing here";
}
