import { useMemo } from "react";
import { RasterView } from "../parts/raster/View";
import { shareOf } from "../parts/raster/words";
import type { ViewProps } from "../types";
import { areasOf, gridOf, Numbers, readMask } from "./value";

/** Several masks over the picture: what they agree on in its colour, what they differ on in stripes. Read only. */
export function View(props: ViewProps) {
  const { layers, question } = props;
  const painted = useMemo(() => {
    const numbers = new Numbers();
    return {
      grids: layers.map(({ value }) => {
        const mask = readMask(value);
        return mask && gridOf(mask, numbers.of);
      }),
      labelOf: (_: number, number: number) => numbers.label(number),
    };
  }, [layers]);
  const titles = new Map(question.labels.map((label) => [label.key, label.title]));
  const words = (place: number) => {
    const { areas, total } = areasOf(layers[place]?.value);
    return (
      areas.map(({ label, area }) => `${titles.get(label) ?? label} ${shareOf(area, total)}`).join(", ") ||
      "nothing here"
    );
  };
  return <RasterView {...props} {...painted} words={words} />;
}
