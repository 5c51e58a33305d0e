/** What the progress page says in words. */
import type { FatigueOut, ForecastOut, MeasuredOut } from "../../model/api.gen";
import { counted, duration, fixed, percent, thin } from "../../ui/num";

/** A day as the reader's language writes it: `Fri 4 Oct`. */
export const dayName = (iso: string, locale?: string): string =>
  new Date(`${iso}T12:00:00`).toLocaleDateString(locale, {
    weekday: "short",
    day: "numeric",
    month: "short",
  });

const dateName = (iso: string, locale?: string): string =>
  new Date(`${iso}T12:00:00`).toLocaleDateString(locale, { day: "numeric", month: "long", year: "numeric" });

/** When the last answer comes, with its range and what that rests on; or why nobody can say. */
export function forecastSentence(forecast: ForecastOut, locale?: string): string {
  const { n_left, end, low, high } = forecast;
  const left = n_left > 0 ? `${counted(n_left, "answer is", "answers are")} still wanted. ` : "";
  if (end === null || low === null) return left + forecast.undefined;
  const range =
    high === null
      ? `not before ${dateName(low, locale)}, and nobody can say how late`
      : `nine in ten chances that it is from ${dateName(low, locale)} to ${dateName(high, locale)}`;
  return `${left}The last comes about ${dateName(end, locale)}; ${range}.`;
}

/** What the forecast rests on. */
export function forecastBasis(forecast: ForecastOut): string {
  if (forecast.end === null) return "";
  const pace = thin(Number(forecast.per_day.toFixed(1)));
  return `Drawn from the last ${counted(forecast.n_days, "day")}, ${thin(forecast.n_working)} of them with answers: ${pace} a day.`;
}

/** A median with its quartiles: `3.2 s (2.1 s to 5.0 s)`. */
export function spread(quartiles: readonly number[] | null): string {
  if (quartiles === null) return "–";
  const [low = 0, middle = 0, high = 0] = quartiles;
  return `${duration(middle)} (${duration(low)} to ${duration(high)})`;
}

/** An hour as a clock shows it: `09:00`. */
export const hourName = (hour: number): string => `${String(hour).padStart(2, "0")}:00`;

/** A class of positions in a sitting: `11 to 25`, `401 and on`. */
export function classOf({ begins, ends }: Pick<FatigueOut, "begins" | "ends">): string {
  return ends === null ? `${thin(begins)} and on` : `${thin(begins)} to ${thin(ends)}`;
}

/** A share with its interval: `2 % (1 % to 4 %)`. */
export function shareText(found: MeasuredOut): string {
  if (found.value === null) return "–";
  const { low, high } = found;
  return low === null || high === null
    ? percent(found.value)
    : `${percent(found.value)} (${percent(low)} to ${percent(high)})`;
}

/** A ratio to the usual time: `1.08 (1.02 to 1.14)`. */
export function ratioText(found: MeasuredOut): string {
  if (found.value === null) return "–";
  const { low, high } = found;
  const value = fixed(found.value, 2);
  return low === null || high === null ? value : `${value} (${fixed(low, 2)} to ${fixed(high, 2)})`;
}
