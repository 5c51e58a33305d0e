/** Spans on one text while they are being marked: what is picked, selection, gesture and what comes of them. No React. */

import { Signal } from "../../canvas/signal";
import type { Command } from "../../keys/commands";
import { Offsets } from "../../model/offsets";
import { newId } from "../../state/ids";
import { relationLabels } from "../../state/labels";
import { attributeCommands } from "../parts/attributeCommands";
import {
  type Attribute,
  type AttributeValues,
  attributesOf,
  saidNow,
  withAttribute,
  wordsOf,
} from "../parts/attributes";
import type { AnswerHandle, LabelOut, Session } from "../types";
import { spanCommands } from "./commands";
import { type TextField, textField } from "./field";
import { advance, type Gesture, type GestureEvent, IDLE, type Plan, reach } from "./gesture";
import {
  type Answer,
  clashing,
  type Edge,
  type Faults,
  faultsOf,
  heir,
  idsOf,
  neighbour,
  type Overlap,
  type Range,
  type Relation,
  readAnswer,
  type Span,
  spansAt,
  twin,
  type Unit,
  without,
  withRelation,
  withSpan,
  writeAnswer,
} from "./kernel";
import { SpanLabels } from "./labels";
import { rememberedLabel, rememberLabel } from "./memory";
import { countOf, excerpt, relationText } from "./said";
import { isRightToLeft, paragraphAt, Words } from "./words";

/** What was last said to the person: read out, and shown for a moment under the text where `isHint`. */
export interface Message {
  readonly text: string;
  readonly isHint: boolean;
  readonly number: number;
}

/** What only the drawn text knows. */
export interface Surface {
  /** The place a line up or down, or at an end of the line. */
  line(at: number, way: Line): number | undefined;
  firstVisible(): number;
  reveal(range: Range): void;
  focus(): void;
}

export type Line = "up" | "down" | "home" | "end";

/** A relation that is being made. to: the span that would be its other end just now. */
export interface Relating {
  readonly from: string;
  readonly to: string | undefined;
}

export class SpanSession implements Session {
  readonly field: TextField | undefined;
  readonly offsets: Offsets;
  readonly words: Words;
  readonly relationLabels: readonly LabelOut[];
  readonly attributes: readonly Attribute[];
  readonly labels: SpanLabels;
  readonly own: readonly Command[];
  readonly commands: readonly Command[];
  readonly changed = new Signal();
  /** Emits when another span is under the pointer: too often for drawing everything again. */
  readonly hoverChanged = new Signal();
  surface: Surface | undefined;
  /** The label held: what is picked is marked with it at once. */
  label: string | undefined;
  /** The span or relation selected. isFresh: just marked with the held label, so that a label key is for the next. */
  selection: string | undefined;
  isFresh = false;
  edge: Edge = "end";
  /** Where the keys stand in the text, and from where they pick. */
  caret: number | undefined;
  anchor: number | undefined;
  picked: Range | undefined;
  gesture: Gesture = IDLE;
  relating: Relating | undefined;
  hovered: string | undefined;
  isHidden = false;
  message: Message = { text: "", isHint: false, number: 0 };
  private parsed:
    | { readonly value: unknown; readonly answer: Answer; readonly faults: Faults | undefined }
    | undefined;
  private readonly stop: () => void;

  constructor(readonly handle: AnswerHandle) {
    this.field = textField(handle.item, handle.question);
    this.offsets = new Offsets(this.text);
    this.words = new Words(
      this.text,
      this.option<Unit>("unit", ["word", "token", "character"]),
      this.tokens(),
    );
    this.relationLabels = relationLabels(handle.question);
    this.attributes = attributesOf(handle.question);
    this.label = rememberedLabel(handle.question);
    this.labels = new SpanLabels(handle, this);
    this.own = spanCommands(this);
    const others = [...this.labels.commands.map((command) => this.rerouted(command)), ...this.own];
    this.commands = [...others, ...attributeCommands(this, others)];
    this.stop = handle.subscribe(() => this.valueChanged());
  }

  get text(): string {
    return this.field?.text ?? "";
  }

  get answer(): Answer {
    return this.read().answer;
  }

  /** Objects that cannot be sent as they are, and why. */
  get faults(): Faults | undefined {
    return this.read().faults;
  }

