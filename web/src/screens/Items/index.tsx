import "./Items.css";
import { Button, Skeleton } from "@mantine/core";
import { useLocalStorage } from "@mantine/hooks";
import { IconUpload } from "@tabler/icons-react";
import { useEffect, useRef, useState } from "react";
import { useLocation, useSearch } from "wouter";
import { useCommands } from "../../keys/useCommands";
import { Empty } from "../../ui/Empty";
import { ProblemNotice } from "../../ui/ProblemNotice";
import { ProjectFrame, useHome } from "../frame/ProjectFrame";
import { BulkBar } from "./BulkBar";
import type { Found } from "./collect";
import { columnsFor, USUAL_COLUMNS } from "./columns";
import { addressOf, filterQuery, nextSort, searchOf } from "./filter";
import { ImportDialog } from "./ImportDialog";
import { Imports } from "./Imports";
import { ItemDrawer } from "./ItemDrawer";
import { ItemGrid } from "./ItemGrid";
import { ItemTable } from "./ItemTable";
import { RunningImports } from "./RunningImports";
import { Toolbar } from "./Toolbar";
import { useDrop } from "./useDrop";
import { useAddress, useNames, useQuestions } from "./useItems";
import { type List, useList } from "./useList";

type Dialog = { kind: "import"; found: readonly Found[] } | { kind: "imports" };

/** All items of a project: find them, read them with their answers, bring more, take some back. */
export default function Items({ slug }: { slug: string }) {
  const home = useHome(slug);
  const mayImport = home.data?.role === "owner";
  const mayJudge = mayImport || home.data?.role === "adjudicator";
  const questions = useQuestions(slug);
  const names = useNames(slug);
  const [address, change] = useAddress(slug);
  const list = useList(slug, address, change);
  const [dialog, setDialog] = useState<Dialog | null>(null);
  const search = useRef<HTMLInputElement>(null);
  useAdding(slug, () => setDialog({ kind: "import", found: [] }), { enabled: mayImport });
  const [shown, setShown] = useLocalStorage({
    key: `goldsmith-columns:${slug}`,
    defaultValue: USUAL_COLUMNS,
  });
  const isOver = useDrop((found) => setDialog({ kind: "import", found }), { enabled: mayImport });
  const columns = columnsFor(questions, useMetadata(list));
  useItemKeys({ list, search: () => search.current?.focus(), close: () => change({ item: null }) });
  const isEmpty = !list.isPending && list.total === 0 && list.error === null;
  const isBare = isEmpty && filterQuery(address.filter) === "";
  return (
    <ProjectFrame slug={slug} station="items" fill>
      <h1 className="visually-hidden">Items</h1>
      {!isBare && (
        <Toolbar
          slug={slug}
          address={address}
          names={names}
          total={list.isPending || !list.isCounted ? null : list.total}
          search={search}
          columns={columns}
          shown={shown}
          mayImport={mayImport}
          onChange={change}
          onColumns={setShown}
          onImport={() => setDialog({ kind: "import", found: [] })}
          onImports={() => setDialog({ kind: "imports" })}
        />
      )}
      {mayImport && dialog?.kind !== "import" && <RunningImports slug={slug} />}
      <div className="items-main">
        <div className="items-list">
          {list.error !== null && (
            <div className="page">
              <ProblemNotice error={list.error} onRetry={list.retry} />
            </div>
          )}
          {list.isPending && <Waiting />}
          {isBare && <Bare mayImport={mayImport} onImport={() => setDialog({ kind: "import", found: [] })} />}
          {isEmpty && !isBare && (
            <Empty
              title="No item matches"
              action={
                <Button variant="default" onClick={() => change({ filter: {}, item: null })}>
                  Show all items
                </Button>
              }
            >
              Take a part of the filter away.
            </Empty>
          )}
          {list.total > 0 &&
            (address.view === "grid" ? (
              <ItemGrid list={list} questions={questions} />
            ) : (
              <ItemTable
                list={list}
                columns={columns.filter((column) => shown.includes(column.key))}
                sort={address.sort}
                onSort={(column) => change({ sort: nextSort(address.sort, column) })}
              />
            ))}
          {mayJudge && <BulkBar slug={slug} list={list} filter={address.filter} isOwner={mayImport} />}
        </div>
        {address.item !== null && (
          <ItemDrawer slug={slug} id={address.item} list={list} onClose={() => change({ item: null })} />
        )}
      </div>
      {isOver && <div className="drop-here">Drop to bring these in</div>}
      {dialog?.kind === "import" && (
        <ImportDialog
          slug={slug}
          found={dialog.found}
          onClose={() => setDialog(null)}
          onSee={(id) => {
            setDialog(null);
            change({ filter: id === null ? {} : { import: id }, item: null });
          }}
        />
      )}
      {dialog?.kind === "imports" && (
        <Imports
          slug={slug}
          mayWithdraw={mayImport}
          onClose={() => setDialog(null)}
          onPick={(id) => {
            setDialog(null);
            change({ filter: { import: id }, item: null });
          }}
        />
      )}
    </ProjectFrame>
  );
}

