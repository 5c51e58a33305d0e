/** Answers on their way to the server: kept here first, sent behind, forgotten only when the server has them safe. */
import type { Feedback, Problem, Receipt, Submission } from "../model/api.gen";
import { api } from "./client";
import { inMemory, openTable, type Table } from "./lasting";
import { ApiError } from "./problem";

/** One submission that waits, or that the server refused. `about`: the item in a few words, for people. */
export interface Entry {
  readonly id: string;
  readonly person: string;
  readonly project: string;
  readonly about: string;
  readonly at: number;
  readonly submission: Submission;
  readonly refused?: Problem;
}

export interface OutboxState {
  readonly waiting: readonly Entry[];
  readonly refused: readonly Entry[];
  /** What kept the last attempt from arriving, until one succeeds. */
  readonly trouble: Problem | undefined;
  readonly isOffline: boolean;
  readonly isLasting: boolean;
  /** What the server told about answers that arrived, until it was read: hints, and feedback in training. */
  readonly hints: readonly string[];
  readonly feedback: readonly Feedback[];
}

export interface OutboxOptions {
  person: string;
  table: Table<Entry>;
  send: (project: string, submissions: Submission[]) => Promise<Receipt>;
  /** Run alone among this person's tabs; answers undefined when another tab is at it. */
  alone: (work: () => Promise<void>) => Promise<void>;
  /** Tell the other tabs that something changed. */
  announce: () => void;
  /** Call later; returns how to call it off. */
  later: (work: () => void, ms: number) => () => void;
  now: () => number;
}

const BATCH = 20;
const FIRST_WAIT_MS = 1_000;
const LONGEST_WAIT_MS = 30_000;

/** Not this answer's fault: waiting or signing in mends it. */
const HOLDS = new Set([0, 401, 403, 408, 425, 429, 507]);

const isPassing = (error: ApiError) => HOLDS.has(error.status) || error.status >= 500;

/** The outbox of one person in this browser. It never touches the entries of another. */
export class Outbox {
  state: OutboxState = {
    waiting: [],
    refused: [],
    trouble: undefined,
    isOffline: false,
    isLasting: true,
    hints: [],
    feedback: [],
  };
  readonly #options: OutboxOptions;
  readonly #listeners = new Set<() => void>();
  #table: Table<Entry>;
  #attempts = 0;
  #callOff: (() => void) | undefined;
  #isSending = false;
  #isAskedAgain = false;

  constructor(options: OutboxOptions) {
    this.#options = options;
    this.#table = options.table;
    this.#set({ isLasting: options.table.isLasting });
  }

  /** Keep the submission, then send it. Resolves when it is kept, not when it has arrived. */
  async add(project: string, submission: Submission, about: string): Promise<void> {
    const { person, now } = this.#options;
    if (submission.person !== person) throw new Error("This outbox belongs to another person.");
    const entry: Entry = { id: submission.id, person, project, about, at: now(), submission };
    this.#set({ waiting: [...this.state.waiting, entry] });
    await this.#keep(entry);
    this.#options.announce();
    if (this.state.trouble === undefined) void this.flush(); // else the next attempt is due already
  }

  /** Read what is kept: after opening the page, and when another tab has changed it. */
  async refresh(): Promise<void> {
    const kept = (await this.#table.all())
      .filter((entry) => entry.person === this.#options.person)
      .sort((a, b) => a.at - b.at);
    this.#set({
      waiting: kept.filter((entry) => !entry.refused),
      refused: kept.filter((entry) => entry.refused),
    });
  }

