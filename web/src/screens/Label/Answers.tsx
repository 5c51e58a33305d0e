import { notifications } from "@mantine/notifications";
import { type FocusEvent, type ReactNode, useEffect, useRef, useState } from "react";
import type { Command } from "../../keys/commands";
import { KeyOf } from "../../keys/KeyOf";
import { useCommands } from "../../keys/useCommands";
import { kindOf } from "../../kinds/registry";
import type { Json, Session } from "../../kinds/types";
import { focusField, leaveField } from "../../ui/field";
import { Kbd } from "../../ui/Kbd";
import { ProblemNotice } from "../../ui/ProblemNotice";
import { Messages } from "../Inbox/Messages";
import { useTalk, useThread, useThreads } from "../Inbox/useThreads";
import type { LabelCommands } from "./commands";
import { Definition, hasDefinitions } from "./Definition";
import { Scrolled } from "./Scrolled";
import { Suggestion } from "./Suggestion";
import { type BenchState, isSameSlot, type Slot, type Workbench } from "./workbench";

const NO_COMMANDS: readonly Command[] = [];

/** The answers' column: each question with its labels, the definition at the moment of choice, and submit. */
export function Answers(props: {
  slug: string;
  bench: Workbench;
  state: BenchState;
  commands: LabelCommands;
  isCommenting: boolean;
  onCommented: () => void;
}) {
  const { slug, bench, state, commands, isCommenting, onCommented } = props;
  const { open, active, isFlashing, problem } = state;
  const slots = bench.slots();
  const here = slots.find((slot) => isSameSlot(slot, active)) ?? slots[0];
  const session = here && bench.sessionOf(here);
  useCommands("answer", session?.commands ?? NO_COMMANDS);
  if (!open || !here || !session) return null;
  const skipped = open.past?.own[here.question.key]?.reason?.replace(/^(skip|abstain): /, "");
  const old = (open.work.own?.[here.question.key]?.before ?? undefined) as Json | undefined;
  const isDirect = slots.length === 1 && isDirectlyDone(session) && !open.past;
  const keepsPlace = hasDefinitions(here.question);
  return (
    <aside
      className="bench-answers"
      aria-label="Answer"
      data-flash={isFlashing || undefined}
      data-several={slots.length > 1 || undefined}
    >
      <Scrolled id={`${open.work.item.id} ${open.past?.submission ?? ""}`} className="answers-scroll">
        {open.work.own && Object.keys(open.work.own).length > 0 && (!open.past || old) && (
          <p className="answers-note">
            You answered this before{old && `: ${kindOf(here.question.kind).summary(old, here.question)}`}.
            The guideline has changed since; look again.
          </p>
        )}
        {skipped !== undefined && <p className="answers-note">You passed this over: {skipped}.</p>}
        {slots.map((slot, place) => (
          <QuestionPart
            key={`${open.work.item.id} ${slot.question.key} ${slot.part}`}
            slot={slot}
            session={bench.sessionOf(slot)}
            isActive={slots.length > 1 ? slot === here : undefined}
            isUnsure={open.editor.draft(slot.question.key).unsure}
            reach={commandTo(place - slots.indexOf(here), commands)}
            suggestion={<Suggestion bench={bench} slot={slot} isActive={slot === here} commands={commands} />}
            onSelect={() => bench.select(slot)}
          />
        ))}
        {isCommenting && (
          <Comment
            key={`${open.work.item.id} ${here.question.key}`}
            project={slug}
            item={open.work.item.id}
            isPast={open.past !== undefined}
            text={open.editor.draft(here.question.key).note}
            onChange={(text) => bench.note(text)}
            onEnd={onCommented}
          />
        )}
        {!isCommenting && open.editor.draft(here.question.key).note !== "" && (
          <button type="button" className="answers-comment" onClick={commands.comment.run}>
            {open.editor.draft(here.question.key).note}
          </button>
        )}
        {!isCommenting && <AskedHere slug={slug} item={open.work.item.id} onOpen={commands.comment.run} />}
      </Scrolled>
      {keepsPlace && (
        <Scrolled id={here.question.key} className="answers-definition" label="What the label means">
          <Definition question={here.question} session={session} />
        </Scrolled>
      )}
      <div className="answers-foot">
        <p className="answers-problem" role="alert">
          {problem}
        </p>
        {!isDirect && (
          <button
            type="button"
            className="answers-submit"
            onMouseDown={(event) => event.preventDefault()}
            onClick={commands.submit.run}
          >
            {open.past ? "Keep and go on" : "Submit and go on"} <KeyOf command={commands.submit} />
          </button>
        )}
      </div>
    </aside>
  );
}

/** The command that leads to the question that many places from the one at hand, if one key does. */
function commandTo(by: number, commands: LabelCommands): Command | undefined {
  if (by === 1) return commands.next;
  return by === -1 ? commands.previous : undefined;
}

/** Whether one key answers the question and moves on, so that no button is needed. */
export const isDirectlyDone = (session: Session & { readonly isDirect?: boolean }) =>
  session.isDirect === true;

