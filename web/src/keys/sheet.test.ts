import { expect, test } from "vitest";
import { grouped, whyOff } from "./sheet";

const command = (id: string, part = {}) => ({ id, title: id, keys: ["T"], run: () => undefined, ...part });

test("what the page does not have is not listed, and nothing is listed twice", () => {
  const model = command("model", { group: "Paint", isThere: () => false });
  const brush = command("brush", { group: "Paint", isThere: () => true });
  const skip = command("skip");
  const listed = grouped([
    [model, brush],
    [brush, skip],
  ]);
  expect(listed).toEqual([
    ["Paint", [brush]],
    ["This page", [skip]],
  ]);
});

test("a key that does nothing now says why", () => {
  expect(whyOff(command("on"))).toBeUndefined();
  expect(whyOff(command("on", { enabled: () => true, needs: "choose an object first" }))).toBeUndefined();
  expect(whyOff(command("off", { enabled: () => false }))).toBe("not now");
  expect(whyOff(command("off", { enabled: () => false, needs: "choose an object first" }))).toBe(
    "choose an object first",
  );
});
