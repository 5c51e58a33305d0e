/** Segments of one recording while they are being marked: selection, gesture, play head and what comes of them. No React. */
import { Deck } from "../../audio/deck";
import { SPEEDS } from "../../audio/transport";
import { Signal } from "../../canvas/signal";
import type { Command } from "../../keys/commands";
import { clamp } from "../../model/geometry";
import { clock, type Stretch } from "../../model/sound";
import { newId } from "../../state/ids";
import { attributeCommands } from "../parts/attributeCommands";
import {
  type Attribute,
  type AttributeValues,
  attributesOf,
  saidNow,
  withAttribute,
  wordsOf,
} from "../parts/attributes";
import { withThing } from "../parts/objectLists";
import type { AnswerHandle, Session } from "../types";
import { segmentCommands } from "./commands";
import { type AudioField, audioField } from "./field";
import { advance, type Gesture, type GestureEvent, IDLE, type Plan } from "./gesture";
import { SegmentHand } from "./hand";
import {
  between,
  changed,
  copied,
  describe,
  type Edge,
  faultsOf,
  freeAt,
  heir,
  inTime,
  isLongEnough,
  moved,
  neighbour,
  type Rule,
  readSegments,
  resized,
  rivalsOf,
  roomOf,
  ruleOf,
  type Segment,
  without,
  writeSegments,
} from "./kernel";
import { SegmentLabels } from "./labels";
import {
  rememberedLabel,
  rememberedSpectrum,
  rememberedSpeed,
  rememberLabel,
  rememberSpectrum,
  rememberSpeed,
} from "./memory";
import { SegmentScene } from "./scene";
import { exposeForTests } from "./testing";
import { countOf, HOW } from "./words";

/** What was last said to the person: read out, and shown for a moment over the wave where `isHint`. */
export interface Message {
  readonly text: string;
  readonly isHint: boolean;
  readonly number: number;
}

/** chosen: picked by the person, so that keys change it; one just marked is selected but not chosen. */
export interface Selection {
  readonly id: string;
  readonly isChosen: boolean;
}

const SLOP = 4; // CSS pixels that a click may stray

export class SegmentSession implements Session {
  readonly audio: AudioField | undefined;
  readonly deck: Deck | undefined;
  readonly labels: SegmentLabels;
  readonly hand: SegmentHand;
  readonly rule: Rule;
  readonly hasTranscript: boolean;
  readonly attributes: readonly Attribute[];
  readonly own: readonly Command[];
  readonly commands: readonly Command[];
  /** Emits when something that the panel or the tools show has changed. */
  readonly changed = new Signal();
  /** Emits when the play head or the camera moves: too often for drawing the whole panel again. */
  readonly moved = new Signal();
  /** Emits when a transcript is to be written: the panel puts the cursor into it. */
  readonly writing = new Signal();
  label: string | undefined;
  selection: Selection | undefined;
  hovered: string | undefined;
  gesture: Gesture = IDLE;
  /** Where the segment begins that `out` will end. */
  begun: number | undefined;
  /** A stretch that still needs its label. */
  pending: Stretch | undefined;
  isHidden = false;
  message: Message = { text: "", isHint: false, number: 0 };
  private parsed: { readonly value: unknown; readonly segments: readonly Segment[] } | undefined;
  private wasBroken = false;
  private readonly endings: (() => void)[] = [];

  constructor(readonly handle: AnswerHandle) {
    const { item, question } = handle;
    this.audio = audioField(item, question);
    this.rule = ruleOf(question, this.audio?.duration ?? 0);
    this.hasTranscript = question.options.transcript === true;
    this.attributes = attributesOf(question);
    this.label = rememberedLabel(question);
    this.labels = new SegmentLabels(handle, this);
    this.hand = new SegmentHand(this);
    if (this.audio) this.deck = this.makeDeck(this.audio);
    this.own = segmentCommands(this);
    const others = [...this.labels.commands, ...this.own];
    this.commands = [...others, ...attributeCommands(this, others)];
    this.endings.push(
      handle.subscribe(() => this.valueChanged()),
      exposeForTests(this),
    );
  }

