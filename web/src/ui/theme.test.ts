import { readFileSync } from "node:fs";
import { describe, expect, test } from "vitest";
import { LABEL_COLOURS, labelColour, labelPattern } from "./theme";

const css = readFileSync("src/ui/theme.css", "utf8");

function colours(selector: string): Map<string, string> {
  const block = css.slice(css.indexOf(`${selector} {`)).split("}", 1)[0] ?? "";
  return new Map([...block.matchAll(/--([\w-]+): (#[0-9a-f]{6});/g)].map((m) => [m[1] ?? "", m[2] ?? ""]));
}

function luminance(hex: string): number {
  const channel = (at: number) => {
    const value = Number.parseInt(hex.slice(at, at + 2), 16) / 255;
    return value <= 0.04045 ? value / 12.92 : ((value + 0.055) / 1.055) ** 2.4;
  };
  return 0.2126 * channel(1) + 0.7152 * channel(3) + 0.0722 * channel(5);
}

function contrast(a: string, b: string): number {
  const [darker = 0, lighter = 0] = [luminance(a), luminance(b)].sort((x, y) => x - y);
  return (lighter + 0.05) / (darker + 0.05);
}

const light = colours(":root");
const dark = new Map([...light, ...colours(':root[data-mantine-color-scheme="dark"]')]);

describe.each([
  ["light", light],
  ["dark", dark],
])("in the %s scheme", (_, scheme) => {
  const of = (a: string, b: string) => contrast(scheme.get(a) ?? "", scheme.get(b) ?? "");
  const labels = Array.from({ length: LABEL_COLOURS }, (_, i) => i + 1);

  test.each(["ink", "ink-2", "ink-3", "todo", "danger", "focus"])(
    "%s is readable on every ground",
    (text) => {
      for (const ground of ["bg", "surface", "sunk"]) {
        expect(of(text, ground), `${text} on ${ground}`).toBeGreaterThanOrEqual(4.5);
      }
    },
  );

  test("gold is readable where it is used as text", () => {
    expect(of("gold", "bg")).toBeGreaterThanOrEqual(4.5);
    expect(of("gold", "surface")).toBeGreaterThanOrEqual(4.5);
    for (const ground of ["bg", "surface", "sunk", "gold-soft"]) {
      expect(of("gold-strong", ground), ground).toBeGreaterThanOrEqual(4.5);
    }
    for (const text of ["ink", "ink-2", "ink-3"]) {
      expect(of(text, "gold-soft"), text).toBeGreaterThanOrEqual(4.5);
    }
  });

  test("filled buttons have readable text", () => {
    expect(of("on-ink", "ink")).toBeGreaterThanOrEqual(4.5);
    expect(of("on-ink", "ink-hover")).toBeGreaterThanOrEqual(4.5);
    expect(of("danger", "danger-soft")).toBeGreaterThanOrEqual(4.5);
  });

  test("edges of inputs stand out", () => {
    for (const ground of ["bg", "surface", "sunk"]) {
      expect(of("line-strong", ground), ground).toBeGreaterThanOrEqual(3);
    }
  });

  test.each(labels)("label %i stands out, and its chip is readable", (n) => {
    for (const ground of ["bg", "surface", "sunk"]) {
      expect(of(`label-${n}`, ground), ground).toBeGreaterThanOrEqual(3);
    }
    expect(of(`on-label-${n}`, `label-${n}`)).toBeGreaterThanOrEqual(4.5);
  });

  test("the twelve labels have twelve colours", () => {
    expect(new Set(labels.map((n) => scheme.get(`label-${n}`))).size).toBe(LABEL_COLOURS);
  });
});

test("label colours repeat after twelve with another pattern", () => {
  expect(labelColour(0)).toBe("var(--label-1)");
  expect(labelColour(12)).toBe(labelColour(0));
  expect([labelPattern(0), labelPattern(11), labelPattern(12)]).toEqual([0, 0, 1]);
});
