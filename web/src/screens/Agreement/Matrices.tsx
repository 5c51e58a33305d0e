import { useMemo, useState } from "react";
import { Link } from "wouter";
import type { QuestionOut } from "../../model/api.gen";
import { bandText } from "../../ui/Estimate";
import { Heatmap } from "../../ui/Heatmap";
import { counted, fixed, thin } from "../../ui/num";
import { blockOrder, confusability, mostConfused } from "./blocks";
import type { Door } from "./doors";
import { Swatch, titleOf } from "./Marks";
import type { Confusions, Level, Pair, People } from "./model";

interface Doors {
  open: Door | undefined;
  onOpen(door: Door): void;
}

/** Beyond so many rows a matrix takes the whole width. */
export const WIDE = 8;
const CROWDED = 16;
/** Of more labels, those are shown that are confused most. */
const MOST_SHOWN = 40;

/** Which label meets which on the same item; what is confused stands together. */
export function WhatWithWhat(
  props: Doors & {
    confusions: Confusions | null;
    levels: readonly Level[];
    question: QuestionOut;
    title: string;
    what: "pair" | "pixel";
  },
) {
  const { levels } = props;
  const isCrowd = (props.confusions?.labels.length ?? 0) > MOST_SHOWN;
  const [depth, setDepth] = useState(isCrowd && levels.length > 0 ? 1 : 0);
  const confusions = levels.find((each) => each.depth === depth)?.confusions ?? props.confusions;
  const few = useMemo(() => confusions && mostConfused(confusions, MOST_SHOWN), [confusions]);
  const labels = useMemo(() => ordered(few), [few]);
  const isWide = labels.length > WIDE;
  const nLeft = (confusions?.labels.length ?? 0) - labels.length;
  return (
    <section className={isWide ? "card" : "card is-half"}>
      <h2>What with what</h2>
      <p className="quiet">
        {props.title}
        {nLeft > 0 && `; the ${labels.length} most confused, ${thin(nLeft)} others left out`}
      </p>
      {levels.length > 0 && (
        <fieldset className="level-picks" aria-label="Read on the level of">
          {[...levels.map((each) => each.depth), 0].map((each) => (
            <button key={each} type="button" aria-pressed={each === depth} onClick={() => setDepth(each)}>
              {each === 0 ? "labels" : each === 1 ? "groups" : `groups, level ${each}`}
            </button>
          ))}
        </fieldset>
      )}
      {!few || labels.length === 0 ? (
        <p className="undefined-note">No two answers stand on the same item yet.</p>
      ) : (
        <Labelled {...props} confusions={few} labels={labels} />
      )}
    </section>
  );
}

/** Labels in an order in which blocks show; what was not marked comes last. */
function ordered(confusions: Confusions | null): string[] {
  if (!confusions) return [];
  const marked = confusions.labels.map((_, i) => i).filter((i) => confusions.labels[i] !== "");
  const counts = marked.map((i) => marked.map((j) => confusions.counts[i]?.[j] ?? 0));
  const order = blockOrder(confusability(counts)).map((place) => confusions.labels[marked[place] ?? 0] ?? "");
  return confusions.labels.includes("") ? [...order, ""] : order;
}

function Labelled(
  props: Doors & {
    confusions: Confusions;
    labels: readonly string[];
    question: QuestionOut;
    what: "pair" | "pixel";
  },
) {
  const { confusions, labels, question, open } = props;
  const count = (a: string, b: string) =>
    confusions.counts[confusions.labels.indexOf(a)]?.[confusions.labels.indexOf(b)] ?? 0;
  const most = Math.max(1, ...labels.flatMap((a) => labels.map((b) => (a === b ? 0 : count(a, b)))));
  const heads = labels.map((label) => ({
    key: label,
    title: titleOf(question, label),
    mark: <Swatch question={question} label={label} />,
  }));
  const cell = (row: number, column: number) => {
    const [a = "", b = ""] = [labels[row], labels[column]];
    if (a === "" && b === "") return null;
    const n = count(a, b);
    const names = `${titleOf(question, a)} with ${titleOf(question, b)}`;
    return {
      heat: a === b ? 0 : n / most,
      text: n === 0 ? "·" : short(n),
      name: `${names}: ${counted(n, props.what)}`,
    };
  };
  const at = (label: string) => labels.indexOf(label);
  return (
    <Heatmap
      caption="Pairs of labels on the same item"
      rows={heads}
      columns={heads}
      cell={cell}
      selected={open?.by === "cell" ? { row: at(open.a), column: at(open.b) } : undefined}
      onPick={(row, column) => props.onOpen({ by: "cell", a: labels[row] ?? "", b: labels[column] ?? "" })}
    />
  );
}