  /** In the order in which they were made. */
  get segments(): readonly Segment[] {
    const value = this.handle.value();
    if (!this.parsed || this.parsed.value !== value) this.parsed = { value, segments: readSegments(value) };
    return this.parsed.segments;
  }

  get selected(): Segment | undefined {
    return this.segment(this.selection?.id);
  }

  /** The selected segment, if the person picked it: then keys change it. */
  get chosen(): Segment | undefined {
    return this.selection?.isChosen ? this.selected : undefined;
  }

  get isBroken(): boolean {
    return this.deck?.transport.isBroken ?? false;
  }

  get head(): number {
    return this.deck?.transport.time ?? 0;
  }

  /** Why segments cannot be sent as they stand, by id. */
  get faults(): ReadonlyMap<string, string> {
    const known = new Set(this.handle.question.labels.map((label) => label.key));
    return faultsOf(this.segments, known, this.rule, this.attributes);
  }

  segment(id: string | undefined): Segment | undefined {
    return id === undefined ? undefined : this.segments.find((each) => each.id === id);
  }

  titleOf(label: string): string {
    return this.handle.question.labels.find((each) => each.key === label)?.title ?? label;
  }

  // ── the session as screens know it ───────────────────────────────────────────────────────────────────────────

  problem(): string | undefined {
    if (!this.audio) return "This item has no recording to mark. Skip it and say why.";
    if (this.isBroken) return "The recording cannot be played. Skip the item and say why.";
    if (this.pending) return "Give the marked stretch its label first.";
    if (this.begun !== undefined) return "A segment is begun: O ends it, Escape drops it.";
    const faults = [...this.faults.values()];
    const first = faults[0];
    if (first !== undefined)
      return faults.length === 1
        ? `One segment: ${first}`
        : `${faults.length} segments cannot be sent. ${first}`;
    return this.handle.value() === undefined ? "Mark a segment, or choose Nothing here." : undefined;
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
    for (const end of this.endings) end();
    this.labels.dispose();
    this.deck?.dispose();
  }

  // ── hearing ──────────────────────────────────────────────────────────────────────────────────────────────────

  togglePlay(): void {
    const transport = this.deck?.transport;
    if (transport?.isPlaying) transport.pause();
    else transport?.play();
  }

  playSelected(): void {
    const { selected } = this;
    if (!selected) return;
    this.deck?.reveal(selected);
    this.deck?.transport.playPart(selected);
  }

  toggleLoop(): void {
    const transport = this.deck?.transport;
    if (!transport) return;
    if (transport.loop) {
      transport.pause();
      transport.follow(undefined);
      this.say("Loop ended.", false);
    } else if (this.selected) {
      transport.playPart(this.selected, true);
      this.say("Looping.", false);
    }
    this.show();
  }

  changeSpeed(step: 1 | -1): void {
    const transport = this.deck?.transport;
    if (!transport) return;
    const at = clamp(SPEEDS.indexOf(transport.speed) + step, 0, SPEEDS.length - 1);
    transport.speed = SPEEDS[at] ?? 1;
    rememberSpeed(transport.speed);
    this.say(`Speed ${transport.speed}.`, false);
    this.show();
  }

  /** Move the play head, and see it. */
  seek(time: number): void {
    this.deck?.transport.seek(time);
    this.deck?.reveal({ start: this.head, end: this.head });
    this.say(clock(this.head, 3), false);
  }

  toggleSpectrum(): void {
    if (!this.deck) return;
    this.deck.showsSpectrum = !this.deck.showsSpectrum;
    rememberSpectrum(this.deck.showsSpectrum);
    this.say(this.deck.showsSpectrum ? "Pitches shown." : "Pitches hidden.", false);
    this.show();
  }

  // ── marking ──────────────────────────────────────────────────────────────────────────────────────────────────

  /** Take one event of the hand to the gesture, and carry out what comes of it. */
  gestureEvent(event: GestureEvent): void {
    if (!this.deck || this.isBroken) return;
    const before = this.gesture;
    const { gesture, plan } = advance(before, event, {
      ...this.rule,
      slop: SLOP * this.deck.view.perPx,
    });
    this.gesture = gesture;
    if (gesture.phase !== before.phase) this.phaseChanged();
    if (plan) this.carryOut(plan);
    this.deck.invalidate();
  }

