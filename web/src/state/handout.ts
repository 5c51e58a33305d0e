/** The items in the browser: enough ahead that nobody waits, few enough that nobody else does. */
import type { Ask, Done, Handout, Progress, ToQualify, Work } from "../model/api.gen";

const AHEAD = 3; // items whose media are decoded beforehand
const AHEAD_OF_TEXTS = 8;
const RENEW_MS = 5 * 60_000;

/** How many items to keep in the browser: texts weigh nothing. */
export function wanted(works: readonly Work[]): number {
  const isText = works.every((work) =>
    Object.values(work.item.fields).every((field) => field.type === "text"),
  );
  return 1 + (isText && works.length > 0 ? AHEAD_OF_TEXTS : AHEAD);
}

/** How many to ask for now: none while half of what is wanted is still there. */
export function missing(works: readonly Work[]): number {
  const target = wanted(works);
  return works.length > Math.ceil(target / 2) ? 0 : target - works.length;
}

export interface HandoutState {
  readonly works: readonly Work[];
  readonly done: Done | null;
  readonly progress: Progress | null;
  /** Where one stands before real work is handed out; null once it is, and where nothing is to be passed. */
  readonly toQualify: ToQualify | null;
  /** The newest version of the guideline that the server named. */
  readonly version: number | null;
  readonly error: unknown;
  readonly isAsking: boolean;
  /** Items answered since the server last counted. */
  readonly nSince: number;
}

export interface HandoutOptions {
  ask: (body: Ask) => Promise<Handout>;
  /** Assignments answered but not stored yet: they must not be handed out again. */
  pending: () => readonly string[];
  now: () => number;
}

/** Work that was handed out before the guideline changed is answered under the newer one, like any other. */
const under = (version: number | null, work: Work): Work =>
  version === null || version <= work.guideline_version ? work : { ...work, guideline_version: version };

/** Asks for work ahead of need; `first()` is the item on the table. */
export class Handouts {
  state: HandoutState = {
    works: [],
    done: null,
    progress: null,
    toQualify: null,
    version: null,
    error: undefined,
    isAsking: false,
    nSince: 0,
  };
  readonly #options: HandoutOptions;
  readonly #listeners = new Set<() => void>();
  readonly #answered = new Set<string>();
  #isAskedAgain = false;

  constructor(options: HandoutOptions) {
    this.#options = options;
  }

  first(): Work | undefined {
    return this.state.works[0];
  }

  /** Ask for more where fewer than wanted are left, or a lease runs out soon. */
  async fill(options: { force?: boolean } = {}): Promise<void> {
    const n = Math.max(missing(this.state.works), options.force || this.#isRunningOut() ? 1 : 0);
    if (n === 0) return;
    if (this.state.isAsking) {
      this.#isAskedAgain = true; // what is asked for now was counted before this call
      return;
    }
    this.#isAskedAgain = false;
    this.#set({ isAsking: true });
    const pending = this.#options.pending();
    try {
      const have = [...new Set([...this.state.works.map((work) => work.assignment), ...pending])];
      const answeredBefore = this.#answered.size;
      const handout = await this.#options.ask({ n: Math.min(n, 20), have: have.slice(-50) });
      this.#take(handout, pending.length + this.#answered.size - answeredBefore);
    } catch (error) {
      this.#set({ error, isAsking: false });
      return;
    }
    if (this.#isAskedAgain) await this.fill();
  }

  /** The item has been answered: it leaves the table. */
  drop(assignment: string): void {
    this.#answered.add(assignment);
    const works = this.state.works.filter((work) => work.assignment !== assignment);
    const isNew = works.length < this.state.works.length;
    this.#set({ works, nSince: this.state.nSince + (isNew ? 1 : 0) });
  }

  /** A version of the guideline was named elsewhere: from here on the items ahead are answered under it. */
  hear(version: number): void {
    if (version <= (this.state.version ?? version)) return;
    this.#set({ version, works: this.state.works.map((work) => under(version, work)) });
  }

  subscribe(listener: () => void): () => void {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  }

  #take(handout: Handout, nSince: number): void {
    const known = new Set(this.state.works.map((work) => work.assignment));
    const pending = new Set(this.#options.pending());
    const fresh = handout.work.filter(
      ({ assignment }) =>
        !known.has(assignment) && !this.#answered.has(assignment) && !pending.has(assignment),
    );
    const until = handout.work.find((work) => work.lease_until)?.lease_until;
    const held = this.state.works.map((work) => (until ? { ...work, lease_until: until } : work));
    const version = handout.guideline_version;
    this.#set({
      works: [...held, ...fresh].map((work) => under(version, work)),
      done: handout.done,
      progress: handout.progress,
      toQualify: handout.to_qualify ?? null,
      version,
      error: undefined,
      isAsking: false,
      nSince,
    });
  }

  #isRunningOut(): boolean {
    const ends = this.state.works.map((work) => Date.parse(work.lease_until ?? "")).filter((end) => end > 0);
    return ends.length > 0 && Math.min(...ends) < this.#options.now() + RENEW_MS;
  }

  #set(part: Partial<HandoutState>): void {
    this.state = { ...this.state, ...part };
    for (const listener of [...this.#listeners]) listener();
  }
}
