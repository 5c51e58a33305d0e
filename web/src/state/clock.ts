/** Time that somebody really spent: hidden pages and long pauses are left out. Pure: told the time, never reads it. */

/** After this long without any input nobody is taken to be there. */
export const IDLE_MS = 30_000;

export class ActiveClock {
  #spent: number;
  #from: number;
  #lastInput: number;
  #isHidden = false;

  /** now: any clock in milliseconds. spent: carried over from an earlier sitting with the same item. */
  constructor(now: number, spent = 0) {
    this.#from = now;
    this.#lastInput = now;
    this.#spent = spent;
  }

  /** A key, a pointer or a scroll. */
  touch(now: number): void {
    this.#settle(now);
    this.#lastInput = now;
  }

  /** The page went out of sight. */
  hide(now: number): void {
    this.#settle(now);
    this.#isHidden = true;
  }

  /** The page is in sight again, which counts as input. */
  show(now: number): void {
    this.#settle(now);
    this.#isHidden = false;
    this.#lastInput = now;
  }

  /** Active milliseconds until `now`. */
  elapsed(now: number): number {
    return Math.round(this.#spent + this.#since(now));
  }

  #settle(now: number): void {
    this.#spent += this.#since(now);
    this.#from = now;
  }

  /** What counts between the last event and now: at most until the pause became too long. */
  #since(now: number): number {
    if (this.#isHidden) return 0;
    return Math.max(0, Math.min(now, this.#lastInput + IDLE_MS) - this.#from);
  }
}
