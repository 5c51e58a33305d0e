/** What kinds share whose answers are lists of objects on a picture: selection, labels, attributes, "nothing here". */
import { Signal } from "../../canvas/signal";
import type { Viewer } from "../../canvas/viewer";
import type { Command } from "../../keys/commands";
import type { Point, Rect } from "../../model/geometry";
import { counted } from "../../ui/num";
import type { AnswerHandle, Json, Session } from "../types";
import { attributeCommands } from "./attributeCommands";
import {
  type Attribute,
  type AttributeValues,
  attributesOf,
  faultOf,
  saidNow,
  withAttribute,
  wordsOf,
} from "./attributes";
import { type ImageField, imageField } from "./imageField";
import { rememberedLabel, rememberLabel } from "./memory";
import { ObjectLabels } from "./ObjectLabels";
import { type DrawnObject, heir, neighbour, without, withThing } from "./objectLists";

/** What was last said to the person: read out, and shown for a moment over the picture where `isHint`. */
export interface Message {
  readonly text: string;
  readonly isHint: boolean;
  readonly number: number;
}

/** chosen: picked by the person, so that label keys relabel it; an object just drawn is selected but not chosen. */
export interface Selection {
  readonly id: string;
  readonly isChosen: boolean;
}

/** What an object is called, and the prefix of the ids of its commands. */
export interface Noun {
  readonly id: string;
  readonly one: string;
  readonly many: string;
}

export abstract class ObjectSession<Thing extends DrawnObject = DrawnObject> implements Session {
  abstract readonly viewer: Viewer | undefined;
  /** The commands on objects and the picture; `commands` has those of the labels too. */
  abstract readonly own: readonly Command[];
  abstract readonly commands: readonly Command[];
  readonly image: ImageField | undefined;
  readonly labels: ObjectLabels;
  readonly attributes: readonly Attribute[];
  /** Emits when something that the panel or the palette shows has changed. */
  readonly changed = new Signal();
  /** Emits when another object is under the pointer: too often for drawing the whole panel again. */
  readonly hoverChanged = new Signal();
  label: string | undefined;
  selection: Selection | undefined;
  hovered: string | undefined;
  /** Where the keys' crosshair stands, while somebody draws with them. */
  aim: Point | undefined;
  isHidden = false;
  isBroken = false;
  message: Message = { text: "", isHint: false, number: 0 };
  private parsed: { readonly value: unknown; readonly things: readonly Thing[] } | undefined;
  private readonly endings: (() => void)[] = [];

  constructor(
    readonly handle: AnswerHandle,
    readonly noun: Noun,
  ) {
    this.image = imageField(handle.item, handle.question);
    this.attributes = attributesOf(handle.question);
    this.label = rememberedLabel(handle.question);
    this.labels = new ObjectLabels(handle, this);
    this.atEnd(handle.subscribe(() => this.valueChanged()));
  }

  // ── what a kind says of its objects ──────────────────────────────────────────────────────────────────────────

  protected abstract read(value: Json | undefined): readonly Thing[];
  /** The value to send. No objects are no answer: an explicit "nothing here" is said by `[]` alone. */
  protected abstract write(things: readonly Thing[]): Json | undefined;
  abstract rectOf(thing: Thing): Rect;
  /** An object in words: "White cell, 231 by 199 at 40, 60". */
  abstract describe(thing: Thing): string;
  /** The same in short, at the end of its row. */
  abstract sizeOf(thing: Thing): string;
  /** What else a kind says in its row. */
  noteOf(_thing: Thing): string {
    return "";
  }
  protected abstract copyBeside(thing: Thing): Thing;
  /** Another answer's objects as new ones that fit on this picture. */
  protected abstract copiesOf(things: readonly Thing[]): readonly Thing[];
  /** Whether no gesture is under way. */
  abstract isIdle(): boolean;
  /** End what is under way as if it had not been. */
  protected abstract abandon(): void;
  /** A shape that still needs its label: whether there is one, to add it, to drop it. */
  abstract hasPending(): boolean;
  protected abstract addPending(): void;
  protected abstract dropPending(): void;
  /** After the value changed, also by undo: forget what is no longer there. */
  protected abstract forget(): void;

  // ── the session as screens know it ───────────────────────────────────────────────────────────────────────────

