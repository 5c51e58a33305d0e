import { Popover } from "@mantine/core";
import { IconHelpCircle } from "@tabler/icons-react";

const WHATS: Record<string, string> = {
  percent:
    "The share of pairs of answers to the same item that are the same. It does not know how many would agree by chance.",
  alpha:
    "Agreement beyond chance, for any number of people and with gaps. 1 is perfect, 0 is what chance would give.",
  fleiss: "Agreement beyond chance for several people who label alike. 1 is perfect, 0 is chance.",
  cohen: "Agreement of two people beyond chance, each with their own habits. 1 is perfect, 0 is chance.",
  conger: "Fleiss' kappa with each person's own habits kept. It needs to know who gave which answer.",
  ac1: "Agreement beyond chance that stays steady when one label is rare. Seen beside alpha, it shows what prevalence does.",
  brennan:
    "Agreement beyond chance when every label is taken as equally likely. It depends on the declared labels.",
  f1: "Of all objects that either of two people marked, the share that both did. Chance plays no part in it.",
  iou: "Of the pixels that either of two people gave a label, the share that both did. Chance plays no part in it.",
  label:
    "Agreement on this label against all others together, beyond chance. The order draws uncertain values, mostly those of few uses, towards the others, so that bad luck does not stand first.",
};

const KEYS: readonly [RegExp, string][] = [
  [/percent|observed/, "percent"],
  [/alpha/, "alpha"],
  [/conger/, "conger"],
  [/fleiss|scott/, "fleiss"],
  [/cohen/, "cohen"],
  [/ac1|ac2|gwet/, "ac1"],
  [/brennan|prediger|bp/, "brennan"],
  [/iou/, "iou"],
  [/f1/, "f1"],
];

/** What a coefficient says in two sentences, if we know it. */
export const whatIs = (name: string): string | undefined =>
  WHATS[KEYS.find(([pattern]) => pattern.test(name.toLowerCase()))?.[1] ?? name];

/** A small question mark that explains a word. */
export function What({ name, title }: { name: string; title: string }) {
  const text = whatIs(name);
  if (text === undefined) return null;
  return (
    <Popover width={320} position="bottom-start" withinPortal trapFocus>
      <Popover.Target>
        <button type="button" className="what-button" aria-label={`What is ${title}?`}>
          <IconHelpCircle size={15} stroke={1.75} aria-hidden />
        </button>
      </Popover.Target>
      <Popover.Dropdown className="what-text" aria-label={title}>
        <p>{text}</p>
      </Popover.Dropdown>
    </Popover>
  );
}
