import { Skeleton } from "@mantine/core";
import type { ItemRow, QuestionOut } from "../../model/api.gen";
import { Status } from "./columns";
import { LabelsByQuestion } from "./LabelChip";
import { nameOf } from "./useItems";
import type { List } from "./useList";

/** The items as pictures, or as cards of text where there is no picture. */
export function ItemGrid({ list, questions }: { list: List; questions: readonly QuestionOut[] }) {
  const { window: view, perRow } = list;
  const first = view.first * perRow;
  const last = Math.min(view.last * perRow, list.total);
  return (
    <section
      ref={list.attach}
      className="items-grid"
      aria-label="Items"
      // biome-ignore lint/a11y/noNoninteractiveTabindex: it scrolls, and arrows walk in it
      tabIndex={0}
      onScroll={list.onScroll}
    >
      <ul
        className="items-cards"
        style={{
          height: view.height,
          paddingTop: view.top,
          gridTemplateColumns: `repeat(${perRow}, minmax(0, 1fr))`,
        }}
      >
        {Array.from({ length: Math.max(0, last - first) }, (_, at) => first + at).map((index) => (
          <Card key={index} index={index} list={list} row={list.rowAt(index)} questions={questions} />
        ))}
      </ul>
    </section>
  );
}

function Card(props: {
  index: number;
  list: List;
  row: ItemRow | undefined;
  questions: readonly QuestionOut[];
}) {
  const { index, list, row, questions } = props;
  if (row === undefined) {
    return (
      <li className="card-cell">
        <Skeleton height="100%" />
      </li>
    );
  }
  const isSelected = list.isSelected(row.id);
  const state = [
    isSelected && "is-selected",
    index === list.cursor && "is-cursor",
    row.id === list.open && "is-open",
  ];
  return (
    <li className={["card-cell", ...state].filter(Boolean).join(" ")}>
      <button
        type="button"
        className="card-open"
        onClick={() => list.openAt(index)}
        aria-label={`Open ${nameOf(row)}`}
      >
        {row.thumb_url === null ? (
          <span className="card-text" dir="auto">
            {row.text}
          </span>
        ) : (
          <img src={row.thumb_url} alt="" loading="lazy" decoding="async" />
        )}
      </button>
      <input
        type="checkbox"
        className="card-select"
        aria-label={`Select ${nameOf(row)}`}
        checked={isSelected}
        onChange={() => list.toggle(row.id)}
      />
      <div className="card-foot">
        <Status status={row.status} />
        <span className="card-labels">
          <LabelsByQuestion labels={row.labels} questions={questions} />
        </span>
      </div>
    </li>
  );
}
