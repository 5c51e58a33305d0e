import { describe, expect, it } from "vitest";
import {
  addressOf,
  FILTER_KEYS,
  type Filter,
  filterQuery,
  type ItemsAddress,
  nextSort,
  phrase,
  searchOf,
} from "./filter";

const WORDS = ["", "neutral", "a=b&c", "x:y|z", "größer ☂ +", "100 %", "#?"];

const names = {
  label: (question: string, label: string) => `${question}/${label}`,
  annotator: (id: string) => id.toUpperCase(),
  import: (id: string) => `file ${id}`,
  question: (key: string) => `Q ${key}`,
};

describe("the address", () => {
  it("keeps every filter, whatever its value holds", () => {
    for (const key of FILTER_KEYS) {
      for (const word of WORDS.slice(1)) {
        const address: ItemsAddress = {
          filter: { [key]: word },
          sort: "-disagreement",
          view: "grid",
          item: "0f",
        };
        expect(addressOf(searchOf(address))).toEqual(address);
      }
    }
  });
  it("keeps all filters together", () => {
    const filter: Filter = Object.fromEntries(FILTER_KEYS.map((key, at) => [key, WORDS[1 + (at % 6)]]));
    const address: ItemsAddress = { filter, sort: "", view: "table", item: null };
    expect(addressOf(searchOf(address))).toEqual(address);
  });
  it("is empty when nothing is asked", () => {
    expect(searchOf(addressOf("?view=table&sort=&q=&other=1"))).toBe("");
  });
  it("tells the server the filter without sort, view and open item", () => {
    const { filter } = addressOf("?status=disagreed&sort=-n&view=grid&item=ab&q=cat");
    expect(filterQuery(filter)).toBe("q=cat&status=disagreed");
  });
});

describe("a phrase", () => {
  const say = (filter: Filter, key: keyof Filter) => phrase(key, filter[key] ?? "", filter, names);
  it("uses names, not keys", () => {
    expect(say({ status: "in_progress" }, "status")).toBe("in progress");
    expect(say({ label: "kind:a:b" }, "label")).toBe("label kind/a:b");
    expect(say({ pair: "ada|bo" }, "pair")).toBe("ADA with BO");
    expect(say({ annotator: "ada,bo" }, "annotator")).toBe("answered by ADA and BO");
    expect(say({ answers: "3+" }, "answers")).toBe("3+ answers");
    expect(say({ meta: "lang=de=x" }, "meta")).toBe("lang is de=x");
  });
  it("says what stands against what", () => {
    expect(say({ cell: "a|b", question: "q" }, "cell")).toBe("q/a against q/b");
    expect(say({ cell: "a|a", question: "q" }, "cell")).toBe("two answers q/a");
  });
});

it("a column's head goes round: rising, falling, none", () => {
  expect(nextSort("", "n")).toBe("n");
  expect(nextSort("n", "n")).toBe("-n");
  expect(nextSort("-n", "n")).toBe("");
  expect(nextSort("-n", "group")).toBe("group");
});