  get objects(): readonly Thing[] {
    const value = this.handle.value();
    if (!this.parsed || this.parsed.value !== value) this.parsed = { value, things: this.read(value) };
    return this.parsed.things;
  }

  get selected(): Thing | undefined {
    return this.find(this.selection?.id);
  }

  find(id: string | undefined): Thing | undefined {
    return id === undefined ? undefined : this.objects.find((thing) => thing.id === id);
  }

  titleOf(label: string): string {
    return this.handle.question.labels.find((each) => each.key === label)?.title ?? label;
  }

  countOf(n: number): string {
    return n === 0 ? `No ${this.noun.many}` : counted(n, this.noun.one, this.noun.many);
  }

  /** The objects that the answer cannot be sent with, to be shown. */
  faulty(): readonly Thing[] {
    const lost = this.lost();
    return lost.concat(
      this.objects.filter((thing) => !lost.includes(thing) && this.faultIn(thing) !== undefined),
    );
  }

  /** Why the server would refuse an object whose label is known, or undefined. */
  faultIn(thing: Thing): string | undefined {
    return faultOf(this.attributes, thing.attributes);
  }

  /** The objects whose label the guideline no longer has. */
  protected lost(): readonly Thing[] {
    const known = new Set(this.handle.question.labels.map((label) => label.key));
    return this.objects.filter((thing) => !known.has(thing.label));
  }

  problem(): string | undefined {
    if (!this.image) return "This item shows no picture to draw on. Skip it and say why.";
    if (this.isBroken) return "The picture cannot be shown. Skip the item and say why.";
    if (this.hasPending()) return `Give the drawn ${this.noun.one} its label first.`;
    const lost = this.lost().length;
    if (lost) {
      const have = lost === 1 ? `${this.noun.one} has a label` : `${this.noun.many} have labels`;
      return `${lost} ${have} that the guideline no longer has.`;
    }
    const [faulty] = this.faulty();
    if (faulty) {
      const name = `${this.noun.one.charAt(0).toUpperCase()}${this.noun.one.slice(1)}`;
      return `${name} ${this.objects.indexOf(faulty) + 1}: ${this.faultIn(faulty)}`;
    }
    return this.handle.value() === undefined ? `Draw a ${this.noun.one}, or choose Nothing here.` : undefined;
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
    this.viewer?.dispose();
  }

  // ── objects ──────────────────────────────────────────────────────────────────────────────────────────────────

  select(id: string | undefined): void {
    const thing = this.find(id);
    this.selection = thing && { id: thing.id, isChosen: true };
    this.aim = undefined;
    if (thing) {
      this.viewer?.reveal(this.rectOf(thing));
      this.say(`${this.inWords(thing)}. Selected.`, false);
    }
    this.show();
  }

  walk(step: 1 | -1): void {
    this.select(neighbour(this.objects, this.selection?.id, step));
  }

  hover(id: string | undefined): void {
    if (id === this.hovered) return;
    this.hovered = id;
    this.viewer?.invalidate("active");
    this.hoverChanged.emit();
  }

  remove(id: string | undefined): void {
    const thing = this.find(id);
    if (!thing) return;
    const wasSelected = this.selection?.id === id;
    const next = wasSelected ? heir(this.objects, thing.id) : undefined;
    this.put(without(this.objects, thing.id));
    // not chosen: a label key after a deletion is meant for the next object
    if (wasSelected) this.selection = next === undefined ? undefined : { id: next, isChosen: false };
    this.say(`${this.titleOf(thing.label)} deleted. ${this.countOf(this.objects.length)}.`, false);
    this.show();
  }

  /** What Delete takes away. */
  removeSelected(): void {
    this.remove(this.selection?.id);
  }

  duplicate(): void {
    const thing = this.selected;
    if (!thing) return;
    const copy = this.copyBeside(thing);
    this.put([...this.objects, copy]);
    this.select(copy.id);
  }

  canCopyPrevious(): boolean {
    const previous = this.handle.previous();
    return Array.isArray(previous) && previous.length > 0;
  }

