import { Button, Menu, SegmentedControl, TextInput } from "@mantine/core";
import { useDebouncedValue } from "@mantine/hooks";
import { IconPlus, IconUpload } from "@tabler/icons-react";
import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { useEffect, useRef, useState } from "react";
import { Link } from "wouter";
import { api } from "../../api/client";
import { ApiError } from "../../api/problem";
import { useCommands } from "../../keys/useCommands";
import type { Effect, Fault, GuidelineOut, GuidelinePreview } from "../../model/api.gen";
import { Confirm } from "../../ui/Confirm";
import { Kbd } from "../../ui/Kbd";
import { Markdown } from "../../ui/Markdown";
import { counted, thin } from "../../ui/num";
import { FaultList, ProblemNotice } from "../../ui/ProblemNotice";
import { useHome } from "../frame/useHome";
import { useThread } from "../Inbox/useThreads";
import { nameOf } from "../Inbox/words";
import { Consequences } from "./Consequences";
import { Diff } from "./Diff";
import { Questions } from "./Questions";
import { type Carries, renamesIn, withRemoved, withRenames } from "./renames";
import { lineOf, lineRange, SNIPPETS, suited, withSnippet } from "./snippets";
import { useDraft } from "./useDraft";

type Side = "preview" | "changes" | "effects";

/** Write the guideline: the text on the left, what it becomes and what it does to old answers on the right. */
export function Editor(props: { slug: string; thread: string | null; onClose: () => void }) {
  const { slug, thread, onClose } = props;
  const home = useHome(slug);
  const hasOne = home.data?.guideline_version !== null;
  const newest = useQuery({
    queryKey: ["guideline", slug],
    queryFn: () => api.guideline(slug),
    enabled: hasOne,
  });
  if (hasOne && newest.isError) return <ProblemNotice error={newest.error} />;
  if (hasOne && !newest.data) return <div className="editor" aria-busy="true" />;
  return <Open slug={slug} newest={newest.data ?? null} thread={thread} onClose={onClose} />;
}

