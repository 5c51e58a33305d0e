import { useMemo } from "react";
import { counted } from "../../ui/num";
import { attributesOf, wordsOf } from "../parts/attributes";
import { summaryOf } from "../parts/objectLists";
import { RasterView } from "../parts/raster/View";
import type { ViewProps } from "../types";
import { gridOf, readInstances } from "./value";

const numberOf = (_: number, member: number): number => member + 1;

/** Several answers' objects over the picture: in their label's colour, in stripes where answers differ. Read only. */
export function View(props: ViewProps) {
  const { layers, question } = props;
  const painted = useMemo(() => {
    const values = layers.map(({ value }) => readInstances(value));
    return {
      grids: values.map((value) => value && gridOf(value)),
      labelOf: (place: number, number: number) => values[place]?.objects[number - 1]?.label ?? "",
    };
  }, [layers]);
  const words = (place: number) => {
    const objects = readInstances(layers[place]?.value)?.objects ?? [];
    if (!objects.length) return "nothing here";
    const said = objects.flatMap(({ attributes }, at) =>
      attributes ? [`object ${at + 1}: ${wordsOf(attributesOf(question), attributes)}`] : [],
    );
    return [`${counted(objects.length, "object")}: ${summaryOf(objects, question)}`, ...said].join("; ");
  };
  return <RasterView {...props} {...painted} numberOf={numberOf} words={words} />;
}
