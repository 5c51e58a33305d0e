import type { Command } from "../../keys/commands";

const GROUP = "Adjudicate";
const REASON_GROUP = "Why did they differ?";
const MOST = 9;

export interface CaseActions {
  adopt(place: number): void;
  pickFocused(place: number): void;
  walk(step: number): void;
  edit(): void;
  unresolvable(): void;
  reasons(): void;
  write(): void;
  submit(): void;
  leave(): void;
  names(): void;
  second(): void;
  adoptRuling(place: number): void;
  queue(): void;
  reopen(): void;
}

interface CaseState {
  /** How many can be adopted whole, and how many answers an object can be taken from. */
  n: number;
  nAnswers: number;
  isFound: boolean;
  isBusy: boolean;
  /** The reasons have the keys: digits and arrows are theirs. */
  isChoosing: boolean;
  canReopen: boolean;
  /** Two rulings are to be settled; else a second opinion can be asked for, unless this is one. */
  isSettling: boolean;
  canAskSecond: boolean;
}

/** Default keys of the single commands; they can be rebound. */
export const KEYS = {
  next: ["ArrowDown", "ArrowRight"],
  previous: ["ArrowUp", "ArrowLeft"],
  edit: ["E"],
  unresolvable: ["X"],
  reason: ["R"],
  rationale: ["T"],
  rule: ["Enter", "Mod+Enter"],
  leave: ["Shift+Enter"],
  names: ["N"],
  second: ["S"],
  queue: ["Q", "Escape"],
  reopen: ["Mod+Z"],
} as const;

export type Named = keyof typeof KEYS;

/** What a button needs to print a command's key. */
export const keyed = (name: Named) => ({ id: `adjudicate.${name}`, keys: KEYS[name] });
export const adoptKey = (place: number) => ({
  id: `adjudicate.adopt.${place + 1}`,
  keys: [String(place + 1)],
});
export const reasonKey = (place: number) => ({
  id: `adjudicate.reason.${place + 1}`,
  keys: [String(place + 1)],
});
export const takeKey = (place: number) => ({
  id: `adjudicate.take.${place + 1}`,
  keys: [`Shift+${place + 1}`],
});

/** The first of two rulings that differ, and the second. */
export const rulingKey = (place: number) => ({
  id: `adjudicate.ruling.${place + 1}`,
  keys: [place === 0 ? "F" : "S"],
});

/** The commands of a case that is being ruled on. */
export function caseCommands(actions: CaseActions, state: CaseState): Command[] {
  const idle = () => !state.isBusy;
  const made = (key: { id: string; keys: readonly string[] }, title: string, run: () => void): Command => ({
    ...key,
    title,
    group: GROUP,
    run,
    enabled: idle,
  });
  const command = (name: Named, title: string, run: () => void) => made(keyed(name), title, run);
  const shared = (command: Command): Command => ({
    ...command,
    enabled: () => idle() && !state.isChoosing,
  });
  const digits = (n: number) => Array.from({ length: Math.min(n, MOST) }, (_, place) => place);
  return [
    ...digits(state.n).map((place) =>
      shared(made(adoptKey(place), `Adopt answer ${place + 1}`, () => actions.adopt(place))),
    ),
    ...(state.isFound
      ? [
          ...digits(state.nAnswers).map((place) =>
            shared(
              made(takeKey(place), `Take this object from answer ${place + 1}`, () =>
                actions.pickFocused(place),
              ),
            ),
          ),
          shared(command("next", "Next conflict", () => actions.walk(1))),
          shared(command("previous", "Conflict before", () => actions.walk(-1))),
        ]
      : []),
    command("edit", "Edit an own ruling", actions.edit),
    command("unresolvable", "Unresolvable", actions.unresolvable),
    command("reason", "Choose the reason", actions.reasons),
    command("rationale", "Write the rationale", actions.write),
    command("rule", "Rule and next", actions.submit),
    command("leave", "Leave it, next case", actions.leave),
    command("names", "Show or hide names", actions.names),
    ...(state.canAskSecond ? [command("second", "Ask for a second opinion, or not", actions.second)] : []),
    ...(state.isSettling
      ? [0, 1].map((place) =>
          made(rulingKey(place), `Adopt the ${place === 0 ? "first" : "second"} ruling`, () =>
            actions.adoptRuling(place),
          ),
        )
      : []),
    command("queue", "Back to the queue", actions.queue),
    ...(state.canReopen ? [command("reopen", "Open the last ruling again", actions.reopen)] : []),
  ];
}

/** The commands of the reasons while they have the keys. */
export function reasonCommands(
  titles: readonly string[],
  on: { choose(place: number): void; takeBack(): void },
): Command[] {
  return [
    ...titles.map((title, place) => ({
      ...reasonKey(place),
      title,
      group: REASON_GROUP,
      run: () => on.choose(place),
    })),
    {
      id: "adjudicate.reason.back",
      title: "Leave the reason as it was",
      keys: ["Escape"],
      group: REASON_GROUP,
      run: on.takeBack,
    },
  ];
}
