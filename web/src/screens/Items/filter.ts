/** The filter of the items page: in the address, as chips that read as a sentence, and as the server's query. */

export const FILTER_KEYS = [
  "q",
  "status",
  "label",
  "annotator",
  "agreement",
  "part",
  "import",
  "meta",
  "cell",
  "pair",
  "question",
  "same",
  "group",
  "answers",
  "wanted",
] as const;

export type FilterKey = (typeof FILTER_KEYS)[number];
export type Filter = Partial<Record<FilterKey, string>>;
export type View = "table" | "grid";

/** Everything that the items page keeps in its address. sort: a column, with `-` before it from the highest on. */
export interface ItemsAddress {
  filter: Filter;
  sort: string;
  view: View;
  item: string | null;
}

/** Read the address; what it does not know is left out. */
export function addressOf(search: string): ItemsAddress {
  const params = new URLSearchParams(search);
  const filter: Filter = {};
  for (const key of FILTER_KEYS) {
    const value = params.get(key);
    if (value !== null && value !== "") filter[key] = value;
  }
  return {
    filter,
    sort: params.get("sort") ?? "",
    view: params.get("view") === "grid" ? "grid" : "table",
    item: params.get("item") || null,
  };
}

/** Write the address, always in the same order; addressOf(searchOf(a)) is a. */
export function searchOf(address: ItemsAddress): string {
  const params = new URLSearchParams(filterQuery(address.filter));
  if (address.sort !== "") params.set("sort", address.sort);
  if (address.view !== "table") params.set("view", address.view);
  if (address.item !== null) params.set("item", address.item);
  return params.toString();
}

/** The filter alone as a query string: what "all that match" means to the server. */
export function filterQuery(filter: Filter): string {
  const params = new URLSearchParams();
  for (const key of FILTER_KEYS) {
    const value = filter[key];
    if (value !== undefined && value !== "") params.set(key, value);
  }
  return params.toString();
}

/** Names for keys in a filter: labels' titles, people's names, imports. */
export interface Names {
  label(question: string, label: string): string;
  annotator(id: string): string;
  import(id: string): string;
  question(key: string): string;
}

export const STATUSES: Readonly<Record<string, string>> = {
  unplanned: "not planned",
  open: "open",
  in_progress: "in progress",
  complete: "complete",
  disagreed: "disagreed",
  accepted: "accepted",
  ruled: "ruled",
  withdrawn: "withdrawn",
};

/** One part of the filter in words: `disagreed`, `label Neutral`, `Ada with Bo`. */
export function phrase(key: FilterKey, value: string, filter: Filter, names: Names): string {
  switch (key) {
    case "q":
      return `contains “${value}”`;
    case "status":
      return STATUSES[value] ?? value;
    case "label": {
      const [question, label] = halves(value, ":");
      return `label ${names.label(question, label)}`;
    }
    case "annotator":
      return `answered by ${value.split(",").map(names.annotator).join(" and ")}`;
    case "agreement":
      return value === "agree" ? "answers agree" : "answers disagree";
    case "part":
      return `part ${value}`;
    case "import":
      return `from ${names.import(value)}`;
    case "meta": {
      const [column, wanted] = halves(value, "=");
      return `${column} is ${wanted}`;
    }
    case "cell": {
      const [a, b] = halves(value, "|");
      const question = filter.question ?? "";
      const [first, second] = [names.label(question, a), names.label(question, b)];
      return a === b ? `two answers ${first}` : `${first} against ${second}`;
    }
    case "pair": {
      const [a, b] = halves(value, "|");
      return `${names.annotator(a)} with ${names.annotator(b)}`;
    }
    case "same":
      return "of the same content";
    case "group":
      return `group ${value}`;
    case "answers":
      return value === "1" ? "1 answer" : `${value} answers`;
    case "wanted":
      return value === "everyone" ? "everyone is asked" : `wants ${value}`;
    case "question":
      return `question ${names.question(value)}`;
  }
}

/** The sort after a column's head was pressed: rising, falling, then the items' own order. */
export function nextSort(sort: string, column: string): string {
  if (sort === column) return `-${column}`;
  return sort === `-${column}` ? "" : column;
}

function halves(text: string, mark: string): [string, string] {
  const at = text.indexOf(mark);
  return at < 0 ? [text, ""] : [text.slice(0, at), text.slice(at + mark.length)];
}