  get overlap(): Overlap {
    return this.option<Overlap>("overlap", ["any", "nested", "none"]);
  }

  get selected(): Span | undefined {
    return this.span(this.selection);
  }

  get selectedRelation(): Relation | undefined {
    return this.answer.relations.find(({ id }) => id === this.selection);
  }

  /** Whether the digits are labels of relations just now. */
  get isRelating(): boolean {
    return this.relating !== undefined || this.selectedRelation !== undefined;
  }

  get isInText(): boolean {
    return (
      this.caret !== undefined || this.picked !== undefined || (this.selected !== undefined && !this.isFresh)
    );
  }

  span(id: string | undefined): Span | undefined {
    return id === undefined ? undefined : this.answer.spans.find((span) => span.id === id);
  }

  titleOf(label: string): string {
    const all = [...this.handle.question.labels, ...this.relationLabels];
    return all.find((each) => each.key === label)?.title ?? label;
  }

  /** A span in words: "Person: Ana Vega, doubtful". */
  describe(span: Span): string {
    const words = `${this.titleOf(span.label)}: ${excerpt(this.text, span)}`;
    return [words, wordsOf(this.attributes, span.attributes)].filter(Boolean).join(", ");
  }

  describeRelation(relation: Relation): string {
    return relationText(relation, this.titleOf(relation.label), this.answer, this.text);
  }

  /** What is picked just now, also while the hand is still at it. */
  get shownPick(): Range | undefined {
    const { gesture } = this;
    if (gesture.phase !== "picking") return this.picked;
    return this.words.snap(reach(gesture.from, gesture.to), gesture.isExact);
  }

  /** The spans as they look just now, also while a boundary is being moved. */
  get shownSpans(): readonly Span[] {
    if (this.isHidden) return [];
    const { gesture } = this;
    const { spans } = this.answer;
    if (gesture.phase !== "resizing") return spans;
    return spans.map((span) =>
      span.id === gesture.id ? this.resized(span, gesture.edge, gesture.to, gesture.isExact) : span,
    );
  }

  // ── the session as screens know it ───────────────────────────────────────────────────────────────────────────

  problem(): string | undefined {
    if (!this.field) return "This item shows no text to mark. Skip it and say why.";
    if (this.faults) return this.faults.why;
    return this.handle.value() === undefined ? "Mark a span, or choose Nothing here." : undefined;
  }

  focusLabel(): string | undefined {
    return this.labels.focusLabel();
  }

  readonly subscribe = (listener: () => void): (() => void) => {
    const stops = [this.changed.subscribe(listener), this.labels.subscribe(listener)];
    return () => {
      for (const stop of stops) stop();
    };
  };

  dispose(): void {
    this.stop();
    this.labels.dispose();
    this.surface = undefined;
  }

  // ── the hand ─────────────────────────────────────────────────────────────────────────────────────────────────

  gestureEvent(event: GestureEvent): void {
    if (!this.field) return;
    const before = this.shownKey();
    const { gesture, plan } = advance(this.gesture, event);
    this.gesture = gesture;
    if (gesture.phase === "picking") {
      this.selection = undefined;
      this.picked = undefined;
      this.caret = undefined;
    } else if (gesture.phase === "resizing") {
      this.selection = gesture.id;
      this.edge = gesture.edge;
      this.isFresh = false;
    }
    if (plan) this.carryOut(plan);
    if (plan || this.shownKey() !== before) this.show();
  }

  /** Changes whenever the hand changed what is shown: a move within one word changes nothing. */
  private shownKey(): string {
    const { gesture } = this;
    const held =
      gesture.phase === "resizing" ? this.shownSpans.find(({ id }) => id === gesture.id) : undefined;
    const pick = this.shownPick;
    return `${gesture.phase} ${pick?.start} ${pick?.end} ${held?.start} ${held?.end}`;
  }

  private carryOut(plan: Plan): void {
    if (plan.do === "pick") this.pick(this.words.snap(plan.range, plan.isExact));
    else if (plan.do === "click") this.clicked(plan.at, plan.ids);
    else {
      const span = this.span(plan.id);
      if (span) this.change(span, this.resized(span, plan.edge, plan.to, plan.isExact), "");
    }
  }

