import { Button, Skeleton } from "@mantine/core";
import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { useEffect, useMemo, useRef, useState } from "react";
import { Link, useLocation } from "wouter";
import { api } from "../../api/client";
import { ApiError } from "../../api/problem";
import { KeyOf } from "../../keys/KeyOf";
import { useCommands } from "../../keys/useCommands";
import { kindOf } from "../../kinds/registry";
import type { Json } from "../../kinds/types";
import type { Case } from "../../model/api.gen";
import { newId } from "../../state/ids";
import { useMe } from "../../state/session";
import { Empty } from "../../ui/Empty";
import { Kbd } from "../../ui/Kbd";
import { ProblemNotice } from "../../ui/ProblemNotice";
import { ProjectFrame } from "../frame/ProjectFrame";
import { Answers } from "./Answers";
import { caseKey, casePath, queuePath } from "./address";
import { Conflicts } from "./Conflicts";
import { caseCommands, keyed } from "./commands";
import { draftKey, keepDraft, keptDraft } from "./drafts";
import { EditorPanel, EditorStage, useEditing } from "./Editing";
import { Law } from "./Law";
import { lastRuling, rememberRuling } from "./last";
import { RulingPanel } from "./RulingPanel";
import {
  adopt,
  canCompose,
  conflictsOf,
  type Draft,
  emptyDraft,
  missing,
  ownRuling,
  pick,
  rulingOf,
  stances,
  startingPoint,
  unresolvable,
} from "./ruling";
import { Stage } from "./Stage";
import { useHeld } from "./useHeld";
import { useNext } from "./useNext";
import { AUDIT, REASONS, whyLong } from "./words";

const RENEW_MS = 60_000;

interface Place {
  slug: string;
  item: string;
  question: string;
  only: string | null;
}

/** One case: taken for this person while it is open, with the states around it. */
export function CaseScreen(place: Place) {
  const { slug, item, question, only } = place;
  const [names, setNames] = useState(false);
  const [isOver, setIsOver] = useState(false);
  const [isRuled, setIsRuled] = useState(false); // then it is not taken again: another may be asked to look
  const opened = useQuery({
    queryKey: caseKey(slug, item, question, names),
    queryFn: () => api.openCase(slug, item, question, names),
    enabled: !isRuled,
    placeholderData: (before: Case | undefined) => before,
    refetchInterval: (query) => (query.state.status === "error" ? false : RENEW_MS),
    staleTime: RENEW_MS,
    retry: false,
  });
  const held = useHeld(slug, item, question);
  const current = opened.data;
  const right = current && !isOver ? `${current.place} of ${current.total}` : undefined;
  return (
    <ProjectFrame slug={slug} station="adjudicate" notice={null} fill right={right}>
      {isOver ? (
        <AllRuled slug={slug} only={only} />
      ) : opened.isError && (!current || isTaken(opened.error)) ? (
        <CannotOpen
          {...place}
          error={opened.error}
          onOver={() => setIsOver(true)}
          onRetry={() => void opened.refetch()}
        />
      ) : current ? (
        <Bench
          {...place}
          current={current}
          names={names}
          onNames={() => setNames(!names)}
          onRuled={() => {
            held.ruled();
            setIsRuled(true);
          }}
          onOver={() => setIsOver(true)}
          onLookAgain={() => void opened.refetch()}
        />
      ) : (
        <Loading />
      )}
    </ProjectFrame>
  );
}

const isTaken = (error: unknown): boolean => error instanceof ApiError && error.status === 409;

function CannotOpen(props: Place & { error: unknown; onOver(): void; onRetry(): void }) {
  const next = useNext(props, props.onOver);
  const taken = isTaken(props.error);
  const goOn = () => next.mutate({ isLeft: true });
  useCommands("adjudicate.taken", [
    {
      id: "adjudicate.goOn",
      title: "Go on with the next case",
      keys: ["Enter"],
      group: "Adjudicate",
      run: goOn,
    },
  ]);
  const actions = (
    <>
      <Button onClick={goOn} loading={next.isPending} rightSection={<Kbd keys="Enter" />}>
        Go on with the next
      </Button>
      <Button component={Link} href={queuePath(props.slug, props.only)} variant="default">
        Back to the queue
      </Button>
    </>
  );
  return (
    <div className="bench-alone">
      {taken ? (
        <Empty title="Somebody else has this case" action={actions}>
          <p>{(props.error as ApiError).problem.what}</p>
          <p>Nothing of yours is lost. It comes back to the queue if it is left.</p>
        </Empty>
      ) : (
        <div className="page is-narrow">
          <ProblemNotice error={props.error} onRetry={props.onRetry} />
          <div className="row bench-gap">{actions}</div>
        </div>
      )}
      {next.isError && <ProblemNotice error={next.error} />}
    </div>
  );
}