  /** The free stretch in which a press there may work. */
  roomFor(time: number, grip: { id: string; part: Stretch } | undefined): Stretch | undefined {
    const { overlap, duration } = this.rule;
    if (!grip) return freeAt(time, rivalsOf(this.segments, this.label, undefined, overlap), duration);
    const label = this.segment(grip.id)?.label;
    return roomOf(grip.part, rivalsOf(this.segments, label, grip.id, overlap), duration);
  }

  /** I: the chosen segment begins at the play head; without one, a new segment does. */
  markIn(): void {
    const { chosen, head } = this;
    if (chosen) {
      this.takeEdge(chosen, "start", head);
      return;
    }
    if (!this.roomFor(head, undefined)) {
      this.say("This time is taken by another segment.");
      return;
    }
    this.select(undefined, false);
    this.pending = undefined;
    this.begun = head;
    this.isHidden = false;
    this.say(`Begins at ${clock(head, 3)}. O ends it.`);
    this.show();
  }

  /** O: the chosen segment ends at the play head, or the one that was begun does. */
  markOut(): void {
    const { chosen, head, begun } = this;
    if (begun !== undefined) {
      const room = this.roomFor(begun, undefined) ?? { start: begun, end: begun };
      const part = between(begun, clamp(head, room.start, room.end), this.rule);
      if (!isLongEnough(part, this.rule.minSize)) {
        this.tooShort();
        return;
      }
      this.begun = undefined;
      this.add(part);
    } else if (chosen) this.takeEdge(chosen, "end", head);
    else this.say("Press I where the segment begins.");
    this.show();
  }

  /** Arrow keys: an edge of the selected segment. */
  nudge(edge: Edge, by: number): void {
    const { selected } = this;
    if (selected) this.takeEdge(selected, edge, selected[edge] + by, `${edge}:${selected.id}`);
  }

  /** The whole selected segment. */
  shift(by: number): void {
    const { selected } = this;
    if (!selected) return;
    const room = this.roomFor(selected.start, { id: selected.id, part: selected }) ?? selected;
    this.alter(selected, moved(selected, by, this.rule, room), `move:${selected.id}`);
  }

  /** Back one level: gesture, begun segment, unlabeled stretch, selection. */
  escape(): void {
    if (this.gesture.phase !== "idle") this.gestureEvent({ type: "cancel" });
    else if (this.begun !== undefined) this.begun = undefined;
    else if (this.pending) this.pending = undefined;
    else this.selection = undefined;
    this.say("", false);
    this.show();
  }

  canEscape(): boolean {
    return this.gesture.phase !== "idle" || this.begun !== undefined || !!this.pending || !!this.selection;
  }

  // ── segments ─────────────────────────────────────────────────────────────────────────────────────────────────

  /** withHead: the play head goes to its start, so that playing lets it be heard. */
  select(id: string | undefined, withHead = true): void {
    const segment = this.segment(id);
    this.selection = segment && { id: segment.id, isChosen: true };
    if (segment) {
      this.begun = undefined;
      if (withHead && !this.deck?.transport.isPlaying) this.deck?.transport.seek(segment.start);
      this.deck?.reveal(segment);
      this.say(`${this.inWords(segment)}. Selected.`, false);
    }
    this.show();
  }

  walk(step: 1 | -1): void {
    this.select(neighbour(this.segments, this.selection?.id, step, this.head));
  }

  hover(id: string | undefined): void {
    if (id === this.hovered) return;
    this.hovered = id;
    this.deck?.invalidate();
    this.changed.emit();
  }

  remove(id: string | undefined): void {
    const segment = this.segment(id);
    if (!segment) return;
    const wasSelected = this.selection?.id === id;
    const next = wasSelected ? heir(this.segments, segment.id) : undefined;
    this.put(without(this.segments, segment.id));
    // not chosen: a label key after a deletion is meant for the next segment
    if (wasSelected) this.selection = next === undefined ? undefined : { id: next, isChosen: false };
    this.say(`${this.titleOf(segment.label)} deleted. ${countOf(this.segments.length)}.`, false);
    this.show();
  }

