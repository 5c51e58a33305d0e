import { expect, test } from "vitest";
import { isLight, labelDash, layerDash } from "./palette";

test("labels that share a colour after twelve have other lines", () => {
  for (let slot = 0; slot < 36; slot += 1) expect(labelDash(slot + 12)).not.toEqual(labelDash(slot));
});

test("neighbouring labels and layers have other lines", () => {
  for (let place = 0; place < 24; place += 1) {
    expect(labelDash(place + 1)).not.toEqual(labelDash(place));
    expect(layerDash(place + 1)).not.toEqual(layerDash(place));
  }
});

test("light colours get a dark casing, dark ones a light casing", () => {
  expect(["#ffffff", "#f0e442", "#cceeff"].map(isLight)).toEqual([true, true, true]);
  expect(["#000000", "#0072b2", "#d55e00", "#009e73"].map(isLight)).toEqual([false, false, false, false]);
});
