import type { ReactNode } from "react";
import type { ItemRow, QuestionOut } from "../../model/api.gen";
import { fixed, thin } from "../../ui/num";
import { STATUSES } from "./filter";
import { LabelsByQuestion, summaryOf } from "./LabelChip";

export interface Column {
  key: string;
  title: string;
  /** Smallest width in pixels; columns that grow share what is left. */
  width: number;
  isGrowing?: boolean;
  /** Sorted by the server under this name. */
  sort?: string;
  isNumber?: boolean;
  cell(row: ItemRow): ReactNode;
}

/** All columns there are for these questions and this metadata. */
export function columnsFor(questions: readonly QuestionOut[], metadata: readonly string[]): Column[] {
  const question = (key: string) => questions.find((each) => each.key === key);
  return [
    { key: "n", title: "No.", width: 72, sort: "n", isNumber: true, cell: (row) => thin(row.n) },
    {
      key: "external_id",
      title: "Id",
      width: 120,
      cell: (row) => row.external_id ?? "",
    },
    { key: "text", title: "Item", width: 260, isGrowing: true, cell: (row) => <ItemCell row={row} /> },
    {
      key: "status",
      title: "Status",
      width: 118,
      sort: "status",
      cell: (row) => <Status status={row.status} />,
    },
    {
      key: "labels",
      title: "Labels",
      width: questions.length > 1 ? 300 : 140,
      isGrowing: true,
      cell: (row) => <LabelsByQuestion labels={row.labels} questions={questions} />,
    },
    {
      key: "gold",
      title: "Ruled",
      width: 150,
      cell: (row) =>
        Object.entries(row.gold).map(([key, value]) => (
          <span key={key} className="labels-of gold-chip">
            {questions.length > 1 && <span className="labels-question">{key}</span>}
            {summaryOf(question(key), value)}
          </span>
        )),
    },
    {
      key: "n_answers",
      title: "Answers",
      width: 88,
      sort: "answers",
      isNumber: true,
      cell: (row) =>
        row.overlap === null ? thin(row.n_answers) : `${thin(row.n_answers)} of ${thin(row.overlap)}`,
    },
    {
      key: "disagreement",
      title: "Disagreement",
      width: 124,
      sort: "disagreement",
      isNumber: true,
      cell: (row) => (row.disagreement === null ? "" : <Disagreement value={row.disagreement} />),
    },
    { key: "group", title: "Group", width: 120, cell: (row) => row.group ?? "" },
    { key: "part", title: "Part", width: 96, cell: (row) => row.part ?? "" },
    { key: "arm", title: "Arm", width: 110, cell: (row) => row.arm ?? "" },
    { key: "source", title: "Source", width: 150, cell: (row) => row.source },
    ...metadata.map((name) => ({
      key: `meta:${name}`,
      title: name,
      width: 130,
      cell: (row: ItemRow) => text(row.metadata[name]),
    })),
  ];
}

export const USUAL_COLUMNS = ["text", "status", "labels", "gold", "n_answers", "disagreement"];

function ItemCell({ row }: { row: ItemRow }) {
  return (
    <span className="item-cell">
      {row.thumb_url !== null && <img src={row.thumb_url} alt="" loading="lazy" decoding="async" />}
      <span dir="auto">{row.text || (row.external_id ?? "")}</span>
    </span>
  );
}

const SIGNS: Record<ItemRow["status"], string> = {
  unplanned: "·",
  open: "○",
  in_progress: "◔",
  complete: "●",
  disagreed: "◐",
  accepted: "◇",
  ruled: "◆",
  withdrawn: "✕",
};

/** The state of an item: a sign, a word, and a colour for the two that matter. */
export function Status({ status }: { status: ItemRow["status"] }) {
  return (
    <span className={`status is-${status}`}>
      <i aria-hidden>{SIGNS[status]}</i>
      {STATUSES[status]}
    </span>
  );
}

function Disagreement({ value }: { value: number }) {
  return (
    <span className="disagreement">
      <i style={{ width: `${Math.round(value * 40)}px` }} />
      {fixed(value, 2)}
    </span>
  );
}

function text(value: unknown): string {
  if (value === null || value === undefined) return "";
  return typeof value === "string" ? value : JSON.stringify(value);
}