  /** A copy after the selected segment, where there is room. */
  duplicate(): void {
    const { selected } = this;
    if (!selected) return;
    const length = selected.end - selected.start;
    const rivals = rivalsOf(this.segments, selected.label, undefined, this.rule.overlap);
    const room = freeAt(selected.end, rivals, this.rule.duration);
    const end = Math.min(selected.end + length, room?.end ?? 0);
    const part = between(selected.end, Math.max(end, selected.end), this.rule);
    if (!isLongEnough(part, this.rule.minSize)) {
      this.say("There is no room after it.");
      return;
    }
    const { label, attributes } = selected;
    const copy: Segment = { id: newId(), label, ...part, ...(attributes ? { attributes } : {}) };
    this.put([...this.segments, copy]);
    this.select(copy.id);
  }

  canCopyPrevious(): boolean {
    return Array.isArray(this.handle.previous()) && readSegments(this.handle.previous()).length > 0;
  }

  /** Add the segments of the item before as new ones, without their transcripts. */
  copyPrevious(): void {
    const known = new Set(this.handle.question.labels.map((label) => label.key));
    const copies = copied(readSegments(this.handle.previous()), this.segments, known, this.rule, newId);
    if (copies.length) this.put([...this.segments, ...copies]);
    this.selection = undefined;
    this.say(
      copies.length ? `${countOf(copies.length)} copied from the item before.` : "None of them fits here.",
    );
    this.show();
  }

  toggleHidden(): void {
    this.isHidden = !this.isHidden;
    this.say(this.isHidden ? "Segments hidden. H shows them." : "Segments shown.");
    this.show();
  }

  write(id: string, text: string): void {
    this.put(changed(this.segments, id, { text }), `text:${id}`);
  }

  /** T: the cursor goes into the transcript of the selected segment, or of the first. */
  startWriting(): void {
    if (!this.selected) this.walk(1);
    if (this.selected) this.writing.emit();
  }

  // ── labels (what SegmentLabels asks for) ─────────────────────────────────────────────────────────────────────

  chosenLabel(): string | undefined {
    return this.chosen?.label ?? this.label;
  }

  /** Relabel the chosen segment, label the pending one, or choose the label of those to come. */
  takeLabel(label: string): void {
    const { chosen, pending } = this;
    if (chosen && this.gesture.phase === "idle") {
      this.relabel(chosen, label);
      this.show();
      return;
    }
    this.label = label;
    rememberLabel(this.handle.question, label);
    if (pending) this.add(pending);
    else {
      this.selection = undefined;
      this.say(`${this.titleOf(label)}: for the next segment.`, false);
    }
    this.show();
  }

  isNothing(): boolean {
    return this.handle.value() !== undefined && this.segments.length === 0;
  }

  toggleNothing(): void {
    if (this.segments.length) {
      this.say("There are segments here. Delete them first.");
      return;
    }
    this.abandon();
    this.pending = undefined;
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
    this.put(withThing(this.segments, withAttribute(selected, key, value)));
    this.say(saidNow(this.attributes, key, value, this.titleOf(selected.label)), false);
    this.show();
  }

  /** A segment with all that is said of it but for its transcript. */
  inWords(segment: Segment): string {
    const said = wordsOf(this.attributes, segment.attributes);
    return [describe(this.titleOf(segment.label), segment), said].filter(Boolean).join(", ");
  }

  // ── inside ───────────────────────────────────────────────────────────────────────────────────────────────────

  say(text: string, isHint = true): void {
    this.message = { text, isHint, number: this.message.number + 1 };
    this.changed.emit();
  }

  /** Draw everything again. */
  show(): void {
    this.deck?.invalidate();
    this.changed.emit();
    this.labels.refresh();
  }

  private makeDeck(audio: AudioField): Deck {
    const deck = new Deck(audio, new SegmentScene(this), this.hand);
    deck.showsSpectrum = rememberedSpectrum();
    deck.transport.speed = rememberedSpeed();
    deck.onChange = () => {
      this.moved.emit();
      if (this.isBroken === this.wasBroken) return;
      this.wasBroken = this.isBroken;
      this.show();
    };
    return deck;
  }

