/** A queue by small whole numbers: the least key first, and of equal keys the one that came first. Typed arrays. */
export class BucketQueue {
  private readonly heads: Int32Array;
  private readonly tails: Int32Array;
  private nexts: Int32Array;
  private values: Int32Array;
  private n = 0;
  private cursor = 0;

  /** keys: how many there are; larger ones wait with the largest. */
  constructor(
    private readonly keys: number,
    capacity: number,
  ) {
    this.heads = new Int32Array(keys).fill(-1);
    this.tails = new Int32Array(keys);
    this.nexts = new Int32Array(capacity);
    this.values = new Int32Array(capacity);
  }

  push(value: number, key: number): void {
    const at = Math.min(key, this.keys - 1);
    if (this.n === this.values.length) this.grow();
    const place = this.n;
    this.n += 1;
    this.values[place] = value;
    this.nexts[place] = -1;
    if (this.heads[at] === -1) this.heads[at] = place;
    else this.nexts[this.tails[at] as number] = place;
    this.tails[at] = place;
    if (at < this.cursor) this.cursor = at;
  }

  /** The value of the least key; -1 where none is left. */
  pop(): number {
    const { heads, keys } = this;
    while (this.cursor < keys && heads[this.cursor] === -1) this.cursor += 1;
    if (this.cursor === keys) return -1;
    const place = heads[this.cursor] as number;
    heads[this.cursor] = this.nexts[place] as number;
    return this.values[place] as number;
  }

  private grow(): void {
    const [nexts, values] = [new Int32Array(this.n * 2), new Int32Array(this.n * 2)];
    nexts.set(this.nexts);
    values.set(this.values);
    [this.nexts, this.values] = [nexts, values];
  }
}
