import "./objects.css";
import { useEffect, useMemo } from "react";
import { CanvasStage } from "../../canvas/CanvasStage";
import { layerDash } from "../../canvas/palette";
import { Viewer } from "../../canvas/viewer";
import { slotOf } from "../../model/slots";
import { counted } from "../../ui/num";
import type { Json, ViewProps } from "../types";
import { attributesOf, wordsOf } from "./attributes";
import { imageField } from "./imageField";
import { LayersScene, type Looks } from "./LayersScene";
import { LineSwatch } from "./LineSwatch";
import { capital } from "./Objects";
import type { DrawnObject } from "./objectLists";

/** Several answers over the picture: a colour for each label, a line for each annotator. Read only. */
export function ObjectView<Thing extends DrawnObject>(props: ViewProps & { looks: Looks<Thing> }) {
  const { item, question, layers, focusUnit, looks } = props;
  const image = imageField(item, question);
  if (!image) return <p className="objects-view-none">This item shows no picture.</p>;
  return (
    <Picture
      key={image.url}
      item={item}
      question={question}
      layers={layers}
      focusUnit={focusUnit}
      image={image}
      looks={looks}
    />
  );
}

function Picture<Thing extends DrawnObject>(
  props: ViewProps & { looks: Looks<Thing>; image: NonNullable<ReturnType<typeof imageField>> },
) {
  const { item, question, layers, focusUnit, image, looks } = props;
  const { width, height } = image;
  const [scene, viewer] = useMemo(() => {
    const layered = new LayersScene(question, looks);
    return [layered, new Viewer({ width, height }, layered)] as const;
  }, [width, height, question, looks]);
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
    <div className="objects-view">
      <CanvasStage
        viewer={viewer}
        url={image.url}
        label={`Picture ${name} with ${layersText(layers.length)}`}
      >
        <Legend layers={layers} question={question} looks={looks} />
      </CanvasStage>
      <ul className="objects-unseen" aria-label={`${capital(looks.noun.many)} in words`}>
        {layers.map((layer) => (
          <li key={layer.who}>
            {layer.who && `${layer.who}: `}
            {words(layer.value, question, looks)}
          </li>
        ))}
      </ul>
    </div>
  );
}

/** Which line is whose, and which colour is which label; with one answer alone the labels have their own lines. */
function Legend<Thing extends DrawnObject>(
  props: Pick<ViewProps, "layers" | "question"> & { looks: Looks<Thing> },
) {
  const { layers, question, looks } = props;
  const used = new Set(layers.flatMap((layer) => looks.read(layer.value).map((thing) => thing.label)));
  const isOne = layers.length < 2;
  if (isOne && used.size === 0) return null;
  return (
    <ul className="canvas-plate objects-legend" aria-label="Legend">
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

function words<Thing extends DrawnObject>(
  value: Json,
  question: ViewProps["question"],
  looks: Looks<Thing>,
): string {
  const things = looks.read(value);
  if (!things.length) return "nothing here";
  const titles = new Map(question.labels.map((label) => [label.key, label.title]));
  const asked = attributesOf(question);
  const list = things.map((thing) =>
    [looks.describe(titles.get(thing.label) ?? thing.label, thing), wordsOf(asked, thing.attributes)]
      .filter(Boolean)
      .join(", "),
  );
  return `${counted(things.length, looks.noun.one, looks.noun.many)}. ${list.join("; ")}`;
}
