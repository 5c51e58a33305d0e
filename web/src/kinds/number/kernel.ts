import type { Json, QuestionOut } from "../types";

export interface NumberLimits {
  min: number | undefined;
  max: number | undefined;
  step: number | undefined;
  unit: string;
}

export function limitsOf({ options }: QuestionOut): NumberLimits {
  const number = (value: unknown) => (typeof value === "number" ? value : undefined);
  return {
    min: number(options.min),
    max: number(options.max),
    step: number(options.step),
    unit: typeof options.unit === "string" ? options.unit : "",
  };
}

const NUMBER = /^[+-]?(?:\d+\.?\d*|\.\d+)$/;

/** The number that a text says; undefined for none, and the text itself where it is no number. */
export function readNumber(raw: string): number | string | undefined {
  const text = raw.trim().replace("−", "-");
  if (text === "") return undefined;
  return NUMBER.test(text) ? Number(text) + 0 : raw;
}

const decimals = (n: number): number => {
  const [digits = "", exponent = "0"] = String(n).toLowerCase().split("e");
  return Math.max(0, (digits.split(".")[1]?.length ?? 0) - Number(exponent));
};

/** Whether the number is a whole multiple of the step, as both are written. */
export function isOnStep(value: number, step: number): boolean {
  const scale = 10 ** Math.max(decimals(value), decimals(step));
  return Math.round(value * scale) % Math.round(step * scale) === 0;
}

/** Why this cannot be submitted. */
export function problemOf(question: QuestionOut, value: Json | undefined): string | undefined {
  if (value === undefined) return "Give a number.";
  if (typeof value !== "number") {
    const hasComma = typeof value === "string" && value.includes(",");
    return hasComma ? "Write decimals with a point: 1.5." : "This is no number.";
  }
  const { min, max, step } = limitsOf(question);
  if (min !== undefined && value < min) return `The least is ${min}.`;
  if (max !== undefined && value > max) return `The most is ${max}.`;
  if (Math.abs(value) > Number.MAX_SAFE_INTEGER) return "This number is too large.";
  if (step === undefined || isOnStep(value, step)) return undefined;
  return step === 1 ? "Give a whole number." : `Give a multiple of ${step}.`;
}

/** The number so many steps on, on the step and within the bounds. */
export function stepped(question: QuestionOut, value: Json | undefined, by: number): number {
  const { min, max, step = 1 } = limitsOf(question);
  const digits = decimals(step);
  const start = typeof value === "number" ? value : Math.max(0, min ?? 0) - by * step;
  const places = start / step;
  const on = by > 0 ? Math.floor(places + 1e-9) : Math.ceil(places - 1e-9);
  const next = Number(((on + by) * step).toFixed(digits));
  return Math.min(max ?? next, Math.max(min ?? next, next)) + 0;
}

/** A number with its unit. */
export function spelled(question: QuestionOut, value: Json): string {
  const { unit } = limitsOf(question);
  return unit === "" ? String(value) : `${value} ${unit}`;
}

/** What may be given, in a few words; nothing where all numbers may. */
export function bounds(question: QuestionOut): string {
  const { min, max, step } = limitsOf(question);
  const range =
    min !== undefined && max !== undefined
      ? `${min} to ${max}`
      : min !== undefined
        ? `${min} or more`
        : max !== undefined
          ? `${max} or less`
          : "";
  if (step === undefined) return range;
  const steps = step === 1 ? "whole numbers" : `steps of ${step}`;
  return range === "" ? steps : `${range}, ${steps}`;
}
