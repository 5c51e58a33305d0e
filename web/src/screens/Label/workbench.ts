/** The labeling bench: what lies on it, what was just put away, and how answers leave it. No React. */
import type { Outbox } from "../../api/outbox";
import type { Kind, Session } from "../../kinds/types";
import type {
  Ask,
  GuidelineOut,
  Handout,
  Mine,
  MineRow,
  QuestionOut,
  Suggestion,
  Work,
} from "../../model/api.gen";
import { ActiveClock } from "../../state/clock";
import { draftKey, dropDraft, type KeptDraft, saveDraft } from "../../state/drafts";
import { AnswerEditor, type Completed, type Part } from "../../state/editor";
import { type HandoutState, Handouts } from "../../state/handout";
import { draftsBefore, draftsOf, merged, remember, valuesOf } from "../../state/history";
import { newId } from "../../state/ids";
import type { Json } from "../../state/json";
import { aboutItem, type Reason, submissionOf } from "./submission";

const FLASH_MS = 250;
const SAVE_MS = 150;
const RENEW_EVERY_MS = 60_000;

/** One thing that can be answered: a question, or the second choice of somebody unsure. */
export interface Slot {
  readonly question: QuestionOut;
  readonly part: Part;
}

/** The item on the table. past: it was submitted before and has been opened again. */
export interface Open {
  readonly work: Work;
  readonly guideline: GuidelineOut;
  readonly editor: AnswerEditor;
  readonly clock: ActiveClock;
  readonly past: MineRow | undefined;
}

export interface BenchState {
  readonly open: Open | undefined;
  readonly active: Slot | undefined;
  readonly isFlashing: boolean;
  /** Why the answer was not submitted just now. */
  readonly problem: string | undefined;
  readonly history: readonly MineRow[];
  /** What the history is read by: the guideline of the last item that lay here, or the newest. */
  readonly guideline: GuidelineOut | undefined;
  readonly handouts: HandoutState;
  readonly trouble: unknown;
  /** Counts every change, also those inside the editor. */
  readonly version: number;
}

export interface BenchOptions {
  project: string;
  person: string;
  outbox: Outbox;
  kindOf: (name: string) => Kind;
  ask: (body: Ask) => Promise<Handout>;
  guideline: (version: number) => Promise<GuidelineOut>;
  mine: () => Promise<Mine>;
  giveBack: (assignments: string[]) => Promise<void>;
  drafts: Map<string, KeptDraft>;
  now: () => number;
}

export class Workbench {
  state: BenchState;
  readonly #options: BenchOptions;
  readonly #handouts: Handouts;
  readonly #guidelines = new Map<number, GuidelineOut>();
  readonly #sessions = new Map<string, Session>();
  readonly #listeners = new Set<() => void>();
  readonly #stops: (() => void)[] = [];
  #cursor: string | null = null;
  /** The question answered last, if the keys then went on to the next one by themselves. */
  #justAnswered: QuestionOut | undefined;
  #flash: ReturnType<typeof setTimeout> | undefined;
  #saving: ReturnType<typeof setTimeout> | undefined;