function Open(props: {
  slug: string;
  newest: GuidelineOut | null;
  /** The question that the change answers. */
  thread: string | null;
  onClose: () => void;
}) {
  const { slug, newest, thread, onClose } = props;
  const queries = useQueryClient();
  const draft = useDraft(slug, newest);
  const [said, setSaid] = useState<Carries>({});
  const [renames, setRenames] = useState<Carries>({});
  const carries = withRenames(said, renames);
  const [note, setNote] = useState("");
  const [side, setSide] = useState<Side>("preview");
  const field = useRef<HTMLTextAreaElement>(null);
  const preview = usePreview(slug, draft.text, carries);
  const annotators = useQuery({ queryKey: ["annotators", slug], queryFn: () => api.annotators(slug) });
  useEffect(() => {
    if (preview.data) setRenames(renamesIn(preview.data, newest?.questions ?? []));
  }, [preview.data, newest]);
  const faults = preview.data?.faults ?? [];
  const isChanged = draft.text !== (newest?.text ?? "");
  const save = useMutation({
    mutationFn: () =>
      api.saveGuideline(slug, {
        text: draft.text,
        carries: withRemoved(carries, preview.data),
        based_on: draft.basedOn,
        note: note.trim(),
        thread,
      }),
    onSuccess: async () => {
      draft.discard();
      const keys = [
        "guideline",
        "guideline-versions",
        "home",
        "items",
        "agreement",
        "queue",
        "threads",
        "thread",
        "unread",
      ];
      await Promise.all(keys.map((key) => queries.invalidateQueries({ queryKey: [key, slug] })));
      onClose();
    },
  });
  const [isAsked, setIsAsked] = useState(false);
  const nAgain = total(preview.data, (effect) => effect.look_again);
  const nRemoved = total(preview.data, (effect) => effect.removed);
  const nLost = (preview.data?.lost_labels ?? []).filter(
    (label) => label.becomes.length === 0 && label.n_answers > 0,
  ).length;
  const saveOrAsk = () => (nAgain + nRemoved + nLost > 0 ? setIsAsked(true) : save.mutate());
  const isRace = save.error instanceof ApiError && save.error.status === 409;
  useCommands("guideline.edit", [
    {
      id: "guideline.save",
      title: "Save the guideline",
      keys: ["Mod+S"],
      group: "Guideline",
      run: saveOrAsk,
      enabled: () => isChanged && faults.length === 0,
    },
  ]);
  const jump = (fault: Fault) => {
    const line = lineOf(fault.where ?? "");
    if (line !== null) showLine(field.current, draft.text, line);
  };
  return (
    <div className="editor">
      <div className="editor-bar">
        <b>{newest ? `Version ${newest.version + 1}` : "First version"}</b>
        {draft.isRestored && (
          <span className="quiet">
            Your unsaved draft is back.{" "}
            <button type="button" className="link" onClick={draft.discard}>
              Start from version {newest?.version ?? 0} again
            </button>
          </span>
        )}
        <span className="editor-space" />
        <Insert
          onPick={(snippet) => {
            const piece = suited(snippet, annotators.data ?? []);
            const put = withSnippet(draft.text, piece, field.current?.selectionStart ?? 0);
            draft.set(put.text);
            window.setTimeout(() => {
              field.current?.focus();
              field.current?.setSelectionRange(put.cursor, put.cursor);
            });
          }}
        />
        <Upload onText={draft.set} />
        <Button variant="default" size="xs" onClick={onClose}>
          Back
        </Button>
      </div>
      {thread !== null && <Reason slug={slug} id={thread} />}
      <div className="editor-panes">
        <textarea
          ref={field}
          className="editor-text"
          aria-label="The guideline's text"
          spellCheck
          value={draft.text}
          onChange={(event) => draft.set(event.currentTarget.value)}
        />
        <section className="editor-side" aria-label="What it becomes">
          <SegmentedControl
            size="xs"
            aria-label="Show"
            value={side}
            onChange={(value) => setSide(value === "changes" || value === "effects" ? value : "preview")}
            data={[
              { value: "preview", label: "Preview" },
              { value: "changes", label: "Changes" },
              { value: "effects", label: "Old answers" },
            ]}
          />
          {preview.isError && <ProblemNotice error={preview.error} onRetry={() => void preview.refetch()} />}
          {faults.length > 0 && (
            <div className="editor-faults" role="status">
              <b>
                {faults.length === 1 ? "One thing must be mended" : `${faults.length} things must be mended`}
              </b>
              <FaultList faults={faults} onPick={jump} />
            </div>
          )}
          {preview.data && (
            <SideView side={side} preview={preview.data} carries={carries} onCarries={setSaid} />
          )}
        </section>
      </div>
      {isRace && newest && (
        <Race slug={slug} basedOn={draft.basedOn} error={save.error} onTake={draft.rebase} />
      )}
      {save.isError && !isRace && <ProblemNotice error={save.error} />}
      <div className="editor-foot">
        <Summary preview={preview.data} onShow={() => setSide("effects")} />
        <TextInput
          size="sm"
          className="editor-note"
          aria-label="What changed and why"
          placeholder="What changed, and why"
          maxLength={500}
          value={note}
          onChange={(event) => setNote(event.currentTarget.value)}
        />
        <Button
          loading={save.isPending}
          disabled={!isChanged || faults.length > 0 || !preview.data}
          onClick={saveOrAsk}
          rightSection={<Kbd keys="Mod+S" />}
        >
          Save version {(newest?.version ?? 0) + 1}
        </Button>
      </div>
      {isAsked && (
        <Confirm
          title={whatIsLost(nAgain, nRemoved)}
          verb={`Save version ${(newest?.version ?? 0) + 1}`}
          isBusy={save.isPending}
          onClose={() => setIsAsked(false)}
          onConfirm={() => {
            setIsAsked(false);
            save.mutate();
          }}
        >
          {nAgain > 0 && (
            <p>
              They count nowhere until then. Their annotators get these items again, with the old answer
              shown.
            </p>
          )}
          {nRemoved > 0 && (
            <p>{counted(nRemoved, "answer")} to a question that is gone count no more, for good.</p>
          )}
          <p>Under “Old answers” you can say what became of a label; then its answers carry over.</p>
        </Confirm>
      )}
    </div>
  );
}

/** The question that the change answers; the version and the thread will name each other. */
function Reason({ slug, id }: { slug: string; id: string }) {
  const thread = useThread(slug, id);
  if (thread.isError) return <ProblemNotice error={thread.error} />;
  return (
    <p className="editor-reason">
      {thread.data && (
        <>
          <b>Answers {nameOf(id)}</b> of {thread.data.row.by}: “{thread.data.row.text}”{" "}
          <Link href={`/p/${encodeURIComponent(slug)}/inbox?which=all&thread=${id}`}>Read it all</Link>
        </>
      )}
    </p>
  );
}

/** What the text would become, asked for when the typing rests. */
function usePreview(slug: string, text: string, carries: Carries) {
  const [settled] = useDebouncedValue(text, 350);
  return useQuery({
    queryKey: ["guideline-preview", slug, settled, carries],
    queryFn: () => api.previewGuideline(slug, { text: settled, carries, based_on: null, note: "" }),
    placeholderData: (old: GuidelinePreview | undefined) => old,
    gcTime: 10_000,
  });
}

function SideView(props: {
  side: Side;
  preview: GuidelinePreview;
  carries: Carries;
  onCarries: (carries: Carries) => void;
}) {
  const { side, preview } = props;
  if (side === "effects") {
    return <Consequences preview={preview} carries={props.carries} onCarries={props.onCarries} />;
  }
  if (side === "changes") {
    return (
      <>
        {preview.changes.length > 0 && (
          <ul className="changes">
            {preview.changes.map((change) => (
              <li key={change}>{change}</li>
            ))}
          </ul>
        )}
        <Diff lines={preview.diff} />
      </>
    );
  }
  return (
    <div className="editor-preview">
      <Questions questions={preview.questions} />
      <Markdown text={preview.body} />
    </div>
  );
}

