import { describe, expect, it } from "vitest";
import type { ForecastOut } from "../../model/api.gen";
import { classOf, forecastBasis, forecastSentence, ratioText, shareText, spread } from "./words";

const forecast = (part: Partial<ForecastOut>): ForecastOut => ({
  n_left: 400,
  end: "2025-03-10",
  low: "2025-03-07",
  high: "2025-03-14",
  undefined: "",
  n_days: 28,
  n_working: 20,
  per_day: 52.36,
  ...part,
});

describe("the forecast", () => {
  it("gives a day with its range and what it rests on", () => {
    expect(forecastSentence(forecast({}), "en-GB")).toBe(
      "400 answers are still wanted. The last comes about 10 March 2025; nine in ten chances that it is from 7 March 2025 to 14 March 2025.",
    );
    expect(forecastBasis(forecast({}))).toContain("20 of them with answers: 52.4 a day");
  });
  it("says when there is no upper end, and why there is none at all", () => {
    expect(forecastSentence(forecast({ high: null }), "en-GB")).toContain("nobody can say how late");
    const none = forecast({ end: null, low: null, high: null, undefined: "It takes 3 days." });
    expect(forecastSentence(none)).toBe("400 answers are still wanted. It takes 3 days.");
    expect(forecastBasis(none)).toBe("");
  });
});

it("a spread, a share and a ratio show their intervals, or only what there is", () => {
  expect(spread([1000, 2000, 3000])).toBe("2.0\u202fs (1.0\u202fs to 3.0\u202fs)");
  expect(spread(null)).toBe("–");
  const measured = { n: 5, value: 0.5, low: 0.25, high: 0.75, undefined: "" };
  expect(shareText(measured)).toBe("50\u202f% (25\u202f% to 75\u202f%)");
  expect(ratioText({ ...measured, low: null, high: null })).toBe("0.50");
  expect(shareText({ ...measured, value: null })).toBe("–");
});

it("a class of positions names its ends, where it has them", () => {
  expect(classOf({ begins: 11, ends: 25 })).toBe("11 to 25");
  expect(classOf({ begins: 401, ends: null })).toBe("401 and on");
});
