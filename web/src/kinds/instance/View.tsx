import { useMemo } from "react";
import { counted } from "../../ui/num";
import { RasterView } from "../parts/raster/View";
import type { ViewProps } from "../types";
import { summarise } from "./summary";
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
    const value = layers[place]?.value;
    const n = readInstances(value)?.objects.length ?? 0;
    return n ? `${counted(n, "object")}: ${summarise(value, question)}` : "nothing here";
  };
  return <RasterView {...props} {...painted} numberOf={numberOf} words={words} />;
}
