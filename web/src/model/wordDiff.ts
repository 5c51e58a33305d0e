/** What differs between two texts, by words. Pure. */

/** A stretch of one text. isOnly: the other text lacks it. */
export interface Piece {
  readonly text: string;
  readonly isOnly: boolean;
}

const MOST = 4_000_000; // cells of the table; beyond it what lies between the equal ends is marked whole

/** Both texts in pieces, of which joining gives each text again; blanks belong to the word before them. */
export function wordDiff(a: string, b: string): readonly [readonly Piece[], readonly Piece[]] {
  const [one, other] = [words(a), words(b)];
  let head = 0;
  while (head < one.length && head < other.length && one[head] === other[head]) head += 1;
  let tail = 0;
  const most = Math.min(one.length, other.length) - head;
  while (tail < most && one[one.length - 1 - tail] === other[other.length - 1 - tail]) tail += 1;
  const [left, right] = [one.slice(head, one.length - tail), other.slice(head, other.length - tail)];
  const [inLeft, inRight] = common(left, right);
  const whole = (all: readonly string[], mid: readonly boolean[]) => {
    const shared = all.map((_, at) => at < head || at >= all.length - tail || mid[at - head] === true);
    return pieces(all, shared);
  };
  return [whole(one, inLeft), whole(other, inRight)];
}

const words = (text: string): string[] => text.match(/\S+\s*|\s+/gu) ?? [];

/** Which words of each stand in a longest common subsequence. */
function common(a: readonly string[], b: readonly string[]): [boolean[], boolean[]] {
  const inA = a.map(() => false);
  const inB = b.map(() => false);
  if (a.length * b.length === 0 || a.length * b.length > MOST) return [inA, inB];
  const width = b.length + 1;
  const length = new Uint32Array((a.length + 1) * width);
  const at = (i: number, j: number) => length[i * width + j] ?? 0;
  for (let i = a.length - 1; i >= 0; i -= 1) {
    for (let j = b.length - 1; j >= 0; j -= 1) {
      length[i * width + j] =
        a[i]?.trimEnd() === b[j]?.trimEnd() ? at(i + 1, j + 1) + 1 : Math.max(at(i + 1, j), at(i, j + 1));
    }
  }
  for (let i = 0, j = 0; i < a.length && j < b.length; ) {
    if (a[i]?.trimEnd() === b[j]?.trimEnd()) {
      inA[i] = inB[j] = true;
      i += 1;
      j += 1;
    } else if (at(i + 1, j) >= at(i, j + 1)) i += 1;
    else j += 1;
  }
  return [inA, inB];
}

function pieces(all: readonly string[], shared: readonly boolean[]): Piece[] {
  const found: Piece[] = [];
  for (const [at, text] of all.entries()) {
    const isOnly = shared[at] !== true;
    const last = found.at(-1);
    if (last && last.isOnly === isOnly) found[found.length - 1] = { text: last.text + text, isOnly };
    else found.push({ text, isOnly });
  }
  return found;
}