function Waiting() {
  return (
    <div className="items-loading" aria-busy="true">
      {[62, 48, 71, 55, 66, 43, 58, 69].map((width) => (
        <Skeleton key={width} height={14} width={`${width}%`} />
      ))}
    </div>
  );
}

function Bare({ mayImport, onImport }: { mayImport: boolean; onImport: () => void }) {
  const action = (
    <Button leftSection={<IconUpload size={16} />} onClick={onImport}>
      Bring items
    </Button>
  );
  return (
    <Empty title="No items yet" action={mayImport ? action : undefined}>
      {mayImport
        ? "Drop a table, a zip or a folder of pictures, recordings or texts anywhere on this page."
        : "The project's owner brings them in."}
    </Empty>
  );
}

/** Opens the way in for items once, when the address asks for it by `?add=1`; the address forgets it. */
function useAdding(slug: string, open: () => void, options: { enabled: boolean }): void {
  const search = useSearch();
  const [, navigate] = useLocation();
  const isAsked = options.enabled && new URLSearchParams(search).has("add");
  // biome-ignore lint/correctness/useExhaustiveDependencies: only the address opens it
  useEffect(() => {
    if (!isAsked) return;
    open();
    const rest = searchOf(addressOf(search));
    navigate(`/p/${encodeURIComponent(slug)}/items${rest && `?${rest}`}`, { replace: true });
  }, [isAsked]);
}

/** Metadata columns among the rows that are here. */
function useMetadata(list: List): string[] {
  const found = useRef(new Set<string>());
  for (
    let index = list.window.first;
    index < Math.min(list.window.last, list.window.first + 40);
    index += 1
  ) {
    for (const name of Object.keys(list.rowAt(index)?.metadata ?? {})) {
      if (found.current.size < 30) found.current.add(name);
    }
  }
  return [...found.current].sort();
}

/** Whether keys that buttons also use are meant for the list. */
function isInList(): boolean {
  const focus = document.activeElement;
  return (
    focus === null || focus === document.body || focus.matches(".items-table > table, .items-grid, #main")
  );
}

function useItemKeys(props: { list: List; search: () => void; close: () => void }) {
  const { list, search, close } = props;
  const group = "Items";
  const current = () => (list.cursor < 0 ? undefined : list.rowAt(list.cursor));
  useCommands("items", [
    {
      id: "items.next",
      title: "Next item",
      keys: ["J", "ArrowDown"],
      group,
      run: () => list.move(list.perRow),
    },
    {
      id: "items.previous",
      title: "Previous item",
      keys: ["K", "ArrowUp"],
      group,
      run: () => list.move(-list.perRow),
    },
    {
      id: "items.right",
      title: "Next picture",
      keys: ["ArrowRight"],
      group,
      run: () => list.move(1),
      enabled: () => list.perRow > 1 && isInList(),
    },
    {
      id: "items.left",
      title: "Previous picture",
      keys: ["ArrowLeft"],
      group,
      run: () => list.move(-1),
      enabled: () => list.perRow > 1 && isInList(),
    },
    {
      id: "items.open",
      title: "Open the item",
      keys: ["Enter"],
      group,
      run: () => list.openAt(list.cursor),
      enabled: () => isInList() && list.cursor >= 0,
    },
    {
      id: "items.select",
      title: "Select the item",
      keys: ["X"],
      group,
      run: () => {
        const row = current();
        if (row) list.toggle(row.id);
      },
    },
    { id: "items.search", title: "Search", keys: ["/"], group, run: search },
    {
      id: "items.back",
      title: "Close the item, then clear the selection",
      keys: ["Escape"],
      group,
      run: () => (list.open === null ? list.clear() : close()),
      enabled: () => list.open !== null || list.isAll || list.selected.size > 0,
    },
  ]);
}