  /** Take a piece: it is marked at once where a label is held, and waits for its label where none is. */
  pick(range: Range | undefined): void {
    this.caret = undefined;
    this.anchor = undefined;
    if (!range) {
      this.picked = undefined;
      this.say("There are only blanks.");
      return;
    }
    this.isHidden = false;
    this.selection = undefined;
    this.picked = range;
    if (this.label !== undefined) this.mark(this.label, true);
    else this.say(`“${excerpt(this.text, range)}”. Which label? Press its key.`);
  }

  /** A click goes to the innermost span, the next one to the span round it, and so on. */
  private clicked(at: number, ids: readonly string[]): void {
    const under = spansAt(this.answer.spans, ids);
    const now = under.findIndex(({ id }) => id === this.selection);
    const next = under[(now + 1) % Math.max(under.length, 1)];
    this.picked = undefined;
    this.anchor = undefined;
    if (this.relating && next) {
      this.aimAt(next.id);
      if (this.relationLabels.length === 1) this.joinTarget();
      return;
    }
    this.relating = undefined;
    if (next) this.select(next.id);
    else {
      this.selection = undefined;
      this.caret = at;
    }
  }

  // ── the keys in the text ─────────────────────────────────────────────────────────────────────────────────────

  arrow(way: "left" | "right", how: { isExtending?: boolean; isExact?: boolean }): void {
    const { selected, isFresh } = this;
    if (selected && !isFresh && !this.picked && how.isExtending) {
      this.moveEdge(selected, way, how.isExact);
      return;
    }
    const from = this.standing();
    const forwards = this.forwards(way, from.at);
    const isLeaving = !how.isExtending && from.other !== undefined;
    // without Shift, the caret first goes to that end of what was picked or selected
    const ends = isLeaving ? [from.at, from.other ?? from.at] : [];
    const to = isLeaving
      ? forwards > 0
        ? Math.max(...ends)
        : Math.min(...ends)
      : this.words.step(from.at, forwards, how.isExact);
    this.moveCaret(to, how.isExtending === true, from.at);
  }

  /** Over blanks, at which no span begins or ends, it goes on. */
  private moveEdge(span: Span, way: "left" | "right", isExact = false): void {
    const { edge } = this;
    let at = span[edge];
    for (;;) {
      const to = this.words.step(at, this.forwards(way, at), isExact);
      const moved = this.withEdge(span, edge, to);
      const isBeyond = edge === "end" ? to <= span.start : to >= span.end;
      if (moved[edge] !== span[edge] || isBeyond || to === at) {
        this.change(span, moved, `edge:${span.id}:${edge}`);
        return;
      }
      at = to;
    }
  }

  line(way: Line, isExtending: boolean): void {
    const from = this.standing().at;
    const to = this.surface?.line(from, way);
    if (to !== undefined) this.moveCaret(to, isExtending, from);
  }

  /** Where the keys begin: at the caret, at what is picked or selected, else at the first text in view. */
  private standing(): { at: number; other?: number | undefined } {
    if (this.caret !== undefined) {
      const isPicking = this.anchor !== undefined && this.anchor !== this.caret;
      return isPicking ? { at: this.caret, other: this.anchor } : { at: this.caret };
    }
    const range = this.picked ?? this.selected;
    if (range) return { at: range.end, other: range.start };
    return { at: this.surface?.firstVisible() ?? 0 };
  }

  private moveCaret(to: number, isExtending: boolean, from: number): void {
    this.selection = undefined;
    const pickedFrom = this.picked && this.caret === undefined ? this.picked.start : undefined;
    this.anchor = isExtending ? (this.anchor ?? pickedFrom ?? from) : undefined;
    this.caret = to;
    const { anchor } = this;
    const range =
      anchor === undefined || anchor === to
        ? undefined
        : { start: Math.min(anchor, to), end: Math.max(anchor, to) };
    this.picked = range && this.words.trim(range);
    this.surface?.reveal({ start: to, end: to });
    if (this.picked) this.say(`“${excerpt(this.text, this.picked)}” picked.`, false);
    else {
      const here = this.words.at(to) ?? this.words.at(Math.max(0, to - 1));
      this.say(here ? excerpt(this.text, here) : "", false);
    }
    this.show();
  }

  /** Left is back, but forth where the paragraph is read from the right. */
  private forwards(way: "left" | "right", at: number): 1 | -1 {
    const { paragraphs } = this.words;
    const { start, end } = paragraphs[paragraphAt(paragraphs, at)] ?? { start: 0, end: 0 };
    const isTurned = isRightToLeft(this.text.slice(start, Math.min(end, start + 2000)));
    return (way === "right") !== isTurned ? 1 : -1;
  }

