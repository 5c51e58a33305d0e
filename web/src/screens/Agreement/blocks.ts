/** An order of the rows of a square matrix in which what belongs together stands together. */

type Matrix = readonly (readonly number[])[];

const at = (matrix: Matrix, row: number, column: number): number => matrix[row]?.[column] ?? 0;

/** How alike two labels are used: their confusions, set against how often each occurs. Symmetric, diagonal 0. */
export function confusability(counts: Matrix): number[][] {
  const totals = counts.map((row) => row.reduce((sum, each) => sum + each, 0));
  return counts.map((row, i) =>
    row.map((_, j) => {
      const scale = Math.sqrt((totals[i] ?? 0) * (totals[j] ?? 0));
      return i === j || scale === 0 ? 0 : (at(counts, i, j) + at(counts, j, i)) / (2 * scale);
    }),
  );
}

/** Order of indices: the most alike groups are joined first (average linkage), alike ends put side by side.
 *
 * Ties go to the smaller index, so that the order does not depend on chance. Rows alike to nothing keep their order
 * at the end.
 */
export function blockOrder(alike: Matrix): number[] {
  const lonely = (i: number) => alike.every((_, j) => i === j || at(alike, i, j) <= 0);
  const indices = alike.map((_, i) => i);
  let groups = indices.filter((i) => !lonely(i)).map((i) => [i]);
  for (let pair = closest(groups, alike); pair; pair = closest(groups, alike)) {
    const [a, b] = pair;
    const joined = join(groups[a] ?? [], groups[b] ?? [], alike);
    groups = groups.flatMap((group, i) => (i === a ? [joined] : i === b ? [] : [group]));
  }
  return [...groups.flat(), ...indices.filter(lonely)];
}

/** The two groups most alike on average, if any are alike at all. */
function closest(groups: readonly number[][], alike: Matrix): [number, number] | undefined {
  let best: [number, number] | undefined;
  let most = 0;
  for (let a = 0; a < groups.length; a++) {
    for (let b = a + 1; b < groups.length; b++) {
      const mean = average(groups[a] ?? [], groups[b] ?? [], alike);
      if (mean > most + 1e-12) [best, most] = [[a, b], mean];
    }
  }
  return best;
}

function average(a: readonly number[], b: readonly number[], alike: Matrix): number {
  const sum = a.reduce((all, i) => all + b.reduce((row, j) => row + at(alike, i, j), 0), 0);
  return sum / (a.length * b.length);
}

/** The two groups in one row, each turned so that the ends that meet are the most alike. */
function join(a: readonly number[], b: readonly number[], alike: Matrix): number[] {
  const back = (group: readonly number[]) => [...group].reverse();
  const ways: [readonly number[], readonly number[]][] = [
    [a, b],
    [back(a), b],
    [a, back(b)],
    [back(a), back(b)],
  ];
  let best: readonly number[] = [...a, ...b];
  let most = Number.NEGATIVE_INFINITY;
  for (const [left, right] of ways) {
    const meeting = at(alike, left[left.length - 1] ?? 0, right[0] ?? 0);
    if (meeting > most + 1e-12) [best, most] = [[...left, ...right], meeting];
  }
  return [...best];
}

/** The rows and columns of so many labels at most: those that most often stood against another. Their order stays. */
export function mostConfused<T extends { labels: readonly string[]; counts: Matrix }>(
  table: T,
  most: number,
): { labels: string[]; counts: number[][] } {
  const against = table.counts.map((row, i) => row.reduce((sum, n, j) => sum + (i === j ? 0 : n), 0));
  const kept = new Set(
    table.labels
      .map((_, i) => i)
      .sort(
        (a, b) => (against[b] ?? 0) - (against[a] ?? 0) || at(table.counts, b, b) - at(table.counts, a, a),
      )
      .slice(0, most),
  );
  const places = table.labels.map((_, i) => i).filter((i) => kept.has(i));
  return {
    labels: places.map((i) => table.labels[i] ?? ""),
    counts: places.map((i) => places.map((j) => at(table.counts, i, j))),
  };
}
