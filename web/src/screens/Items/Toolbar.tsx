import { Button, Checkbox, Popover, SegmentedControl, TextInput } from "@mantine/core";
import { IconColumns3, IconLayoutGrid, IconList, IconSearch, IconUpload, IconX } from "@tabler/icons-react";
import { type RefObject, useEffect, useState } from "react";
import { Link } from "wouter";
import { thin } from "../../ui/num";
import type { Column } from "./columns";
import { FilterMenu } from "./FilterMenu";
import { FILTER_KEYS, type Filter, type ItemsAddress, type Names, phrase } from "./filter";

interface Props {
  slug: string;
  address: ItemsAddress;
  names: Names;
  /** null while it is not known. */
  total: number | null;
  search: RefObject<HTMLInputElement | null>;
  columns: readonly Column[];
  shown: readonly string[];
  mayImport: boolean;
  onChange: (part: Partial<ItemsAddress>) => void;
  onColumns: (keys: string[]) => void;
  onImport: () => void;
  onImports: () => void;
}

/** Search, the filter as a sentence, and how the items are shown. */
export function Toolbar(props: Props) {
  const { address, onChange } = props;
  const project = `/p/${encodeURIComponent(props.slug)}`;
  const setFilter = (change: Filter) => onChange({ filter: { ...address.filter, ...change }, item: null });
  return (
    <div className="items-bar">
      <div className="items-bar-row">
        <Search value={address.filter.q ?? ""} field={props.search} onSearch={(q) => setFilter({ q })} />
        <FilterMenu slug={props.slug} filter={address.filter} onChange={setFilter} />
        <span className="items-bar-space" />
        <SegmentedControl
          size="xs"
          aria-label="Show as"
          value={address.view}
          onChange={(view) => onChange({ view: view === "grid" ? "grid" : "table" })}
          data={[
            { value: "table", label: <ViewIcon of="table" /> },
            { value: "grid", label: <ViewIcon of="grid" /> },
          ]}
        />
        {address.view === "table" && (
          <Columns columns={props.columns} shown={props.shown} onColumns={props.onColumns} />
        )}
        <Button variant="default" size="xs" component={Link} href={`${project}/clean`}>
          Clean
        </Button>
        <Button variant="default" size="xs" component={Link} href={`${project}/concordance`}>
          Concordance
        </Button>
        <Button variant="default" size="xs" component={Link} href={`${project}/taken-back`}>
          Taken back
        </Button>
        <Button variant="default" size="xs" onClick={props.onImports}>
          Imports
        </Button>
        {props.mayImport && (
          <Button size="xs" leftSection={<IconUpload size={14} />} onClick={props.onImport}>
            Bring items
          </Button>
        )}
      </div>
      <Sentence {...props} onFilter={setFilter} />
    </div>
  );
}

function ViewIcon({ of }: { of: "table" | "grid" }) {
  const Icon = of === "table" ? IconList : IconLayoutGrid;
  return (
    <span className="view-icon">
      <Icon size={16} aria-hidden />
      <span className="visually-hidden">{of === "table" ? "Table" : "Pictures"}</span>
    </span>
  );
}

function Search(props: {
  value: string;
  field: RefObject<HTMLInputElement | null>;
  onSearch: (q: string) => void;
}) {
  const { value, onSearch } = props;
  const [draft, setDraft] = useState(value);
  useEffect(() => setDraft(value), [value]);
  // biome-ignore lint/correctness/useExhaustiveDependencies: only typing starts a search
  useEffect(() => {
    if (draft === value) return;
    const timer = window.setTimeout(() => onSearch(draft), 250);
    return () => window.clearTimeout(timer);
  }, [draft]);
  return (
    <TextInput
      ref={props.field}
      size="xs"
      w={260}
      type="search"
      aria-label="Search in items"
      placeholder="Search"
      leftSection={<IconSearch size={14} aria-hidden />}
      rightSection={draft === "" ? <kbd>/</kbd> : undefined}
      value={draft}
      onChange={(event) => setDraft(event.currentTarget.value)}
    />
  );
}

function Columns(props: {
  columns: readonly Column[];
  shown: readonly string[];
  onColumns: (keys: string[]) => void;
}) {
  return (
    <Popover position="bottom-end" width={220}>
      <Popover.Target>
        <Button variant="default" size="xs" leftSection={<IconColumns3 size={14} />}>
          Columns
        </Button>
      </Popover.Target>
      <Popover.Dropdown>
        <Checkbox.Group value={[...props.shown]} onChange={props.onColumns} aria-label="Columns">
          <div className="columns-list">
            {props.columns.map((column) => (
              <Checkbox key={column.key} size="xs" color="ink" value={column.key} label={column.title} />
            ))}
          </div>
        </Checkbox.Group>
      </Popover.Dropdown>
    </Popover>
  );
}

/** How many, and which: the filter read aloud, each part with a way out. */
function Sentence(props: Props & { onFilter: (change: Filter) => void }) {
  const { address, names, total, onFilter, onChange } = props;
  const used = FILTER_KEYS.filter(
    (key) => address.filter[key] !== undefined && !(key === "question" && address.filter.cell),
  );
  return (
    <div className="items-sentence">
      <span role="status">
        {total === null ? (
          <span className="quiet">counting …</span>
        ) : (
          <>
            <b>{thin(total)}</b> {total === 1 ? "item" : "items"}
          </>
        )}
      </span>
      {used.map((key) => {
        const words = phrase(key, address.filter[key] ?? "", address.filter, names);
        const gone: Filter = key === "cell" ? { cell: "", question: "" } : { [key]: "" };
        return (
          <span key={key} className="chip">
            {words}
            <button type="button" aria-label={`Without: ${words}`} onClick={() => onFilter(gone)}>
              <IconX size={13} />
            </button>
          </span>
        );
      })}
      {used.length > 1 && (
        <button type="button" className="link" onClick={() => onChange({ filter: {}, item: null })}>
          Clear
        </button>
      )}
    </div>
  );
}