  // ── spans ────────────────────────────────────────────────────────────────────────────────────────────────────

  select(id: string | undefined): void {
    const span = this.span(id);
    const relation = this.answer.relations.find((each) => each.id === id);
    this.selection = span?.id ?? relation?.id;
    this.isFresh = false;
    this.relating = undefined;
    this.picked = undefined;
    this.caret = undefined;
    this.anchor = undefined;
    this.edge = "end";
    if (span) {
      this.surface?.reveal(span);
      this.say(`${this.describe(span)}. Selected.`, false);
    } else if (relation) {
      const start = this.span(relation.from);
      if (start) this.surface?.reveal(start);
      this.say(`${this.describeRelation(relation)}. Selected.`, false);
    }
    this.show();
  }

  /** From a list: the other end where a relation is being made, else the selection. */
  choose(id: string): void {
    if (!this.relating) this.select(id);
    else if (this.span(id)) this.aimAt(id);
  }

  walk(step: 1 | -1): void {
    if (this.relating) {
      const others = this.answer.spans.map(({ id }) => id).filter((id) => id !== this.relating?.from);
      this.aimAt(neighbour(others, this.relating.to ?? this.nearest(this.relating.from, step), step));
      return;
    }
    this.select(neighbour(idsOf(this.answer), this.selection ?? this.before(step), step));
  }

  /** Where the keys stand in the text, comma and full stop go on from there. */
  private before(step: 1 | -1): string | undefined {
    const { caret } = this;
    if (caret === undefined) return undefined;
    const { spans } = this.answer;
    const at = spans.findIndex(({ start }) => start >= caret);
    if (at < 0) return step > 0 ? spans.at(-1)?.id : undefined;
    return spans[step > 0 ? at - 1 : at]?.id;
  }

  /** For a first step from a span to its neighbours: the one on the other side of where it stands. */
  private nearest(from: string, step: 1 | -1): string | undefined {
    const ids = this.answer.spans.map(({ id }) => id);
    return ids[ids.indexOf(from) - step];
  }

  hover(id: string | undefined): void {
    if (id === this.hovered) return;
    this.hovered = id;
    this.hoverChanged.emit();
  }

  remove(id: string | undefined): void {
    if (id === undefined) return;
    const span = this.span(id);
    const relation = this.answer.relations.find((each) => each.id === id);
    const title = this.titleOf(span?.label ?? relation?.label ?? "");
    const next = this.selection === id ? heir(idsOf(this.answer), id) : undefined;
    this.put(without(this.answer, id));
    this.selection = next !== undefined && this.has(next) ? next : undefined;
    this.isFresh = true; // a label key after a deletion is meant for the next span
    this.say(`${title} deleted. ${countOf(this.answer.spans.length)}.`, false);
    this.show();
  }

  /** The other boundary is the one that keys move. */
  turn(): void {
    this.edge = this.edge === "end" ? "start" : "end";
    this.isFresh = false;
    this.say(this.edge === "end" ? "Shift and arrows move the end." : "Shift and arrows move the beginning.");
    this.show();
  }

  toggleHidden(): void {
    this.isHidden = !this.isHidden;
    this.say(this.isHidden ? "Spans hidden. H shows them." : "Spans shown.");
    this.show();
  }

  /** Back one level: gesture, relation, what is picked, selection, the caret. */
  escape(): void {
    if (this.gesture.phase !== "idle") this.gesture = IDLE;
    else if (this.relating) this.relating = undefined;
    else if (this.picked) {
      this.picked = undefined;
      this.anchor = undefined;
    } else if (this.selection !== undefined) this.selection = undefined;
    else if (this.caret !== undefined) this.caret = undefined;
    else this.hold(undefined);
    this.say("", false);
    this.show();
  }

  canEscape(): boolean {
    return (
      this.gesture.phase !== "idle" ||
      this.relating !== undefined ||
      this.picked !== undefined ||
      this.selection !== undefined ||
      this.caret !== undefined
    );
  }

  private resized(span: Span, edge: Edge, to: number, isExact: boolean): Span {
    const at = edge === "start" ? this.words.at(to, isExact)?.start : this.words.at(to - 1, isExact)?.end;
    return this.withEdge(span, edge, at ?? to);
  }

