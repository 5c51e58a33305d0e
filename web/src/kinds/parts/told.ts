/** How a question is answered, in a few words made of its options. Pure. */
import type { QuestionOut } from "../types";

type Asked = Pick<QuestionOut, "options">;

/** The parts that are said, one after the other. */
export const joined = (...parts: readonly (string | false)[]): string =>
  parts.filter((each) => each !== false && each !== "").join(", ");

/** `at least 3 px wide and high`, where the option says so. */
export const atLeast = (
  { options }: Asked,
  name: string,
  what: (least: number) => string,
): string | false => {
  const least = options[name];
  return typeof least === "number" && what(least);
};
