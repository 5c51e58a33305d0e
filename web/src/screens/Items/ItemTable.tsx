import { Skeleton } from "@mantine/core";
import type { ItemRow } from "../../model/api.gen";
import type { Column } from "./columns";
import type { List } from "./useList";

interface Template {
  gridTemplateColumns: string;
}

const SELECT_PX = 36;
const GAP_PX = 16;

/** The items as a table. Only the rows in view are drawn, so that a million is no burden. */
export function ItemTable(props: {
  list: List;
  columns: readonly Column[];
  sort: string;
  onSort: (column: string) => void;
}) {
  const { list, columns } = props;
  const { window: view } = list;
  const tracks = columns.map(({ width, isGrowing }) =>
    isGrowing ? `minmax(${width}px, ${width}fr)` : `${width}px`,
  );
  const template = { gridTemplateColumns: [`${SELECT_PX}px`, ...tracks].join(" ") };
  const minWidth = columns.reduce((sum, { width }) => sum + width + GAP_PX, SELECT_PX + 2 * GAP_PX);
  return (
    <div ref={list.attach} className="items-table" onScroll={list.onScroll}>
      <table
        // biome-ignore lint/a11y/noNoninteractiveElementToInteractiveRole: ARIA in HTML lets a table be a grid
        role="grid"
        aria-label="Items"
        aria-rowcount={list.total + 1}
        aria-multiselectable
        aria-activedescendant={list.cursor < 0 ? undefined : `item-row-${list.cursor}`}
        tabIndex={0}
        style={{ minWidth }}
      >
        <Head {...props} template={template} />
        <tbody className="items-body" style={{ height: view.height, paddingTop: view.top }}>
          {Array.from({ length: view.last - view.first }, (_, at) => view.first + at).map((index) => (
            <Row
              key={index}
              index={index}
              list={list}
              columns={columns}
              row={list.rowAt(index)}
              template={template}
            />
          ))}
        </tbody>
      </table>
    </div>
  );
}

function Head(props: {
  list: List;
  columns: readonly Column[];
  sort: string;
  onSort: (column: string) => void;
  template: Template;
}) {
  const { list, columns, sort, onSort, template } = props;
  return (
    <thead>
      <tr className="items-head" style={template} aria-rowindex={1}>
        <th scope="col">
          <input
            type="checkbox"
            aria-label="Select all that match"
            checked={list.isAll}
            onChange={list.toggleAll}
          />
        </th>
        {columns.map((column) => (
          <th
            key={column.key}
            scope="col"
            className={column.isNumber ? "is-number" : undefined}
            aria-sort={sortOf(sort, column)}
          >
            {column.sort === undefined ? (
              column.title
            ) : (
              <button type="button" onClick={() => onSort(column.sort ?? "")}>
                {column.title}
                <span aria-hidden>{arrow(sort, column)}</span>
              </button>
            )}
          </th>
        ))}
      </tr>
    </thead>
  );
}

function Row(props: {
  index: number;
  list: List;
  columns: readonly Column[];
  row: ItemRow | undefined;
  template: Template;
}) {
  const { index, list, columns, row, template } = props;
  const isSelected = row !== undefined && list.isSelected(row.id);
  const state = [
    isSelected && "is-selected",
    index === list.cursor && "is-cursor",
    row !== undefined && row.id === list.open && "is-open",
  ];
  return (
    <tr
      id={`item-row-${index}`}
      className={["items-row", ...state].filter(Boolean).join(" ")}
      style={template}
      aria-rowindex={index + 2}
      aria-selected={isSelected}
      onClick={() => list.openAt(index)}
    >
      {row === undefined ? (
        <td className="items-waiting" aria-busy>
          <Skeleton height={12} width="60%" />
        </td>
      ) : (
        <>
          {/* biome-ignore lint/a11y/useKeyWithClickEvents: the box inside takes keys */}
          <td onClick={(event) => event.stopPropagation()}>
            <input
              type="checkbox"
              aria-label={`Select ${row.external_id ?? row.n}`}
              tabIndex={-1}
              checked={isSelected}
              onChange={() => list.toggle(row.id)}
            />
          </td>
          {columns.map((column) => (
            <td key={column.key} className={column.isNumber ? "is-number" : undefined}>
              {column.cell(row)}
            </td>
          ))}
        </>
      )}
    </tr>
  );
}

function sortOf(sort: string, column: Column): "ascending" | "descending" | "none" | undefined {
  if (column.sort === undefined) return undefined;
  if (sort === column.sort) return "ascending";
  return sort === `-${column.sort}` ? "descending" : "none";
}

function arrow(sort: string, column: Column): string {
  const order = sortOf(sort, column);
  if (order === "ascending") return " ↑";
  return order === "descending" ? " ↓" : "";
}
