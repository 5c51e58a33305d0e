import { expect, test } from "vitest";
import { blockOrder, confusability, mostConfused } from "./blocks";

const counts = (n: number, blocks: readonly number[][]) =>
  Array.from({ length: n }, (_, i) =>
    Array.from({ length: n }, (_, j) =>
      i === j ? 50 : blocks.some((block) => block.includes(i) && block.includes(j)) ? 20 : 0,
    ),
  );

const together = (order: readonly number[], block: readonly number[]) => {
  const places = block.map((each) => order.indexOf(each)).sort((a, b) => a - b);
  return places.every((place, i) => i === 0 || place === (places[i - 1] ?? 0) + 1);
};

test("labels that are confused with one another stand together, wherever the guideline put them", () => {
  const blocks = [
    [0, 3, 5],
    [1, 4],
  ];
  const order = blockOrder(confusability(counts(6, blocks)));
  expect(blocks.every((block) => together(order, block))).toBe(true);
  expect(order[order.length - 1]).toBe(2);
});

test("every label keeps exactly one place", () => {
  const order = blockOrder(confusability(counts(40, [[0, 39], [1, 20, 30], [5]])));
  expect([...order].sort((a, b) => a - b)).toEqual(Array.from({ length: 40 }, (_, i) => i));
});

test("without any confusion the guideline's order stays", () => {
  expect(blockOrder(confusability(counts(4, [])))).toEqual([0, 1, 2, 3]);
});

test("a chain comes out as a chain: neighbours are those confused most", () => {
  const chain = [2, 0, 3, 1]; // 2-0-3-1
  const matrix = Array.from({ length: 4 }, (_, i) =>
    Array.from({ length: 4 }, (_, j) => {
      const gap = Math.abs(chain.indexOf(i) - chain.indexOf(j));
      return gap === 0 ? 100 : gap === 1 ? 30 : gap === 2 ? 6 : 1;
    }),
  );
  const order = blockOrder(confusability(matrix));
  expect([chain.join(), [...chain].reverse().join()]).toContain(order.join());
});

test("how often a label is used does not decide how confusable it is", () => {
  const alike = confusability([
    [1000, 10, 0],
    [10, 10, 5],
    [0, 5, 5],
  ]);
  expect(alike[1]?.[2]).toBeGreaterThan(alike[0]?.[1] ?? 1);
  expect(alike[0]?.[1]).toBe(alike[1]?.[0]);
});

test("of too many labels those stay that stood against others, in their order", () => {
  const counts = [
    [9, 0, 0, 0],
    [0, 1, 2, 0],
    [0, 2, 1, 3],
    [0, 0, 3, 4],
  ];
  expect(mostConfused({ labels: ["a", "b", "c", "d"], counts }, 2)).toEqual({
    labels: ["c", "d"],
    counts: [
      [1, 3],
      [3, 4],
    ],
  });
});
