import { afterEach, beforeEach, expect, test, vi } from "vitest";
import { bindingsBelongTo, rebind, resetBindings } from "./bindings";
import type { Command } from "./commands";
import { EVERYWHERE, enter, lastTyped, type Scope, takeOrder } from "./engine";
import { ANY_LETTER } from "./keymap";

const command = (id: string, keys: string[], part: Partial<Command> = {}): Command => ({
  id,
  title: id,
  keys,
  run: vi.fn(),
  ...part,
});
const stops: (() => void)[] = [];
const open = (name: string, commands: Command[], isModal = false): Scope => {
  const scope: Scope = { name, order: takeOrder(), isModal, commands };
  stops.push(enter(scope));
  return scope;
};
const press = (key: string, part: KeyboardEventInit = {}, target: EventTarget = document.body) => {
  const event = new KeyboardEvent("keydown", { key, bubbles: true, cancelable: true, ...part });
  target.dispatchEvent(event);
  return event;
};
const put = <Tag extends keyof HTMLElementTagNameMap>(tag: Tag) =>
  document.body.appendChild(document.createElement(tag));

beforeEach(() => bindingsBelongTo("ana"));
afterEach(() => {
  for (const stop of stops.splice(0)) stop();
  resetBindings();
  document.body.replaceChildren();
});

test("the innermost scope that knows the key wins; a disabled command lets it through", () => {
  let isOn = true;
  const outer = command("outer", ["F"]);
  const inner = command("inner", ["F"], { enabled: () => isOn });
  open("page", [outer]);
  open("canvas", [inner]);
  press("f");
  isOn = false;
  const event = press("f");
  expect(inner.run).toHaveBeenCalledTimes(1);
  expect(outer.run).toHaveBeenCalledTimes(1);
  expect(event.defaultPrevented).toBe(true);
});

test("everywhere comes last, though it was entered last", () => {
  const page = command("page", ["?"]);
  const everywhere = command("everywhere", ["?"]);
  open("page", [page]);
  open(EVERYWHERE, [everywhere]);
  press("?");
  expect(page.run).toHaveBeenCalledTimes(1);
  expect(everywhere.run).not.toHaveBeenCalled();
});

test("typing is left alone, but for Escape and combinations that are not editing", () => {
  const commands = ["G", "Escape", "Mod+K", "Mod+Z"].map((keys) => command(keys, [keys]));
  open("page", commands);
  const input = put("input");
  press("g", {}, input);
  press("z", { ctrlKey: true }, input);
  press("k", { ctrlKey: true }, input);
  press("Escape", {}, input);
  expect(commands.map((each) => vi.mocked(each.run).mock.calls.length)).toEqual([0, 1, 1, 0]);
});

test("Enter on a focused button presses the button", () => {
  const submit = command("submit", ["Enter"]);
  open("page", [submit]);
  press("Enter", {}, put("button"));
  expect(submit.run).not.toHaveBeenCalled();
  press("Enter");
  expect(submit.run).toHaveBeenCalledTimes(1);
});

test("while a dialog is open only its own commands are heard", () => {
  const page = command("page", ["1"]);
  const dialog = command("dialog", ["1"]);
  open("page", [page]);
  put("div").setAttribute("aria-modal", "true");
  press("1", { code: "Digit1" });
  open("dialog", [dialog], true);
  press("1", { code: "Digit1" });
  expect(page.run).not.toHaveBeenCalled();
  expect(dialog.run).toHaveBeenCalledTimes(1);
});

test("Escape closes a dialog and goes no further, though the dialog is gone when the page hears the key", () => {
  const leave = command("leave", ["Escape"]);
  open("page", [leave]);
  const dialog = put("div");
  dialog.setAttribute("aria-modal", "true");
  const close = () => dialog.remove();
  window.addEventListener("keydown", close, { capture: true, once: true });
  press("Escape");
  expect(leave.run).not.toHaveBeenCalled();
  press("Escape");
  expect(leave.run).toHaveBeenCalledTimes(1);
});

test("Escape inside a menu is the menu's", () => {
  const leave = command("leave", ["Escape"]);
  open("page", [leave]);
  const menu = put("div");
  menu.setAttribute("role", "menu");
  press("Escape", {}, menu.appendChild(document.createElement("button")));
  expect(leave.run).not.toHaveBeenCalled();
});

test("a letter that no command claims starts a search; a claimed one does not", () => {
  const find = command("find", ["/", ANY_LETTER]);
  const unsure = command("unsure", ["U"]);
  open("label", [unsure]);
  open("answer", [find]);
  press("u");
  expect(find.run).not.toHaveBeenCalled();
  press("s");
  expect(find.run).toHaveBeenCalledTimes(1);
  expect(lastTyped()).toBe("s");
});

test("a rebound command answers to its new key only, for that person only", () => {
  const fold = command("fold", ["G"]);
  open("page", [fold]);
  rebind("fold", ["X"]);
  press("g");
  expect(fold.run).not.toHaveBeenCalled();
  press("x");
  expect(fold.run).toHaveBeenCalledTimes(1);
  bindingsBelongTo("ben");
  press("g");
  expect(fold.run).toHaveBeenCalledTimes(2);
  bindingsBelongTo("ana");
  press("x");
  expect(fold.run).toHaveBeenCalledTimes(3);
});