function AllRuled({ slug, only }: { slug: string; only: string | null }) {
  return (
    <div className="bench-alone">
      <Empty
        title="That was the last one"
        action={
          <>
            <Button component={Link} href={`/p/${encodeURIComponent(slug)}/release`}>
              Make a release
            </Button>
            <Button component={Link} href={queuePath(slug, only)} variant="default">
              Back to the queue
            </Button>
          </>
        }
      >
        <p>Nothing else waits for you. A release freezes what is decided now.</p>
      </Empty>
    </div>
  );
}

function Loading() {
  return (
    <div className="bench">
      <aside className="bench-law">
        <Skeleton height={16} width="60%" mb={12} />
        <Skeleton height={80} />
      </aside>
      <section className="bench-item">
        <Skeleton height={28} width="70%" mb={32} />
        <Skeleton height={48} maw={560} mb={8} />
        <Skeleton height={48} maw={560} />
      </section>
      <aside className="bench-ruling">
        <Skeleton height={200} />
      </aside>
    </div>
  );
}

/** Guideline and earlier rulings, the item with its answers, and the ruling, side by side. */
function Bench(
  props: Place & {
    current: Case;
    names: boolean;
    onNames(): void;
    onRuled(): void;
    onOver(): void;
    onLookAgain(): void;
  },
) {
  const { slug, item, question, only, current } = props;
  const [, go] = useLocation();
  const queries = useQueryClient();
  const person = useMe().data?.person.id ?? "";
  const key = draftKey(person, slug, item, question);
  const [draft, setDraft] = useState<Draft>(() => ({ ...firstDraft(current), ...keptDraft(key) }));
  const [focus, setFocus] = useState(0);
  const [before, setBefore] = useState<{ reason: Draft["reason"] } | null>(null); // while a reason is chosen
  const [alone, setAlone] = useState<string | null>(null);
  const id = useRef(newId());
  const rationale = useRef<HTMLTextAreaElement>(null);
  const kind = kindOf(current.question.kind);
  const byUnit = canCompose(current.question, kind.compose);
  const distinct = useMemo(() => stances(current.answers), [current.answers]);
  const conflicts = useMemo(
    () => (byUnit ? conflictsOf(current.units, current.differences) : []),
    [byUnit, current.units, current.differences],
  );
  const choices = byUnit
    ? current.answers.map((each) => ({
        value: each.value as Json,
        letters: [each.letter],
        canAdopt: each.can_adopt,
      }))
    : distinct;
  const isSettling = current.why === "settle";
  const canAskSecond = !isSettling && current.why !== "second";
  const why = missing(draft, conflicts, isSettling);
  const next = useNext(props, props.onOver);
  const editing = useEditing(current, (value) => setDraft((now) => ownRuling(now, value)));
  useEffect(() => keepDraft(key, { reason: draft.reason, rationale: draft.rationale }), [key, draft]);

  const rule = useMutation({
    mutationFn: () => api.rule(slug, item, question, rulingOf(current, draft, id.current)),
    onSuccess: () => {
      keepDraft(key, { reason: null, rationale: "" });
      props.onRuled();
      rememberRuling({ slug, item, question });
      queries.removeQueries({ queryKey: ["case", slug, item, question] });
      for (const each of ["queue", "home", "items", "second-looks"])
        void queries.invalidateQueries({ queryKey: [each, slug] });
      next.mutate({ isLeft: false });
    },
  });
  const [said, setSaid] = useState(false);
  const submit = () => (why === undefined ? rule.mutate() : setSaid(true));
  const last = lastRuling(slug);
  const actions = {
    adopt: (place: number) => {
      const chosen = choices[place];
      if (chosen?.canAdopt) setDraft((now) => adopt(now, chosen));
    },
    pick: (unit: string, place: number) => {
      setDraft((now) => pick(now, current, conflicts, unit, place, kind.compose));
    },
    pickFocused: (place: number) => {
      const conflict = conflicts[focus];
      if (!conflict || !current.answers[place]) return;
      setDraft((now) => pick(now, current, conflicts, conflict.unit.key, place, kind.compose));
      setFocus(Math.min(conflicts.length - 1, focus + 1));
    },
    walk: (step: number) =>
      setFocus((at) => Math.min(Math.max(0, conflicts.length - 1), Math.max(0, at + step))),
    edit: () => editing.start(startingPoint(draft, current, conflicts, kind.compose)),
    unresolvable: () => setDraft(unresolvable),
    reason: (code: Draft["reason"]) => setDraft((now) => ({ ...now, reason: code })),
    choosing: (isChoosing: boolean) => {
      if (isChoosing !== (before !== null)) setBefore(isChoosing ? { reason: draft.reason } : null);
    },
    reasons: () => {
      actions.choosing(true);
      if (before || draft.reason === null) actions.reason(nextReason(draft.reason, current.why));
    },
    takeBack: () => {
      if (before) actions.reason(before.reason);
      setBefore(null);
    },
    rationale: (text: string) => setDraft((now) => ({ ...now, rationale: text })),
    write: () => rationale.current?.focus(),
    submit,
    leave: () => next.mutate({ isLeft: true }),
    names: props.onNames,
    second: () => setDraft((now) => ({ ...now, wantsSecond: !now.wantsSecond })),
    adoptRuling: (place: number) => {
      const ruling = current.apart?.[place];
      if (!ruling) return;
      setDraft((now) => (ruling.value === null ? unresolvable(now) : ownRuling(now, ruling.value as Json)));
    },
    queue: () => go(queuePath(slug, only)),
    reopen: () => last && go(casePath(slug, last.item, last.question, only)),
  };
  const isBusy = rule.isPending || next.isPending;
  useCommands(
    "adjudicate",
    caseCommands(actions, {
      n: choices.length,
      nAnswers: current.answers.length,
      isFound: byUnit,
      isBusy,
      isChoosing: before !== null,
      canReopen: last !== undefined,
      isSettling,
      canAskSecond,
    }),
    { enabled: editing.session === null },
  );

  return (
    <>
      <div className={byUnit ? "bench is-found" : "bench"} data-choosing={before !== null || undefined}>
        <Law slug={slug} current={current} />
        <section className="bench-item" aria-label="The item and its answers">
          {editing.session ? (
            <EditorStage editing={editing} current={current} />
          ) : (
            <>
              <p className="bench-why">{whyLong(current.why)}</p>
              <Stage current={current} kind={kind} draft={draft} alone={alone} focus={conflicts[focus]} />
              {byUnit ? null : (
                <Answers
                  current={current}
                  kind={kind}
                  stances={distinct}
                  draft={draft}
                  onAdopt={actions.adopt}
                />
              )}
            </>
          )}
        </section>
        <aside className="bench-ruling" aria-label="Your ruling">
          <p className="ruling-question">{current.question.title}</p>
          {editing.session ? (
            <EditorPanel editing={editing} />
          ) : (
            <>
              {byUnit && (
                <Conflicts
                  current={current}
                  kind={kind}
                  conflicts={conflicts}
                  draft={draft}
                  focus={focus}
                  alone={alone}
                  onFocus={setFocus}
                  onPick={actions.pick}
                  onAdopt={actions.adopt}
                  onAlone={setAlone}
                />
              )}
              <RulingPanel
                current={current}
                kind={kind}
                draft={draft}
                stances={distinct}
                isChoosing={before !== null}
                canAskSecond={canAskSecond}
                why={said ? why : undefined}
                isBusy={isBusy}
                error={rule.error ?? next.error}
                onLookAgain={() => {
                  id.current = newId();
                  rule.reset();
                  props.onLookAgain();
                }}
                rationale={rationale}
                actions={actions}
              />
            </>
          )}
        </aside>
      </div>
      <footer className="bench-foot">
        <button type="button" onClick={actions.queue}>
          Queue <KeyOf command={keyed("queue")} />
        </button>
        <button type="button" onClick={actions.leave} disabled={isBusy}>
          Leave it, next <KeyOf command={keyed("leave")} />
        </button>
        <button type="button" onClick={actions.names} aria-pressed={props.names}>
          {props.names ? "Hide names" : "Names are hidden"} <KeyOf command={keyed("names")} />
        </button>
        {last && (last.item !== item || last.question !== question) && (
          <button type="button" onClick={actions.reopen}>
            Open the last ruling again <KeyOf command={keyed("reopen")} />
          </button>
        )}
      </footer>
    </>
  );
}

function firstDraft(current: Case): Draft {
  const base: Draft = { ...emptyDraft, reason: current.why === "audit" ? AUDIT.code : null };
  const { ruling } = current;
  if (!ruling || current.why === "settle") return base; // a third look starts from neither
  const reason = [...REASONS, AUDIT].find((each) => each.code === ruling.reason_code)?.code ?? base.reason;
  const before = { ...base, reason, rationale: ruling.rationale };
  return ruling.value === null ? unresolvable(before) : ownRuling(before, ruling.value as Json);
}

function nextReason(reason: Draft["reason"], why: string): Draft["reason"] {
  const all = (why === "audit" ? [AUDIT, ...REASONS] : REASONS).map((each) => each.code);
  return all[(reason === null ? 0 : all.indexOf(reason) + 1) % all.length] ?? null;
}
