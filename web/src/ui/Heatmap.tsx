import "./Heatmap.css";
import { type KeyboardEvent, type ReactNode, useRef, useState } from "react";

export interface HeatHead {
  key: string;
  title: string;
  /** Put before the title: a swatch, say. */
  mark?: ReactNode;
}

export interface HeatCell {
  /** 0 … 1: how strongly the cell is coloured. */
  heat: number;
  /** What stands in the cell. */
  text: string;
  /** The whole of it in words: the cell's accessible name and its hint. */
  name: string;
}

const ROOMY = 8;
const SNUG = 16;

/** How much room a cell gets, by how many stand in a row. */
const density = (n: number): string => (n <= ROOMY ? "is-roomy" : n <= SNUG ? "is-snug" : "is-tight");

const STEPS: Record<string, readonly [number, number]> = {
  ArrowUp: [-1, 0],
  ArrowDown: [1, 0],
  ArrowLeft: [0, -1],
  ArrowRight: [0, 1],
  Home: [0, Number.NEGATIVE_INFINITY],
  End: [0, Number.POSITIVE_INFINITY],
};

/** Where a key leads from a cell, kept inside the table; undefined for other keys. */
export function stepped(key: string, row: number, column: number, n: { rows: number; columns: number }) {
  const step = STEPS[key];
  if (!step) return undefined;
  const within = (x: number, size: number) => Math.min(size - 1, Math.max(0, x));
  return { row: within(row + step[0], n.rows), column: within(column + step[1], n.columns) };
}

/** A matrix as a real table. One cell takes Tab; arrows, Home and End move between cells; Enter opens. */
export function Heatmap(props: {
  caption: string;
  rows: readonly HeatHead[];
  columns: readonly HeatHead[];
  /** null: an empty cell, such as a person with themselves. */
  cell(row: number, column: number): HeatCell | null;
  onPick(row: number, column: number): void;
  selected?: { row: number; column: number } | undefined;
}) {
  const { rows, columns } = props;
  const table = useRef<HTMLTableElement>(null);
  const first = firstFilled(props.cell, rows.length, columns.length);
  const [tabbed, setTabbed] = useState(props.selected ?? first);
  const isTabbed = (row: number, column: number) =>
    props.cell(tabbed.row, tabbed.column) === null
      ? row === first.row && column === first.column
      : row === tabbed.row && column === tabbed.column;

  const move = (event: KeyboardEvent, row: number, column: number) => {
    let next = stepped(event.key, row, column, { rows: rows.length, columns: columns.length });
    if (next && props.cell(next.row, next.column) === null) {
      next = stepped(event.key, next.row, next.column, { rows: rows.length, columns: columns.length });
    }
    if (!next) return;
    event.preventDefault();
    event.stopPropagation();
    if (props.cell(next.row, next.column) === null) return;
    setTabbed(next);
    table.current?.querySelector<HTMLElement>(`[data-at="${next.row},${next.column}"]`)?.focus();
  };

  return (
    <section className="heat-frame" aria-label={props.caption}>
      <table ref={table} className={`heat ${density(columns.length)}`}>
        <caption className="visually-hidden">{props.caption}</caption>
        <thead>
          <tr>
            <td />
            {columns.map((head) => (
              <th key={head.key} scope="col" title={head.title}>
                <span className="heat-head">
                  {head.mark}
                  <span>{head.title}</span>
                </span>
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {rows.map((head, row) => (
            <tr key={head.key}>
              <th scope="row" title={head.title}>
                <span className="heat-head">
                  {head.mark}
                  <span>{head.title}</span>
                </span>
              </th>
              {columns.map((column, index) => (
                <td key={column.key}>
                  <Cell
                    cell={props.cell(row, index)}
                    at={`${row},${index}`}
                    isTabbed={isTabbed(row, index)}
                    isSelected={props.selected?.row === row && props.selected.column === index}
                    onKeyDown={(event) => move(event, row, index)}
                    onPick={() => {
                      setTabbed({ row, column: index });
                      props.onPick(row, index);
                    }}
                  />
                </td>
              ))}
            </tr>
          ))}
        </tbody>
      </table>
    </section>
  );
}

function firstFilled(cell: (row: number, column: number) => HeatCell | null, rows: number, columns: number) {
  for (let row = 0; row < rows; row++) {
    for (let column = 0; column < columns; column++) if (cell(row, column)) return { row, column };
  }
  return { row: 0, column: 0 };
}

function Cell(props: {
  cell: HeatCell | null;
  at: string;
  isTabbed: boolean;
  isSelected: boolean;
  onKeyDown(event: KeyboardEvent): void;
  onPick(): void;
}) {
  const { cell } = props;
  if (!cell) return <span className="heat-none" aria-hidden />;
  const share = Math.min(1, Math.max(0, cell.heat));
  return (
    <button
      type="button"
      className={props.isSelected ? "heat-cell is-selected" : "heat-cell"}
      style={{ "--share": share } as React.CSSProperties}
      data-at={props.at}
      tabIndex={props.isTabbed ? 0 : -1}
      aria-pressed={props.isSelected}
      aria-label={cell.name}
      title={cell.name}
      onKeyDown={props.onKeyDown}
      onClick={props.onPick}
    >
      {cell.text}
    </button>
  );
}