  constructor(options: BenchOptions) {
    this.#options = options;
    this.#handouts = new Handouts({
      ask: options.ask,
      pending: () =>
        options.outbox.state.waiting
          .filter((entry) => entry.project === options.project)
          .map((entry) => entry.submission.assignment),
      now: options.now,
    });
    this.state = {
      open: undefined,
      active: undefined,
      isFlashing: false,
      problem: undefined,
      history: [],
      guideline: undefined,
      handouts: this.#handouts.state,
      trouble: undefined,
      version: 0,
    };
  }

  /** Fetch work and one's own last answers; item: open that one of them first. */
  async start(item: string | null): Promise<void> {
    const { outbox } = this.#options;
    this.#stops.push(this.#handouts.subscribe(() => this.#onHandouts()));
    this.#stops.push(outbox.subscribe(() => this.#onOutbox()));
    const timer = setInterval(() => {
      if (document.visibilityState === "visible")
        void this.#handouts.fill({ force: this.state.handouts.works.length === 0 });
    }, RENEW_EVERY_MS);
    this.#stops.push(() => clearInterval(timer));
    const filled = this.#handouts.fill();
    await this.#loadHistory();
    if (item !== null) {
      await filled;
      this.reopen(item);
    }
    await filled;
  }

  dispose(): void {
    this.#leave();
    for (const stop of this.#stops) stop();
    const ahead = this.state.handouts.works.slice(1).map((work) => work.assignment);
    if (ahead.length > 0) this.#options.giveBack(ahead).catch(() => undefined); // the leases run out by themselves
  }

  subscribe = (listener: () => void): (() => void) => {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  };

  /** The newest version of the guideline, as another part of the page has it. */
  hear(version: number): void {
    this.#handouts.hear(version);
  }

  retry(): void {
    this.#set({ trouble: undefined });
    void this.#handouts.fill({ force: true });
    void this.#show();
  }

  // what can be answered ------------------------------------------------------------------------------------------

  /** Every slot of the item on the table, in order. */
  slots(): Slot[] {
    const { open } = this.state;
    return (open?.editor.questions ?? []).flatMap((question): Slot[] => {
      const { unsure } = open?.editor.draft(question.key) ?? {};
      const value: Slot = { question, part: "value" };
      return unsure && question.units === "given" ? [value, { question, part: "second" }] : [value];
    });
  }

  sessionOf(slot: Slot): Session {
    const { open } = this.state;
    if (!open) throw new Error("There is no item on the table.");
    const key = `${slot.question.key} ${slot.part}`;
    const known = this.#sessions.get(key);
    if (known) return known;
    const kind = this.#options.kindOf(slot.question.kind);
    const session = kind.open(open.editor.handle(slot.question, slot.part));
    session.subscribe(() => this.#set({}));
    this.#sessions.set(key, session);
    return session;
  }

  /** What draws lots for this person on that item. */
  seedOf(item: string): string {
    return `${this.#options.person} ${item}`;
  }

  select(slot: Slot): void {
    this.#justAnswered = undefined;
    if (!isSameSlot(slot, this.state.active)) this.#set({ active: slot, problem: undefined });
  }

  /** Go to the slot before or after, round and round. */
  step(by: 1 | -1): void {
    const slots = this.slots();
    const at = slots.findIndex((slot) => isSameSlot(slot, this.state.active));
    const next = slots[(at + by + slots.length) % slots.length];
    if (next) this.select(next);
  }

  /** What "unsure" speaks of: the question just answered, until another is chosen; else the one at hand. */
  get doubted(): QuestionOut | undefined {
    return this.#justAnswered ?? this.state.active?.question;
  }

  toggleUnsure(): void {
    const { open } = this.state;
    const question = this.doubted;
    if (!open || !question) return;
    this.#stopFlash();
    const { key } = question;
    const { unsure, value } = open.editor.draft(key);
    open.editor.change(key, unsure ? { unsure: false, second: undefined } : { unsure: true });
    const part = !unsure && value !== undefined && question.units === "given" ? "second" : "value";
    this.select({ question, part });
  }

  // suggestions ---------------------------------------------------------------------------------------------------

  /** Another's answer to start from, while the question is answered for the first time. */
  suggestionFor(question: QuestionOut): Suggestion | undefined {
    const { open } = this.state;
    return open && !open.past ? open.work.suggestions?.[question.key] : undefined;
  }

  /** Give the suggestion to the question at hand as one's own answer, and go on. */
  takeSuggestion(): void {
    const { open, active } = this.state;
    const given = active && this.suggestionFor(active.question);
    if (!open || !given) return;
    open.editor.change(active.question.key, { value: given.value as Json });
    const slots = this.slots();
    const next = slots[slots.findIndex((slot) => isSameSlot(slot, active)) + 1];
    if (next) this.select(next);
    else this.submit();
  }

  /** Answer the question at hand without what it began with. */
  clearSuggestion(): void {
    const { open, active } = this.state;
    if (open && active && this.canClearSuggestion)
      open.editor.change(active.question.key, { value: undefined });
  }

  get canTakeSuggestion(): boolean {
    const { active } = this.state;
    return active !== undefined && this.suggestionFor(active.question) !== undefined;
  }

  get canClearSuggestion(): boolean {
    const { open, active } = this.state;
    return this.canTakeSuggestion && open?.editor.draft(active?.question.key ?? "").value !== undefined;
  }

  /** Lay suggestions where answers begin. What one key decides begins empty: to agree is as much work as to differ. */
  #begin(open: Open): void {
    for (const slot of this.slots()) {
      const given = this.suggestionFor(slot.question);
      if (given && slot.part === "value" && !this.sessionOf(slot).isDirect)
        open.editor.begin(slot.question.key, given.value as Json);
    }
  }

  note(text: string): void {
    const { open, active } = this.state;
    if (open && active) open.editor.change(active.question.key, { note: text }, "note");
  }

  // submitting ----------------------------------------------------------------------------------------------------

  submit(): void {
    const { open } = this.state;
    if (!open) return;
    this.#stopFlash();
    if (open.past && !open.editor.isChanged) {
      this.present();
      return;
    }
    const fault = this.#fault();
    if (fault) this.#set({ active: fault.slot, problem: fault.text });
    else this.#send(open);
  }

  /** Answer every question of the item with a reason for no answer. */
  skip(reason: Reason): void {
    const { open } = this.state;
    this.#stopFlash();
    if (open) this.#send(open, reason);
  }

  #fault(): { slot: Slot; text: string } | undefined {
    const { open } = this.state;
    for (const slot of this.slots()) {
      const value = open?.editor.draft(slot.question.key)[slot.part];
      const mayBeLeft = slot.part === "second" || !slot.question.required;
      if (value === undefined && mayBeLeft) continue;
      const text = this.sessionOf(slot).problem();
      if (text !== undefined) return { slot, text };
    }
    return undefined;
  }

  #send(open: Open, reason?: Reason): void {
    const { project, person, outbox, drafts, now } = this.#options;
    const submission = submissionOf({
      id: newId(),
      person,
      work: open.work,
      drafts: open.editor.drafts(),
      questions: open.editor.questions,
      reason,
      duration_ms: Math.min(open.clock.elapsed(now()), 86_400_000),
      newId,
    });
    const { item, assignment } = open.work;
    const kept = outbox.add(project, submission.submission, aboutItem(item));
    kept
      .then(() => dropDraft(draftKey(person, project, item.id)))
      .catch((error) => this.#set({ trouble: error }));
    clearTimeout(this.#saving);
    this.#saving = undefined;
    drafts.delete(item.id);
    const row: MineRow = {
      submission: submission.submission.id,
      item,
      assignment,
      at: new Date(now()).toISOString(),
      own: submission.own,
    };
    this.#cursor = null;
    this.#close();
    this.#set({ history: remember(this.state.history, row) });
    if (this.#handouts.state.works.some((work) => work.assignment === assignment))
      this.#handouts.drop(assignment);
    else void this.#show();
    void this.#handouts.fill();
  }

  // looking back --------------------------------------------------------------------------------------------------

  undo(): void {
    const { open } = this.state;
    this.#stopFlash();
    if (open?.editor.canUndo) open.editor.undo();
    else this.back();
  }

  redo(): void {
    const { open } = this.state;
    if (open?.editor.canRedo) open.editor.redo();
    else this.forward();
  }

  get canGoBack(): boolean {
    return this.#place() > 0;
  }

  get canGoForward(): boolean {
    return this.#cursor !== null;
  }

  back(): void {
    const row = this.state.history[this.#place() - 1];
    if (row) this.reopen(row.item.id);
  }

  forward(): void {
    if (this.#cursor === null) return;
    const row = this.state.history[this.#place() + 1];
    if (row) this.reopen(row.item.id);
    else this.present();
  }

  /** Put the item that was answered before on the table again; says whether it is among one's own. */
  reopen(item: string): boolean {
    if (!this.state.history.some((row) => row.item.id === item)) return false;
    this.#cursor = item;
    void this.#show();
    return true;
  }

  /** Whether what lies on the table was answered before, and that answer is stored. */
  get canTakeBack(): boolean {
    const { past } = this.state.open ?? {};
    const { waiting } = this.#options.outbox.state;
    return past !== undefined && !waiting.some((entry) => entry.id === past.submission);
  }

  /** An answer was taken back: it leaves the table and the strip, and its item may come again. */
  forget(row: MineRow): void {
    this.#options.drafts.delete(row.item.id);
    this.#cursor = null;
    this.#close(); // not put aside: nothing of it is kept
    this.#set({ history: this.state.history.filter((each) => each.submission !== row.submission) });
    void this.#show();
    void this.#handouts.fill({ force: true });
  }

  /** An answer that was taken back counts again. */
  recall(row: MineRow): void {
    this.#set({ history: remember(this.state.history, row) });
    void this.#handouts.fill({ force: true });
  }

  /** Back to the item that waits for its first answer. */
  present(): void {
    this.#cursor = null;
    void this.#show();
  }

  /** The place in the history of what lies on the table; its end for the present item. */
  #place(): number {
    const at = this.state.history.findIndex((row) => row.item.id === this.#cursor);
    return at < 0 ? this.state.history.length : at;
  }

  async #loadHistory(): Promise<void> {
    try {
      const { rows } = await this.#options.mine();
      this.#set({ history: merged(rows, this.state.history) });
    } catch {
      // Without it one cannot look back beyond this page; the strip shows what there is, and answering goes on.
    }
  }

  // the item on the table -----------------------------------------------------------------------------------------

  async #show(): Promise<void> {
    const past = this.state.history.find((row) => row.item.id === this.#cursor);
    const version = this.state.handouts.version;
    const first = this.#handouts.first();
    const work = past && version !== null ? workOf(past, version) : first;
    const { open } = this.state;
    if (open && work?.item.id === open.work.item.id && open.past?.submission === past?.submission) return;
    this.#leave();
    if (!work) {
      this.#set({ active: undefined });
      return this.#readHistory();
    }
    const known = this.#guidelines.get(work.guideline_version);
    if (known) return this.#lay(work, known, past);
    try {
      const guideline = await this.#options.guideline(work.guideline_version);
      this.#guidelines.set(guideline.version, guideline);
      return await this.#show();
    } catch (error) {
      this.#set({ trouble: error });
    }
  }

  /** Where nothing lies on the table, the guideline is still needed to say what the last answers were. */
  async #readHistory(): Promise<void> {
    const { version } = this.state.handouts;
    if (this.state.guideline || version === null || this.state.history.length === 0) return;
    try {
      this.#set({ guideline: await this.#options.guideline(version) });
    } catch {
      // the strip stays without colours; opening an answer will tell what is wrong
    }
  }

  #lay(work: Work, guideline: GuidelineOut, past: MineRow | undefined): void {
    const { drafts, now } = this.#options;
    const draft = drafts.get(work.item.id);
    const isSameVersion = draft?.guideline_version === guideline.version;
    const { history } = this.state;
    const before = past ? history[this.#place() - 1] : history.at(-1);
    const editor = new AnswerEditor({
      item: work.item,
      questions: guideline.questions,
      start: draftsOf(work.own),
      drafts: { ...draftsBefore(work.own), ...(isSameVersion ? draft?.drafts : {}) },
      previous: valuesOf(before?.own),
      seed: this.seedOf(work.item.id),
      onDone: (question, part, how) => this.#onDone(question, part, how),
    });
    const clock = new ActiveClock(now(), draft?.spent_ms ?? 0);
    const open: Open = { work, guideline, editor, clock, past };
    const [question] = guideline.questions;
    this.#justAnswered = undefined;
    this.#set({
      open,
      guideline,
      active: question && { question, part: "value" },
      problem: undefined,
      isFlashing: false,
      trouble: undefined,
    });
    this.#begin(open);
    editor.subscribe(() => this.#onEdit());
  }

  /** Put the item aside: what was begun on it is kept. */
  #leave(): void {
    const { open } = this.state;
    if (open && (open.editor.isChanged || !open.past)) {
      this.#keep(open);
      if (open.editor.isChanged) this.#saveNow(open);
    }
    this.#close();
  }

  #close(): void {
    this.#stopFlash();
    for (const session of this.#sessions.values()) session.dispose();
    this.#sessions.clear();
    this.state = { ...this.state, open: undefined };
  }

  #onDone(question: string, part: Part, how: Completed): void {
    const { open } = this.state;
    if (!open) return;
    const slots = this.slots();
    const at = slots.findIndex((slot) => slot.question.key === question && slot.part === part);
    const isOpen = (slot: Slot) => open.editor.draft(slot.question.key)[slot.part] === undefined;
    const next = slots.slice(at + 1).find(isOpen);
    if (next) {
      this.select(next);
      this.#justAnswered = slots[at]?.question;
      this.#set({});
    } else if (how.isEnter) this.submit();
    else if (open.editor.questions.length === 1 && !how.isOpen) this.#startFlash();
  }

  #onEdit(): void {
    const { open } = this.state;
    if (!open) return;
    this.#justAnswered = undefined;
    this.#set({ problem: undefined });
    this.#keep(open);
    this.#saving ??= setTimeout(() => this.#saveNow(open), SAVE_MS);
  }

  #keep(open: Open): void {
    const { person, project, drafts, now } = this.#options;
    drafts.set(open.work.item.id, {
      key: draftKey(person, project, open.work.item.id),
      guideline_version: open.guideline.version,
      drafts: open.editor.isChanged ? open.editor.drafts() : {},
      spent_ms: open.past ? 0 : open.clock.elapsed(now()),
    });
  }

  #saveNow(open: Open): void {
    clearTimeout(this.#saving);
    this.#saving = undefined;
    const draft = this.#options.drafts.get(open.work.item.id);
    if (draft) saveDraft(draft).catch((error: unknown) => this.#set({ trouble: error }));
  }

  /** A quarter of a second in which what was chosen shows, and may still be changed. */
  #startFlash(): void {
    clearTimeout(this.#flash);
    this.#flash = setTimeout(() => this.submit(), FLASH_MS);
    this.#set({ isFlashing: true });
  }

  #stopFlash(): void {
    clearTimeout(this.#flash);
    this.#flash = undefined;
    if (this.state.isFlashing) this.#set({ isFlashing: false });
  }

  #onHandouts(): void {
    this.#set({ handouts: this.#handouts.state });
    void this.#show();
  }

  /** When the last answers have arrived and the table is empty, there may be more work. */
  #onOutbox(): void {
    const { works, done } = this.state.handouts;
    const isDrained = this.#options.outbox.state.waiting.length === 0;
    if (isDrained && works.length === 0 && done === null && !this.#handouts.state.error)
      void this.#handouts.fill();
  }

  #set(part: Partial<BenchState>): void {
    this.state = { ...this.state, ...part, version: this.state.version + 1 };
    for (const listener of [...this.#listeners]) listener();
  }
}

export const isSameSlot = (a: Slot, b: Slot | undefined): boolean =>
  a.question.key === b?.question.key && a.part === b.part;

/** An answered item as work again, under the present guideline. */
function workOf(row: MineRow, version: number): Work {
  const { assignment, item, own } = row;
  return { assignment, item, own, guideline_version: version, lease_until: null, purpose: "label" };
}
