import type { QuestionOut } from "../../model/api.gen";
import { slotOf } from "../../model/slots";
import { titleOf as labelTitle } from "../../state/labels";
import { labelColour } from "../../ui/theme";

/**
 * The title of a label.
 *
 * "" is an object that somebody did not mark, `a + b` a set of labels chosen together, `a>b` two
 * things of which the first was ranked higher, `›A›B` a group.
 */
export function titleOf(question: QuestionOut, key: string): string {
  if (key === "") return "not marked";
  if (key.startsWith(GROUP)) return key.slice(GROUP.length).replaceAll(GROUP, ` ${GROUP} `);
  const title = (each: string) => labelTitle(question, each);
  const pair = key.split(PAIR);
  if (title(key) === undefined && pair.length === 2)
    return pair.map((each) => title(each) ?? each).join(" before ");
  return (
    title(key) ??
    key
      .split(SET)
      .map((each) => title(each) ?? each)
      .join(SET)
  );
}

const SET = " + ";
const PAIR = ">";
const GROUP = "›";

/** The colour of a label as a small square; hollow for what was not marked. */
export function Swatch({ question, label }: { question: QuestionOut; label: string }) {
  if (label.startsWith(GROUP) || label.includes(PAIR)) return null;
  const slot = slotOf(question, label);
  const style =
    slot !== undefined ? { background: labelColour(slot) } : { border: "1.5px dashed var(--ink-3)" };
  return <i className="swatch" style={style} aria-hidden />;
}