  /** The span with that boundary there, without blanks at it; as it was where nothing would be left. */
  private withEdge(span: Span, edge: Edge, to: number): Span {
    const range = { start: span.start, end: span.end, [edge]: to };
    const whole = range.start < range.end ? this.words.trim(range) : undefined;
    return whole ? { ...span, ...whole } : span;
  }

  private change(before: Span, after: Span, merge: string): void {
    if (before.start === after.start && before.end === after.end) return;
    if (this.isRefused(after)) return;
    this.put(withSpan(this.answer, after), merge);
    this.surface?.reveal({ start: after[this.edge], end: after[this.edge] });
    this.say(`${this.describe(after)}.`, false);
    this.show();
  }

  private mark(label: string, isHeld: boolean): void {
    const range = this.picked;
    if (!range) return;
    const span: Span = { id: newId(), label, ...range };
    const same = twin(this.answer.spans, span);
    if (same) {
      this.select(same.id);
      this.say("That is marked already.");
      return;
    }
    if (this.isRefused(span)) return;
    this.put(withSpan(this.answer, span));
    this.picked = undefined;
    this.anchor = undefined;
    this.selection = span.id;
    this.edge = "end";
    this.isFresh = isHeld;
    this.say(`${this.describe(span)}. Marked.`, false);
  }

  private isRefused(span: Span): boolean {
    const other = clashing(this.answer.spans, span, this.overlap);
    const same = twin(this.answer.spans, span);
    if (other) {
      const rule = this.overlap === "none" ? "Spans may not overlap here" : "Spans may not cross here";
      this.say(`${rule}: ${this.describe(other)} is in the way.`);
    } else if (same) this.say("That is marked already.");
    return other !== undefined || same !== undefined;
  }

  // ── relations ────────────────────────────────────────────────────────────────────────────────────────────────

  startRelation(): void {
    const span = this.selected;
    if (!span) return;
    this.relating = { from: span.id, to: undefined };
    this.picked = undefined;
    this.caret = undefined;
    this.say(`From ${excerpt(this.text, span)}: click the other span, or press comma and full stop.`);
    this.show();
  }

  /** Enter: with one label it is made, with several the label's key makes it. */
  joinTarget(): void {
    if (this.relationLabels.length === 1) this.takeRelationLabel(0);
    else this.say("Which relation? Press its key.");
  }

  /** The label at that place: for the relation being made, or for the one selected. */
  takeRelationLabel(place: number): void {
    const label = this.relationLabels[place]?.key;
    if (label === undefined) return;
    const { relating, selectedRelation } = this;
    if (relating) this.join(relating, label);
    else if (selectedRelation) this.relabelRelation(selectedRelation, label);
    this.show();
  }

  private join({ from, to }: Relating, label: string): void {
    if (to === undefined) {
      this.say("Choose the other span first: click it, or press comma and full stop.");
      return;
    }
    const { relations } = this.answer;
    const same = relations.find((each) => each.from === from && each.to === to && each.label === label);
    const relation = same ?? { id: newId(), label, from, to };
    if (!same) this.put(withRelation(this.answer, relation));
    this.relating = undefined;
    this.selection = from; // the next relation often begins where this one does
    this.isFresh = false;
    this.say(`${this.describeRelation(relation)}. ${same ? "It is there already." : "Related."}`, false);
  }

  private relabelRelation(relation: Relation, label: string): void {
    const { relations } = this.answer;
    const isThere = relations.some(
      (each) => each.from === relation.from && each.to === relation.to && each.label === label,
    );
    if (!isThere) this.put(withRelation(this.answer, { ...relation, label }));
    this.say(`Now ${this.titleOf(label)}.`, false);
  }

  private aimAt(id: string | undefined): void {
    const span = this.span(id);
    if (!this.relating || !span || span.id === this.relating.from) return;
    this.relating = { ...this.relating, to: span.id };
    this.surface?.reveal(span);
    const how = this.relationLabels.length === 1 ? "Enter relates them." : "Which relation? Press its key.";
    this.say(`To ${excerpt(this.text, span)}. ${how}`);
    this.show();
  }

  // ── labels (what SpanLabels asks for) ────────────────────────────────────────────────────────────────────────