  /** Send what waits, in order. Sending twice is harmless: the server knows each submission by its id. */
  async flush(): Promise<void> {
    if (this.#isSending) {
      this.#isAskedAgain = true;
      return;
    }
    this.#isSending = true;
    this.#callOff?.();
    try {
      do {
        this.#isAskedAgain = false;
        await this.#options.alone(() => this.#sendAll());
      } while (this.#isAskedAgain);
    } finally {
      this.#isSending = false;
    }
  }

  /** Forget refused entries, once their owner has seen or exported them. */
  async forget(ids: readonly string[]): Promise<void> {
    const refused = new Set(this.state.refused.map((entry) => entry.id));
    await this.#table.remove(ids.filter((id) => refused.has(id)));
    await this.refresh();
    this.#options.announce();
  }

  /** The oldest feedback, or all hints, have been read. */
  heard(what: "hints" | "feedback"): void {
    this.#set(what === "hints" ? { hints: [] } : { feedback: this.state.feedback.slice(1) });
  }

  subscribe(listener: () => void): () => void {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  }

  async #sendAll(): Promise<void> {
    await this.refresh();
    for (let batch = this.#nextBatch(BATCH); batch.length > 0; batch = this.#nextBatch(BATCH)) {
      if (!(await this.#sendBatch(batch))) return;
    }
  }

  /** The oldest entries of one project. */
  #nextBatch(most: number): readonly Entry[] {
    const project = this.state.waiting[0]?.project;
    return this.state.waiting.filter((entry) => entry.project === project).slice(0, most);
  }

  /** Send a batch; where the server refuses it as a whole, find the one at fault. Returns whether to go on. */
  async #sendBatch(batch: readonly Entry[]): Promise<boolean> {
    const [first] = batch;
    if (!first) return true;
    try {
      const receipt = await this.#options.send(
        first.project,
        batch.map((entry) => entry.submission),
      );
      return await this.#settle(batch, receipt);
    } catch (error) {
      if (!(error instanceof ApiError)) throw error;
      if (isPassing(error)) {
        this.#tryLater(error);
        return false;
      }
      if (batch.length > 1) return this.#sendBatch([first]);
      await this.#refuse(first, error.problem);
      return true;
    }
  }

  async #settle(batch: readonly Entry[], receipt: Receipt): Promise<boolean> {
    const stored = new Set(receipt.stored);
    await this.#table.remove(batch.map((entry) => entry.id).filter((id) => stored.has(id)));
    for (const { id, problem } of receipt.refused) {
      const entry = batch.find((each) => each.id === id);
      if (entry) await this.#keep({ ...entry, refused: problem });
    }
    this.#set({
      hints: [...this.state.hints, ...(receipt.hints ?? [])],
      feedback: [...this.state.feedback, ...(receipt.feedback ?? [])],
    });
    const answered = stored.size + receipt.refused.length;
    await this.refresh();
    this.#options.announce();
    if (answered === 0) {
      this.#tryLater(new ApiError(502, SILENT));
      return false;
    }
    this.#attempts = 0;
    this.#set({ trouble: undefined, isOffline: false });
    return true;
  }

  async #refuse(entry: Entry, problem: Problem): Promise<void> {
    await this.#keep({ ...entry, refused: problem });
    await this.refresh();
    this.#options.announce();
  }

  #tryLater(error: ApiError): void {
    this.#set({ trouble: error.problem, isOffline: error.isOffline });
    const wait = Math.min(LONGEST_WAIT_MS, FIRST_WAIT_MS * 2 ** this.#attempts);
    this.#attempts += 1;
    this.#callOff = this.#options.later(() => void this.flush(), wait);
  }

  /** Keep a row; when the database fails under us, keep all in memory and say so. */
  async #keep(entry: Entry): Promise<void> {
    try {
      await this.#table.put(entry);
    } catch {
      const memory = inMemory<Entry>((each) => each.id);
      for (const each of [...this.state.waiting, ...this.state.refused, entry]) await memory.put(each);
      this.#table = memory;
      this.#set({ isLasting: false });
    }
  }

  #set(part: Partial<OutboxState>): void {
    this.state = { ...this.state, ...part };
    for (const listener of [...this.#listeners]) listener();
  }
}

const SILENT: Problem = {
  slug: "outbox.no_receipt",
  what: "The server did not say what became of the answers.",
  where: "",
  mend: "They stay here and are sent again.",
  faults: [],
};

const outboxes = new Map<string, Promise<Outbox>>();

/** The outbox of that person in this browser, already reading and sending. */
export function outboxOf(person: string): Promise<Outbox> {
  const known = outboxes.get(person);
  if (known) return known;
  const made = open(person);
  outboxes.set(person, made);
  return made;
}

async function open(person: string): Promise<Outbox> {
  const table = await openTable<Entry>("outbox", (entry) => entry.id);
  const channel =
    "BroadcastChannel" in window ? new BroadcastChannel(`goldsmith-outbox-${person}`) : undefined;
  const outbox = new Outbox({
    person,
    table,
    send: (project, submissions) => api.submit(project, { submissions }),
    alone: (work) => alone(`goldsmith-outbox-${person}`, work),
    announce: () => channel?.postMessage("changed"),
    later: (work, ms) => {
      const timer = setTimeout(work, ms);
      return () => clearTimeout(timer);
    },
    now: Date.now,
  });
  if (channel) channel.onmessage = () => void outbox.refresh();
  window.addEventListener("online", () => void outbox.flush());
  document.addEventListener("visibilitychange", () => {
    if (document.visibilityState === "visible") void outbox.flush();
  });
  window.addEventListener("beforeunload", (event) => {
    if (!outbox.state.isLasting && outbox.state.waiting.length > 0) event.preventDefault();
  });
  await outbox.refresh();
  void outbox.flush();
  return outbox;
}

/** Web Locks are missing on plain http outside this machine; then two tabs may send the same, which is harmless. */
async function alone(name: string, work: () => Promise<void>): Promise<void> {
  if (!navigator.locks) return work();
  await navigator.locks.request(name, work);
}

/** How many answers wait in this browser, of that person or of anyone. */
export async function waiting(person?: string): Promise<number> {
  const kept = await Promise.all([...outboxes.values()]);
  const inPages = new Map(kept.flatMap((outbox) => outbox.state.waiting).map((entry) => [entry.id, entry]));
  const table = await openTable<Entry>("outbox", (entry) => entry.id);
  for (const entry of await table.all()) if (!entry.refused) inPages.set(entry.id, entry);
  return [...inPages.values()].filter((entry) => person === undefined || entry.person === person).length;
}