  private put(segments: readonly Segment[], merge?: string): void {
    this.handle.set(writeSegments(segments), merge === undefined ? {} : { merge });
  }

  private carryOut(plan: Plan): void {
    if (plan.do === "add") this.add(plan.part);
    else if (plan.do === "change") this.put(changed(this.segments, plan.id, plan.part));
    else if (plan.do === "click") this.clicked(plan.id, plan.at);
    else if (plan.do === "taken") this.say("This time is taken by another segment.");
    else this.tooShort();
    this.show();
  }

  private clicked(id: string | undefined, at: number): void {
    const isIdle = id === undefined && !this.selection && this.begun === undefined;
    this.deck?.transport.seek(at);
    if (this.begun !== undefined) return; // the play head alone moves: O will end it there
    this.select(id, false);
    if (isIdle && this.segments.length === 0) this.say(HOW);
  }

  private add(part: Stretch): void {
    this.isHidden = false;
    if (this.label === undefined) {
      this.pending = part;
      this.selection = undefined;
      this.say("Which label? Press its key.");
      return;
    }
    this.pending = undefined;
    const segment: Segment = { id: newId(), label: this.label, ...part };
    this.put([...this.segments, segment]);
    this.selection = { id: segment.id, isChosen: false };
    this.say(`${describe(this.titleOf(segment.label), segment)}. Marked.`, false);
  }

  private takeEdge(segment: Segment, edge: Edge, to: number, merge?: string): void {
    const room = this.roomFor(segment.start, { id: segment.id, part: segment }) ?? segment;
    this.alter(segment, resized(segment, edge, to, this.rule, room), merge);
  }

  private alter(segment: Segment, part: Stretch, merge?: string): void {
    this.put(changed(this.segments, segment.id, part), merge);
    this.deck?.reveal(part);
    this.say(describe(this.titleOf(segment.label), part), false);
    this.show();
  }

  private relabel(segment: Segment, label: string): void {
    const clashes = rivalsOf(this.segments, label, segment.id, this.rule.overlap).some(
      (each) => each.start < segment.end && segment.start < each.end,
    );
    if (clashes && label !== segment.label) {
      this.say(`It would overlap another ${this.titleOf(label)}.`);
      return;
    }
    if (segment.label !== label) this.put(changed(this.segments, segment.id, { label }));
    this.say(`Now ${this.titleOf(label)}.`, false);
  }

  private tooShort(): void {
    this.say(`Too short: a segment is at least ${this.rule.minSize} s long.`);
  }

  private abandon(): void {
    this.begun = undefined;
    if (this.gesture.phase !== "idle") this.gestureEvent({ type: "cancel" });
  }

  /** A new segment takes the selection's handles away; one that is held is the selected one. */
  private phaseChanged(): void {
    const { gesture } = this;
    if (gesture.phase === "moving" || gesture.phase === "resizing") {
      if (this.selection?.id !== gesture.id) this.selection = { id: gesture.id, isChosen: true };
    } else if (gesture.phase === "drawing") {
      this.selection = undefined;
      this.pending = undefined;
      this.begun = undefined;
    }
    this.show();
  }

  /** Also when undo or another part of the screen changed the value. */
  private valueChanged(): void {
    if (this.selection && !this.selected) this.selection = undefined;
    if (this.hovered !== undefined && !this.segment(this.hovered)) this.hovered = undefined;
    const { gesture } = this;
    if ((gesture.phase === "moving" || gesture.phase === "resizing") && !this.segment(gesture.id))
      this.gesture = IDLE;
    if (this.deck?.transport.loop) this.deck.transport.follow(this.selected);
    this.deck?.invalidate();
    this.changed.emit();
  }

  /** The segments in the order of time, with their numbers from 1. */
  numbered(): readonly { readonly segment: Segment; readonly number: number }[] {
    return inTime(this.segments).map((segment, at) => ({ segment, number: at + 1 }));
  }
}
