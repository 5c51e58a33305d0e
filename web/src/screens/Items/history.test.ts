import { describe, expect, it } from "vitest";
import type { ItemEvent } from "../../model/api.gen";
import { isListed, mayTakeBack, sentenceOf } from "./history";

const event = (part: Partial<ItemEvent>): ItemEvent => ({
  seq: 1,
  type: "answered",
  at: "",
  who: "Ann",
  text: "",
  target: "annotation",
  target_id: "a",
  question: null,
  value: null,
  detail: {},
  is_replaced: false,
  is_withdrawn: false,
  ...part,
});

describe("the history of an item", () => {
  it("names whose answer was taken back", () => {
    const answer = event({ value: "kind" });
    const back = event({ seq: 2, type: "withdrawn", who: "Bo" });
    expect(sentenceOf(back, [], [answer, back])).toBe("took Ann’s answer back");
    expect(sentenceOf(event({ ...back, target: "annotator", target_id: "w" }), [], [answer])).toBe(
      "took all answers of an annotator back",
    );
  });

  it("says from which group to which", () => {
    const moved = (detail: ItemEvent["detail"]) => sentenceOf(event({ type: "correction", detail }), []);
    expect(moved({ was: "a", group: "b" })).toBe("moved it from the group a to b");
    expect(moved({ was: null, group: "b" })).toBe("put it into the group b");
    expect(moved({ was: "a", group: null })).toBe("took it out of the group a");
  });

  it("lets only what stands be taken back", () => {
    expect(mayTakeBack(event({}))).toBe(true);
    expect(mayTakeBack(event({ is_replaced: true }))).toBe(false);
    expect(mayTakeBack(event({ type: "withdrawn" }))).toBe(false);
  });

  it("leaves the remarks on the item to their own place", () => {
    expect(isListed(event({ type: "comment", target: "item" }))).toBe(false);
    expect(isListed(event({ type: "reply", target: "annotation" }))).toBe(false);
    expect(isListed(event({ type: "comment", target: "gold" }))).toBe(true);
  });
});
