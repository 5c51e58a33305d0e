import { expect, test } from "vitest";
import type { Ask, Handout } from "../model/api.gen";
import { handout, id, item, work } from "./example";
import { Handouts, missing, wanted } from "./handout";

const PICTURE = { picture: { type: "image" as const, url: "media/a.jpg" } };

/** A server with that many items, and what it was asked. */
function server(n: number) {
  const asked: Ask[] = [];
  const pending: string[] = [];
  let now = 0;
  const ask = async (body: Ask): Promise<Handout> => {
    asked.push(body);
    const have = new Set(body.have);
    const all = Array.from({ length: n }, (_, at) =>
      work(at, { lease_until: new Date(now + 1_800_000).toISOString() }),
    );
    const fresh = all.filter((each) => !have.has(each.assignment)).slice(0, body.n);
    return handout(fresh);
  };
  const handouts = new Handouts({ ask, pending: () => pending, now: () => now });
  return { handouts, asked, pending, passes: (ms: number) => (now += ms) };
}

test("texts are kept eight ahead, pictures three", () => {
  expect(wanted([work(1)])).toBe(9);
  expect(wanted([work(1, { item: item(1, PICTURE) })])).toBe(4);
});

test("nothing is asked for while more than half is left", () => {
  const works = [1, 2, 3, 4, 5, 6].map((n) => work(n));
  expect(missing(works)).toBe(0);
  expect(missing(works.slice(0, 4))).toBe(5);
});

test("the buffer fills, names what it has, and drops what is answered", async () => {
  const { handouts, asked } = server(40);
  await handouts.fill();
  await handouts.fill();
  expect(handouts.state.works).toHaveLength(9);
  expect(asked[1]?.have).toHaveLength(4);
  const first = handouts.first();
  handouts.drop(first?.assignment ?? "");
  expect(handouts.first()?.assignment).toBe(id(1001));
  expect(handouts.state.nSince).toBe(1);
});

test("an answered item is not taken again, not even from a reply that was already on its way", async () => {
  const { handouts } = server(3);
  const filling = handouts.fill();
  handouts.drop(id(1000));
  await filling;
  expect(handouts.state.works.map((each) => each.assignment)).toEqual([id(1001), id(1002)]);
});

test("items whose answers wait in the outbox are named to the server", async () => {
  const { handouts, asked, pending } = server(3);
  pending.push(id(1000));
  await handouts.fill();
  expect(asked[0]?.have).toEqual([id(1000)]);
  expect(handouts.first()?.assignment).toBe(id(1001));
});

test("a lease that runs out soon is renewed though enough is there", async () => {
  const { handouts, asked, passes } = server(40);
  await handouts.fill();
  await handouts.fill();
  const n = asked.length;
  await handouts.fill();
  expect(asked).toHaveLength(n);
  passes(1_600_000);
  await handouts.fill();
  expect(asked).toHaveLength(n + 1);
  const ends = handouts.state.works.map((each) => Date.parse(each.lease_until ?? ""));
  expect(Math.min(...ends)).toBe(1_600_000 + 1_800_000);
});

test("a call while another is on its way is made up for afterwards", async () => {
  const { handouts, asked } = server(2);
  const filling = handouts.fill();
  void handouts.fill();
  await filling;
  expect(asked.length).toBe(2);
});

test("a failure is told and what is there stays", async () => {
  let isDown = false;
  const handouts = new Handouts({
    ask: async () => {
      if (isDown) throw new Error("down");
      return handout([work(1), work(2)]);
    },
    pending: () => [],
    now: () => 0,
  });
  await handouts.fill();
  isDown = true;
  await handouts.fill();
  expect(handouts.state.error).toBeInstanceOf(Error);
  expect(handouts.state.works).toHaveLength(2);
});

test("items ahead go under the newest guideline that was named, by the server or elsewhere", async () => {
  let version = 1;
  const handouts = new Handouts({
    ask: async ({ have }) => handout([work((have ?? []).length)], { guideline_version: version }),
    pending: () => [],
    now: () => 0,
  });
  const versions = () => handouts.state.works.map((each) => each.guideline_version);
  await handouts.fill();
  version = 2;
  await handouts.fill({ force: true });
  expect(versions()).toEqual([2, 2]);
  handouts.hear(3);
  handouts.hear(2);
  expect(versions()).toEqual([3, 3]);
  expect(handouts.state.version).toBe(3);
});