function QuestionPart(props: {
  slot: Slot;
  session: Session;
  /** Whether the keys are its own just now; undefined where there is but one question. */
  isActive: boolean | undefined;
  isUnsure: boolean;
  /** The key that brings the keys here. */
  reach: Command | undefined;
  suggestion: ReactNode;
  onSelect: () => void;
}) {
  const { slot, session, isActive, isUnsure, reach, suggestion, onSelect } = props;
  const { Panel } = kindOf(slot.question.kind);
  const frame = useRef<HTMLElement>(null);
  useEffect(() => {
    if (isActive) frame.current?.scrollIntoView({ block: "nearest" });
    if (isActive === false) leaveField(frame.current);
    else focusField(frame.current);
  }, [isActive]);
  const entered = (event: FocusEvent) => {
    if (!frame.current?.contains(event.relatedTarget)) onSelect();
  };
  return (
    // biome-ignore lint/a11y/noStaticElementInteractions: whatever is used inside makes this the question at hand
    <section
      ref={frame}
      className="answers-question"
      data-active={isActive}
      onFocus={entered}
      onPointerDownCapture={onSelect}
    >
      <div className="answers-head">
        {slot.part === "value" ? (
          <h2>
            {slot.question.title}
            {!slot.question.required && <span className="answers-aside"> optional</span>}
          </h2>
        ) : (
          <h2>
            Second choice <span className="answers-aside">if you have one</span>
          </h2>
        )}
        {reach && <KeyOf command={reach} />}
      </div>
      {suggestion}
      <Panel session={session} />
      {isUnsure && slot.part === "value" && (
        <p className="answers-unsure">
          {slot.question.units === "given" ? "Unsure: choose the likeliest here." : "Marked as unsure."}
        </p>
      )}
    </section>
  );
}

/** A note to the answer, or a question to the lead; what was asked before of this item stands above. */
function Comment(props: {
  project: string;
  item: string;
  isPast: boolean;
  text: string;
  onChange: (text: string) => void;
  onEnd: () => void;
}) {
  const { project, item, isPast, onChange, onEnd } = props;
  const field = useRef<HTMLTextAreaElement>(null);
  const [remark, setRemark] = useState("");
  const asked = useThreads(project, { which: "mine", item });
  const talk = useTalk(project);
  useEffect(() => field.current?.focus(), []);
  const text = isPast ? remark : props.text;
  const ask = async () => {
    if (text.trim() === "" || talk.start.isPending) return;
    try {
      await talk.start.mutateAsync({ target: "item", target_id: item, text: text.trim() });
      setRemark("");
      if (!isPast) onChange("");
      notifications.show({ message: "Asked. What the lead answers stands here and in your inbox." });
      onEnd();
    } catch {
      // the mutation holds the problem, and it is told below the field
    }
  };
  return (
    <div className="answers-comment-edit">
      {asked.data?.rows.map((row) => (
        <Asked key={row.id} slug={project} id={row.id} />
      ))}
      <label>
        <span>{isPast ? "Ask or tell the lead" : "Comment on your answer, or ask the lead"}</span>
        <textarea
          ref={field}
          rows={3}
          maxLength={10_000}
          value={text}
          onChange={(event) => (isPast ? setRemark : onChange)(event.currentTarget.value)}
          onKeyDown={(event) => {
            if (event.key === "Enter" && (event.ctrlKey || event.metaKey)) {
              event.preventDefault();
              void ask();
            }
          }}
        />
      </label>
      {talk.start.isError && <ProblemNotice error={talk.start.error} />}
      <button type="button" className="foot-action" disabled={text.trim() === ""} onClick={() => void ask()}>
        Ask the lead <Kbd keys="Mod+Enter" />
      </button>
      <button type="button" className="foot-action" onClick={onEnd}>
        {isPast ? "Close" : "Keep as a note"} <kbd aria-hidden>Esc</kbd>
      </button>
    </div>
  );
}

/** That something was asked of this item, as long as its talk is folded. */
function AskedHere({ slug, item, onOpen }: { slug: string; item: string; onOpen: () => void }) {
  const asked = useThreads(slug, { which: "mine" });
  const here = asked.data?.rows.filter((row) => row.item === item && row.target === "item") ?? [];
  const [first] = here;
  if (!first) return null;
  const more = here.length > 1 ? ` and ${here.length - 1} more` : "";
  return (
    <button type="button" className="answers-comment" onClick={onOpen}>
      You asked{more}: {first.text}
      {here.some((row) => row.is_unread) && <b> · answered</b>}
    </button>
  );
}

/** What was asked of this item, and what the lead answered. */
function Asked({ slug, id }: { slug: string; id: string }) {
  const thread = useThread(slug, id);
  const talk = useTalk(slug);
  const { mutate: read } = talk.read;
  const isUnread = thread.data?.row.is_unread === true;
  useEffect(() => {
    if (isUnread) read(id);
  }, [read, id, isUnread]);
  return thread.data ? <Messages slug={slug} thread={thread.data} talk={talk} /> : null;
}
