import { Button } from "@mantine/core";
import { useCallback, useEffect, useRef, useState, useSyncExternalStore } from "react";
import { useCommands } from "../../keys/useCommands";
import { kindOf } from "../../kinds/registry";
import type { Json, Kind, Session } from "../../kinds/types";
import type { Case } from "../../model/api.gen";
import { type AnswerEditor, createEditor } from "../../state/editor";
import { focusField } from "../../ui/field";
import { ItemView } from "../../ui/ItemView";
import { Kbd } from "../../ui/Kbd";

type Edited = Pick<Case, "item" | "question">;

export interface Editing {
  session: Session | null;
  kind: Kind;
  start(from: Json | undefined): void;
  /** Take what was edited as the ruling. */
  take(): void;
  cancel(): void;
  undo(): void;
  redo(): void;
}

/** The kind's own editor over a value of this page; nothing is kept before `take`. */
export function useEditing(current: Edited, onTake: (value: Json) => void): Editing {
  const { item, question } = current;
  const kind = kindOf(question.kind);
  const [session, setSession] = useState<Session | null>(null);
  const open = useRef<Session | null>(null);
  const editor = useRef<AnswerEditor | null>(null);
  const taken = useRef(onTake);
  taken.current = onTake;

  const cancel = useCallback(() => {
    open.current?.dispose();
    open.current = null;
    setSession(null);
  }, []);
  const take = useCallback(() => {
    const value = open.current?.handle.value();
    if (!open.current || value === undefined || open.current.problem() !== undefined) return;
    taken.current(value);
    cancel();
  }, [cancel]);
  const start = (from: Json | undefined) => {
    editor.current = createEditor({
      item,
      questions: [question],
      ...(from === undefined ? {} : { initial: { [question.key]: from } }),
      onDone: take,
    });
    open.current = kind.open(editor.current.handle(question));
    setSession(open.current);
  };
  useEffect(() => cancel, [cancel]);
  return {
    session,
    kind,
    start,
    take,
    cancel,
    undo: () => editor.current?.undo(),
    redo: () => editor.current?.redo(),
  };
}

/** The item with the editor on it, where the kind draws; else the item as it is. */
export function EditorStage({ editing, current }: { editing: Editing; current: Edited }) {
  const { kind, session } = editing;
  if (!session) return null;
  if (kind.Stage) {
    return (
      <div className="bench-stage">
        <kind.Stage session={session} />
      </div>
    );
  }
  return (
    <div className="bench-read">
      <ItemView
        item={current.item}
        show={current.question.show}
        beside={kind.beside?.(current.item, current.question)}
      />
    </div>
  );
}

/** The kind's own panel, with the way out. Mounted only while editing. */
export function EditorPanel({ editing }: { editing: Editing }) {
  return editing.session ? <Panel editing={editing} session={editing.session} /> : null;
}

function Panel({ editing, session }: { editing: Editing; session: Session }) {
  const { kind } = editing;
  const frame = useRef<HTMLElement>(null);
  useEffect(() => focusField(frame.current), []);
  const problem = useSyncExternalStore(
    (listener) => session.subscribe(listener),
    () => session.problem(),
  );
  useCommands("adjudicate.edit", [
    ...session.commands,
    {
      id: "edit.take",
      title: "Use this as the ruling",
      keys: ["Enter"],
      group: "Edit a ruling",
      run: editing.take,
    },
    {
      id: "edit.cancel",
      title: "Leave without it",
      keys: ["Escape"],
      group: "Edit a ruling",
      run: editing.cancel,
    },
    { id: "edit.undo", title: "Undo", keys: ["Mod+Z"], group: "Edit a ruling", run: editing.undo },
    {
      id: "edit.redo",
      title: "Redo",
      keys: ["Mod+Shift+Z", "Mod+Y"],
      group: "Edit a ruling",
      run: editing.redo,
    },
  ]);
  return (
    <section className="ruling" ref={frame}>
      <h2>An own ruling</h2>
      <kind.Panel session={session} />
      <div className="ruling-foot">
        <p className="ruling-missing" role="status">
          {problem}
        </p>
        <Button variant="default" onClick={editing.cancel} rightSection={<Kbd keys="Escape" />}>
          Back
        </Button>
        <Button onClick={editing.take} disabled={problem !== undefined} rightSection={<Kbd keys="Enter" />}>
          Use this
        </Button>
      </div>
    </section>
  );
}