  shownLabel(): string | undefined {
    return (this.isFresh ? undefined : this.selected?.label) ?? this.label;
  }

  /** Mark what is picked, relabel the selected span, or hold the label for what is picked next. */
  takeLabel(label: string): void {
    const { selected } = this;
    if (this.picked) this.mark(label, false);
    else if (selected && !this.isFresh) {
      const after = { ...selected, label };
      if (selected.label !== label && !this.isRefused(after)) {
        this.put(withSpan(this.answer, after));
        this.say(`Now ${this.titleOf(label)}.`, false);
      }
    } else this.hold(this.label === label ? undefined : label);
    this.show();
  }

  isNothing(): boolean {
    return this.handle.value() !== undefined && this.answer.spans.length === 0;
  }

  toggleNothing(): void {
    if (this.answer.spans.length) {
      this.say("There are spans here. Delete them first.");
      return;
    }
    this.picked = undefined;
    this.handle.set(this.isNothing() ? undefined : []);
    this.say(this.isNothing() ? "Nothing here." : "Not answered.", false);
    this.show();
  }

  // ── attributes (what their panel and keys ask for) ──────────────────────────────────────────────────────────

  attributesHere(): AttributeValues | undefined {
    return this.selected && (this.selected.attributes ?? {});
  }

  setAttribute(key: string, value: string | true | undefined): void {
    const { selected } = this;
    if (!selected) return;
    this.put(withSpan(this.answer, withAttribute(selected, key, value)));
    this.say(saidNow(this.attributes, key, value, this.titleOf(selected.label)), false);
    this.show();
  }

  // ── inside ───────────────────────────────────────────────────────────────────────────────────────────────────

  say(text: string, isHint = true): void {
    this.message = { text, isHint, number: this.message.number + 1 };
    this.changed.emit();
  }

  show(): void {
    this.changed.emit();
    this.labels.refresh();
  }

  private hold(label: string | undefined): void {
    this.label = label;
    rememberLabel(this.handle.question, label);
    this.selection = undefined;
    this.say(
      label === undefined
        ? "No label is held: pick text, then press a key."
        : `${this.titleOf(label)}: for each piece that you pick.`,
    );
  }

  private has(id: string): boolean {
    return idsOf(this.answer).includes(id);
  }

  private put(answer: Answer, merge = ""): void {
    this.handle.set(writeAnswer(answer, this.offsets), merge === "" ? {} : { merge });
  }

  /** Digits are labels of relations while one is made or selected. */
  private rerouted(command: Command): Command {
    const place = /^labels\.(\d+)$/.exec(command.id)?.[1];
    if (place === undefined || this.relationLabels.length === 0) return command;
    const run = () => (this.isRelating ? this.takeRelationLabel(Number(place) - 1) : command.run());
    return { ...command, run };
  }

  private read(): NonNullable<SpanSession["parsed"]> {
    const value = this.handle.value();
    if (!this.parsed || this.parsed.value !== value) {
      const answer = readAnswer(value, this.offsets, this.parsed?.answer);
      const labels = this.handle.question.labels.map(({ key }) => key);
      const faults = faultsOf(
        answer,
        labels,
        this.relationLabels.map(({ key }) => key),
        this.overlap,
        this.attributes,
      );
      this.parsed = { value, answer, faults };
    }
    return this.parsed;
  }

  private tokens(): readonly Range[] {
    const { tokens = [] } = this.field ?? {};
    return tokens.map(([start, end]) => ({
      start: this.offsets.toUnits(start),
      end: this.offsets.toUnits(end),
    }));
  }

  private option<Word extends string>(name: string, words: readonly [Word, ...Word[]]): Word {
    const given = this.handle.question.options[name];
    return words.find((word) => word === given) ?? words[0];
  }

  /** Also when undo or another part of the screen changed the value. */
  private valueChanged(): void {
    if (this.selection !== undefined && !this.has(this.selection)) this.selection = undefined;
    if (this.hovered !== undefined && !this.has(this.hovered)) this.hovered = undefined;
    const { relating, gesture } = this;
    if (relating && !(this.span(relating.from) && (relating.to === undefined || this.span(relating.to))))
      this.relating = undefined;
    if (gesture.phase === "resizing" && !this.span(gesture.id)) this.gesture = IDLE;
    this.changed.emit();
  }
}