const total = (preview: GuidelinePreview | undefined, pick: (effect: Effect) => number): number =>
  (preview?.effects ?? []).reduce((sum, effect) => sum + pick(effect), 0);

function whatIsLost(nAgain: number, nRemoved: number): string {
  if (nAgain > 0) return `${counted(nAgain, "answer")} must be looked at again`;
  return nRemoved > 0 ? `${counted(nRemoved, "answer")} lose their question` : "Rulings lose their label";
}

/** One sentence on what saving does to the answers there are. */
function Summary({ preview, onShow }: { preview: GuidelinePreview | undefined; onShow: () => void }) {
  if (!preview || preview.effects.length === 0) return <span className="editor-space" />;
  const sum = (pick: (effect: Effect) => number) => thin(total(preview, pick));
  const parts = [
    `${sum((each) => each.carries_over)} answers carry over`,
    preview.effects.some((each) => each.mapped > 0) ? `${sum((each) => each.mapped)} mapped` : "",
    preview.effects.some((each) => each.look_again > 0)
      ? `${sum((each) => each.look_again)} must be looked at again`
      : "",
    preview.effects.some((each) => each.removed > 0)
      ? `${sum((each) => each.removed)} are asked no more`
      : "",
  ].filter(Boolean);
  const unsaid = preview.lost_labels.filter(
    (label) => label.becomes.length === 0 && label.n_answers > 0,
  ).length;
  return (
    <span className="editor-summary" role="status">
      {parts.join(", ")}.{" "}
      {unsaid > 0 && (
        <button type="button" className="link" onClick={onShow}>
          Say what became of {unsaid === 1 ? "a label" : `${unsaid} labels`}
        </button>
      )}
    </span>
  );
}

function Insert({ onPick }: { onPick: (snippet: (typeof SNIPPETS)[number]) => void }) {
  return (
    <Menu position="bottom-end" width={240} withInitialFocusPlaceholder={false}>
      <Menu.Target>
        <Button variant="default" size="xs" leftSection={<IconPlus size={14} />}>
          Insert
        </Button>
      </Menu.Target>
      <Menu.Dropdown>
        {SNIPPETS.map((snippet) => (
          <Menu.Item key={snippet.key} onClick={() => onPick(snippet)}>
            {snippet.title}
          </Menu.Item>
        ))}
      </Menu.Dropdown>
    </Menu>
  );
}

function Upload({ onText }: { onText: (text: string) => void }) {
  const field = useRef<HTMLInputElement>(null);
  return (
    <>
      <Button
        variant="default"
        size="xs"
        leftSection={<IconUpload size={14} />}
        onClick={() => field.current?.click()}
      >
        From a file
      </Button>
      <input
        ref={field}
        type="file"
        hidden
        aria-label="A guideline's file"
        accept=".md,.markdown,.txt,text/*"
        onChange={(event) => void event.currentTarget.files?.[0]?.text().then(onText)}
      />
    </>
  );
}

/** Somebody saved a version meanwhile: shows theirs, and lets this one go on top of it. */
function Race(props: {
  slug: string;
  basedOn: number | null;
  error: unknown;
  onTake: (version: number) => void;
}) {
  const { slug, basedOn } = props;
  const theirs = useQuery({
    queryKey: ["guideline", slug, "race"],
    queryFn: () => api.guideline(slug),
    gcTime: 0,
  });
  const version = theirs.data?.version;
  const diff = useQuery({
    queryKey: ["guideline-diff", slug, basedOn, version],
    queryFn: () => api.guidelineDiff(slug, basedOn ?? 1, version ?? 1),
    enabled: basedOn !== null && version !== undefined && version !== basedOn,
  });
  return (
    <div className="editor-race">
      <ProblemNotice error={props.error} />
      {theirs.data && (
        <p>
          {theirs.data.author} saved version {theirs.data.version}: {theirs.data.note || "without a note"}.
          This is what they changed.
        </p>
      )}
      {diff.data && <Diff lines={diff.data} />}
      {version !== undefined && (
        <Button variant="default" size="xs" onClick={() => props.onTake(version)}>
          I have read it: let mine follow version {version}
        </Button>
      )}
    </div>
  );
}

/** Select the line and bring it into view. */
function showLine(field: HTMLTextAreaElement | null, text: string, line: number): void {
  if (!field) return;
  const [begin, end] = lineRange(text, line);
  field.focus();
  field.setSelectionRange(begin, end);
  const lineHeight = Number.parseFloat(getComputedStyle(field).lineHeight) || 21;
  field.scrollTop = Math.max(0, (line - 4) * lineHeight);
}