const ROOM = 100_000; // what a cell holds without spilling over

const short = (n: number): string =>
  n < ROOM ? thin(n) : n < 10 * ROOM ? `${thin(Math.round(n / 1000))}k` : `${fixed(n / 1e6, 1)}M`;

/** How far each two people agree with each other. */
export function WhoWithWho(
  props: Doors & { slug: string; people: People; names: Readonly<Record<string, string>>; measure: string },
) {
  const { people, names } = props;
  const isWide = people.annotators.length > WIDE;
  return (
    <section className={isWide ? "card" : "card is-half"}>
      <h2>Who with whom</h2>
      <p className="quiet">
        {props.measure}; darker agrees less.{" "}
        <Link href={`/p/${encodeURIComponent(props.slug)}/annotators`}>Each annotator by themselves</Link>
      </p>
      {people.pairs.length === 0 ? (
        <p className="undefined-note">{people.why || "No two people have answered the same items yet."}</p>
      ) : (
        <Paired {...props} annotators={people.annotators} names={names} />
      )}
    </section>
  );
}

function Paired(
  props: Doors & { people: People; annotators: readonly string[]; names: Readonly<Record<string, string>> },
) {
  const { people, names, open } = props;
  const annotators = useMemo(() => byLikeness(people), [people]);
  const find = (a: string, b: string): Pair | undefined =>
    people.pairs.find((each) => (each.a === a && each.b === b) || (each.a === b && each.b === a));
  const heads = annotators.map((id) => ({ key: id, title: names[id] ?? id.slice(0, 6) }));
  const cell = (row: number, column: number) => {
    const pair = row === column ? undefined : find(annotators[row] ?? "", annotators[column] ?? "");
    if (!pair) return null;
    const who = `${heads[row]?.title} with ${heads[column]?.title}`;
    const on = `on ${counted(pair.nItems, "item")}`;
    if (pair.value === null) return { heat: 0, text: "–", name: `${who}: undefined ${on}. ${pair.why}` };
    const band = pair.inner ? ` (${bandText(pair.inner)})` : "";
    return {
      heat: 1 - Math.max(0, pair.value),
      text: annotators.length > CROWDED ? fixed(pair.value, 2).replace("0.", ".") : fixed(pair.value, 2),
      name: `${who}: ${fixed(pair.value, 2)}${band} ${on}`,
    };
  };
  const at = (id: string) => annotators.indexOf(id);
  return (
    <Heatmap
      caption="Agreement of each two people"
      rows={heads}
      columns={heads}
      cell={cell}
      selected={open?.by === "pair" ? { row: at(open.a), column: at(open.b) } : undefined}
      onPick={(row, column) =>
        props.onOpen({ by: "pair", a: annotators[row] ?? "", b: annotators[column] ?? "" })
      }
    />
  );
}

/** People who agree with each other stand together. */
function byLikeness(people: People): string[] {
  const { annotators } = people;
  const alike = annotators.map(() => annotators.map(() => 0));
  for (const pair of people.pairs) {
    const [i, j] = [annotators.indexOf(pair.a), annotators.indexOf(pair.b)];
    const [row, other] = [alike[i], alike[j]];
    if (!row || !other) continue;
    row[j] = Math.max(0, pair.value ?? 0);
    other[i] = row[j];
  }
  return blockOrder(alike).map((place) => annotators[place] ?? "");
}
