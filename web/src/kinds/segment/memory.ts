/** What stays from item to item: the label of the next segment, and (in this browser) speed and spectrogram. */
import { SPEEDS } from "../../audio/transport";
import { keepInMind, recall } from "../../state/remembered";
import type { QuestionOut } from "../types";

const SPEED = "segment-speed";
const SPECTRUM = "segment-spectrum";
const labels = new Map<string, string>(); // question → label

export function rememberLabel(question: QuestionOut, label: string): void {
  labels.set(question.key, label);
}

/** The label last chosen, or the only one there is; none must be guessed. */
export function rememberedLabel(question: QuestionOut): string | undefined {
  const known = question.labels.map((label) => label.key);
  const last = labels.get(question.key);
  if (last !== undefined && known.includes(last)) return last;
  return known.length === 1 ? known[0] : undefined;
}

export const rememberSpeed = (speed: number): void => keepInMind(SPEED, String(speed));

export function rememberedSpeed(): number {
  const stored = Number(recall(SPEED));
  return SPEEDS.includes(stored) ? stored : 1;
}

export const rememberSpectrum = (isShown: boolean): void => keepInMind(SPECTRUM, isShown ? "on" : "off");

export const rememberedSpectrum = (): boolean => recall(SPECTRUM) !== "off";
