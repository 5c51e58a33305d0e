/** Small tables that outlive the page: IndexedDB where the browser has it, memory where it has not. */

export interface Table<Row> {
  /** Whether rows are still there after the page is closed. */
  readonly isLasting: boolean;
  all(): Promise<Row[]>;
  get(key: string): Promise<Row | undefined>;
  put(row: Row): Promise<void>;
  remove(keys: readonly string[]): Promise<void>;
}

const NAME = "goldsmith";
const TABLES = { outbox: "id", drafts: "key" } as const;
type TableName = keyof typeof TABLES;

/** A table in memory, for browsers that keep nothing, and for tests. */
export function inMemory<Row>(keyOf: (row: Row) => string): Table<Row> {
  const rows = new Map<string, Row>();
  return {
    isLasting: false,
    all: async () => [...rows.values()],
    get: async (key) => rows.get(key),
    put: async (row) => void rows.set(keyOf(row), row),
    remove: async (keys) => {
      for (const key of keys) rows.delete(key);
    },
  };
}

/** The table of that name; in memory when the browser has no database for us. */
export async function openTable<Row>(name: TableName, keyOf: (row: Row) => string): Promise<Table<Row>> {
  try {
    return indexed<Row>(await database(), name);
  } catch {
    return inMemory(keyOf); // a private window, or storage forbidden: `isLasting` says so and the page tells it
  }
}

let opened: Promise<IDBDatabase> | undefined;

function database(): Promise<IDBDatabase> {
  opened ??= new Promise((resolve, reject) => {
    const request = indexedDB.open(NAME, 1);
    request.onupgradeneeded = () => {
      for (const [table, keyPath] of Object.entries(TABLES))
        request.result.createObjectStore(table, { keyPath });
    };
    request.onsuccess = () => resolve(request.result);
    request.onerror = () => reject(request.error);
  });
  return opened;
}

function indexed<Row>(db: IDBDatabase, name: TableName): Table<Row> {
  const run = <Out>(mode: IDBTransactionMode, work: (store: IDBObjectStore) => IDBRequest<Out> | undefined) =>
    new Promise<Out>((resolve, reject) => {
      const transaction = db.transaction(name, mode, { durability: "strict" });
      const request = work(transaction.objectStore(name));
      transaction.oncomplete = () => resolve(request?.result as Out);
      transaction.onerror = () => reject(transaction.error);
      transaction.onabort = () => reject(transaction.error);
    });
  return {
    isLasting: true,
    all: () => run<Row[]>("readonly", (store) => store.getAll()),
    get: (key) => run<Row | undefined>("readonly", (store) => store.get(key)),
    put: async (row) => void (await run("readwrite", (store) => store.put(row))),
    remove: (keys) =>
      run<void>("readwrite", (store) => {
        for (const key of keys) store.delete(key);
        return undefined;
      }),
  };
}
