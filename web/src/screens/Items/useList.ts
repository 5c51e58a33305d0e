import { type UIEvent, useEffect, useRef, useState } from "react";
import type { ItemRow } from "../../model/api.gen";
import type { Filter, ItemsAddress, View } from "./filter";
import { filterQuery } from "./filter";
import { useRows } from "./useItems";
import { scrollFor, type Window, windowOf } from "./window";

const HEIGHTS: Record<View, number> = { table: 44, grid: 208 };
const HEAD_PX = 36;
const CARD_PX = 190;

/** The list of items as a table or a grid: what is in view, where the cursor is, what is selected. */
export interface List {
  /** How many match; until they are counted, how many there are at least. */
  total: number;
  isCounted: boolean;
  sentence: string;
  isPending: boolean;
  error: Error | null;
  window: Window;
  perRow: number;
  cursor: number;
  open: string | null;
  isAll: boolean;
  selected: ReadonlySet<string>;
  /** Hand this to the element that scrolls. */
  attach(element: HTMLElement | null): void;
  onScroll(event: UIEvent<HTMLElement>): void;
  rowAt(index: number): ItemRow | undefined;
  isSelected(id: string): boolean;
  toggle(id: string): void;
  toggleAll(): void;
  clear(): void;
  move(by: number): void;
  openAt(index: number, options?: { replace?: boolean }): void;
  retry(): void;
}

export function useList(
  slug: string,
  address: ItemsAddress,
  change: (part: Partial<ItemsAddress>, options?: { replace?: boolean }) => void,
): List {
  const { filter, sort, view } = address;
  const [scroller, attach] = useState<HTMLElement | null>(null);
  const [scrollTop, setScrollTop] = useState(0);
  const size = useSize(scroller);
  const [cursor, setCursor] = useState(-1);
  const selection = useSelection(filter);
  const total = useRef(0);
  const perRow = view === "grid" ? Math.max(1, Math.floor((size.width - 32) / CARD_PX)) : 1;
  const height = Math.max(0, size.height - (view === "table" ? HEAD_PX : 0));
  const lines = Math.ceil(total.current / perRow);
  const shown = windowOf(scrollTop, height, lines, HEIGHTS[view]);
  const rows = useRows(slug, filter, sort, shown.first * perRow, Math.max(1, shown.last) * perRow);
  total.current = rows.total ?? total.current;
  const now = windowOf(scrollTop, height, Math.ceil(total.current / perRow), HEIGHTS[view]);

  const place = `${filterQuery(filter)} ${sort} ${view}`;
  // biome-ignore lint/correctness/useExhaustiveDependencies: another list begins at its top
  useEffect(() => {
    scroller?.scrollTo({ top: 0 });
    setScrollTop(0);
    setCursor(-1);
  }, [place]);

  const show = (index: number) => {
    if (!scroller) return;
    const to = scrollFor(
      Math.floor(index / perRow),
      scroller.scrollTop,
      height,
      Math.ceil(total.current / perRow),
      HEIGHTS[view],
    );
    scroller.scrollTop = to;
    setScrollTop(to);
  };
  const openAt = (index: number, options: { replace?: boolean } = {}) => {
    const row = rows.rowAt(index);
    if (!row) return;
    setCursor(index);
    change({ item: row.id }, options);
  };
  const move = (by: number) => {
    if (total.current === 0) return;
    const next = Math.min(Math.max((cursor < 0 && by > 0 ? -1 : cursor) + by, 0), total.current - 1);
    setCursor(next);
    show(next);
    if (address.item !== null) openAt(next, { replace: true });
  };
  return {
    total: total.current,
    isCounted: rows.isCounted,
    sentence: rows.sentence,
    isPending: rows.isPending,
    error: rows.error,
    window: now,
    perRow,
    cursor,
    open: address.item,
    attach,
    onScroll: (event) => setScrollTop(event.currentTarget.scrollTop),
    rowAt: rows.rowAt,
    move,
    openAt,
    retry: () => void rows.refetch(),
    ...selection,
  };
}

/** Which items are selected: some by their ids, or all that the filter matches. */
function useSelection(filter: Filter) {
  const [selected, setSelected] = useState<ReadonlySet<string>>(new Set());
  const [isAll, setIsAll] = useState(false);
  const clear = () => {
    setSelected(new Set());
    setIsAll(false);
  };
  const query = filterQuery(filter);
  // biome-ignore lint/correctness/useExhaustiveDependencies: another filter, another selection
  useEffect(clear, [query]);
  return {
    selected,
    isAll,
    clear,
    isSelected: (id: string) => isAll || selected.has(id),
    toggleAll: () => {
      setSelected(new Set());
      setIsAll(!isAll);
    },
    toggle: (id: string) => {
      setIsAll(false);
      const next = new Set(selected);
      if (!next.delete(id)) next.add(id);
      setSelected(next);
    },
  };
}

function useSize(element: HTMLElement | null) {
  const [size, setSize] = useState({ width: 0, height: 0 });
  useEffect(() => {
    if (!element) return;
    const measure = () => setSize({ width: element.clientWidth, height: element.clientHeight });
    const observer = new ResizeObserver(measure);
    observer.observe(element);
    return () => observer.disconnect();
  }, [element]);
  return size;
}