  /** Add the objects of the item before as new ones. */
  copyPrevious(): void {
    const known = new Set(this.handle.question.labels.map((label) => label.key));
    const before = this.read(this.handle.previous()).filter((thing) => known.has(thing.label));
    const copies = this.copiesOf(before);
    if (copies.length) this.put([...this.objects, ...copies]);
    this.selection = undefined;
    this.say(
      copies.length
        ? `${this.countOf(copies.length)} copied from the item before.`
        : "None of them fits here.",
    );
    this.show();
  }

  toggleHidden(): void {
    this.isHidden = !this.isHidden;
    const { many } = this.noun;
    const name = many.charAt(0).toUpperCase() + many.slice(1);
    this.say(this.isHidden ? `${name} hidden. H shows them.` : `${name} shown.`);
    this.show();
  }

  // ── labels (what ObjectLabels asks for) ──────────────────────────────────────────────────────────────────────

  chosenLabel(): string | undefined {
    return (this.selection?.isChosen ? this.selected?.label : undefined) ?? this.label;
  }

  /** Relabel the chosen object, label the pending one, or choose the label of those to come. */
  takeLabel(label: string): void {
    const thing = this.selection?.isChosen ? this.selected : undefined;
    if (thing && this.isIdle()) {
      if (thing.label !== label) this.put(withThing(this.objects, { ...thing, label }));
      this.say(`Now ${this.titleOf(label)}.`, false);
      this.show();
      return;
    }
    this.label = label;
    rememberLabel(this.handle.question, label);
    if (this.hasPending()) this.addPending();
    else {
      if (this.selection && this.isIdle()) this.selection = undefined;
      this.say(`${this.titleOf(label)}: for the next ${this.noun.one}.`, false);
    }
    this.show();
  }

  isNothing(): boolean {
    return this.handle.value() !== undefined && this.objects.length === 0;
  }

  toggleNothing(): void {
    if (this.objects.length) {
      this.say(`There are ${this.noun.many} here. Delete them first.`);
      return;
    }
    this.abandon();
    this.dropPending();
    this.handle.set(this.isNothing() ? undefined : []);
    this.say(this.isNothing() ? "Nothing here." : "Not answered.", false);
    this.show();
  }

  // ── attributes (what the attributes' panel asks for) ─────────────────────────────────────────────────────────

  /** What is said of the selected object, if there is one to speak of. */
  attributesHere(): AttributeValues | undefined {
    const thing = this.selected;
    return thing && (thing.attributes ?? {});
  }

  setAttribute(key: string, value: string | true | undefined): void {
    const thing = this.selected;
    if (!thing) return;
    const changed = withAttribute(thing, key, value);
    this.put(withThing(this.objects, changed));
    this.say(saidNow(this.attributes, key, value, this.titleOf(thing.label)), false);
    this.show();
  }

  /** An object with all that is said of it. */
  inWords(thing: Thing): string {
    return [this.describe(thing), wordsOf(this.attributes, thing.attributes)].filter(Boolean).join(", ");
  }

  // ── for the kinds ────────────────────────────────────────────────────────────────────────────────────────────

  say(text: string, isHint = true): void {
    this.message = { text, isHint, number: this.message.number + 1 };
    this.changed.emit();
  }

  /** Draw everything again. */
  show(): void {
    this.viewer?.invalidate("settled", "active");
    this.changed.emit();
    this.labels.refresh();
  }

  setBroken(isBroken: boolean): void {
    if (isBroken === this.isBroken) return;
    this.isBroken = isBroken;
    this.show();
  }

  /** The commands of the labels, the kind's own and a key for each attribute. */
  protected allCommands(): readonly Command[] {
    const others = [...this.labels.commands, ...this.own];
    return [...others, ...attributeCommands(this, others)];
  }

  protected atEnd(ending: () => void): void {
    this.endings.push(ending);
  }

  protected put(things: readonly Thing[], merge?: string): void {
    const value = this.write(things);
    this.parsed = { value, things }; // what has not changed stays the same object
    this.handle.set(value, merge === undefined ? {} : { merge });
  }

  private valueChanged(): void {
    if (this.selection && !this.find(this.selection.id)) this.selection = undefined;
    if (this.hovered !== undefined && !this.find(this.hovered)) this.hovered = undefined;
    this.forget();
    this.viewer?.invalidate("settled", "active");
    this.changed.emit();
  }
}
