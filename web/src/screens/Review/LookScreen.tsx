import { Button, Skeleton } from "@mantine/core";
import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { useMemo, useRef, useState } from "react";
import { Link, useLocation } from "wouter";
import { api } from "../../api/client";
import { KeyOf } from "../../keys/KeyOf";
import { useCommands } from "../../keys/useCommands";
import { kindOf } from "../../kinds/registry";
import type { Json, Layer } from "../../kinds/types";
import type { Look, NewVerdict } from "../../model/api.gen";
import { newId } from "../../state/ids";
import { Empty } from "../../ui/Empty";
import { ItemView } from "../../ui/ItemView";
import { Kbd } from "../../ui/Kbd";
import { Markdown } from "../../ui/Markdown";
import { ProblemNotice } from "../../ui/ProblemNotice";
import { EditorPanel, EditorStage, useEditing } from "../Adjudicate/Editing";
import { useHeld } from "../Adjudicate/useHeld";
import { ProjectFrame } from "../frame/ProjectFrame";
import { lookKey, lookPath, reviewPath } from "./address";
import { keyed, lookCommands } from "./commands";
import { lastVerdict, rememberVerdict } from "./last";
import { useNextLook } from "./useNextLook";
import { VerdictPanel } from "./VerdictPanel";

const RENEW_MS = 60_000;

interface Place {
  slug: string;
  item: string;
  question: string;
}

/** One answer: taken for this person while it is open. */
export function LookScreen(place: Place) {
  const { slug, item, question } = place;
  const [names, setNames] = useState(false);
  const [isOver, setIsOver] = useState(false);
  const opened = useQuery({
    queryKey: lookKey(slug, item, question, names),
    queryFn: () => api.openLook(slug, item, question, names),
    placeholderData: (before: Look | undefined) => before,
    refetchInterval: (query) => (query.state.status === "error" ? false : RENEW_MS),
    staleTime: RENEW_MS,
    retry: false,
  });
  const held = useHeld(slug, item, question);
  const look = opened.data;
  const right = look && !isOver ? `${look.n_waiting} to look at` : undefined;
  return (
    <ProjectFrame slug={slug} station="adjudicate" notice={null} fill right={right}>
      {isOver ? (
        <AllReviewed slug={slug} question={question} />
      ) : opened.isError && !look ? (
        <CannotOpen {...place} error={opened.error} onOver={() => setIsOver(true)} />
      ) : look ? (
        <Bench
          {...place}
          look={look}
          names={names}
          onNames={() => setNames(!names)}
          onJudged={held.ruled}
          onOver={() => setIsOver(true)}
          onLookAgain={() => void opened.refetch()}
        />
      ) : (
        <div className="bench-alone">
          <div className="page is-narrow">
            <Skeleton height={28} width="70%" mb={32} />
            <Skeleton height={160} />
          </div>
        </div>
      )}
    </ProjectFrame>
  );
}

function CannotOpen(props: Place & { error: unknown; onOver(): void }) {
  const next = useNextLook(props, props.onOver);
  const goOn = () => next.mutate({ isLeft: true });
  useCommands("review.closed", [
    { id: "review.goOn", title: "Go on with the next answer", keys: ["Enter"], group: "Review", run: goOn },
  ]);
  return (
    <div className="bench-alone">
      <div className="page is-narrow">
        <ProblemNotice error={props.error} />
        <div className="row bench-gap">
          <Button onClick={goOn} loading={next.isPending} rightSection={<Kbd keys="Enter" />}>
            Go on with the next
          </Button>
          <Button component={Link} href={reviewPath(props.slug, props.question)} variant="default">
            Back to the sample
          </Button>
        </div>
        {next.isError && <ProblemNotice error={next.error} />}
      </div>
    </div>
  );
}

function AllReviewed({ slug, question }: { slug: string; question: string }) {
  const [, go] = useLocation();
  const see = () => go(reviewPath(slug, question));
  useCommands("review.over", [
    { id: "review.rates", title: "See the error rates", keys: ["Enter"], group: "Review", run: see },
  ]);
  return (
    <div className="bench-alone">
      <Empty
        title="That was the last one"
        action={
          <Button onClick={see} rightSection={<Kbd keys="Enter" />}>
            See the error rates
          </Button>
        }
      >
        <p>Nothing else of the sample waits for you.</p>
      </Empty>
    </div>
  );
}

/** The guideline's paragraph, the item with its answer, and the verdict, side by side. */
function Bench(
  props: Place & {
    look: Look;
    names: boolean;
    onNames(): void;
    onJudged(): void;
    onOver(): void;
    onLookAgain(): void;
  },
) {
  const { slug, item, question, look } = props;
  const [, go] = useLocation();
  const queries = useQueryClient();
  const kind = kindOf(look.question.kind);
  const [mended, setMended] = useState<Json | undefined>(undefined);
  const [reason, setReason] = useState<NonNullable<NewVerdict["reason_code"]>>("annotator_slip");
  const [text, setText] = useState("");
  const [isReturning, setIsReturning] = useState(false);
  const id = useRef(newId());
  const comment = useRef<HTMLTextAreaElement>(null);
  const editing = useEditing(look, setMended);
  const next = useNextLook(props, props.onOver);
  const refresh = () => {
    for (const each of ["review", "items", "item", "home", "queue"])
      void queries.invalidateQueries({ queryKey: [each, slug] });
  };
  const judge = useMutation({
    mutationFn: (verdict: NewVerdict["verdict"]) =>
      api.judge(slug, item, question, {
        id: id.current,
        annotation: look.annotation,
        verdict,
        text: text.trim(),
        reason_code: reason,
        ...(verdict === "mend" ? { value: mended as NonNullable<NewVerdict["value"]> } : {}),
      }),
    onSuccess: ({ id: verdict }) => {
      props.onJudged();
      rememberVerdict({ slug, item, question, verdict });
      void queries.invalidateQueries({ queryKey: ["look", slug, item, question], refetchType: "none" });
      refresh();
      next.mutate({ isLeft: false });
    },
  });
  const last = lastVerdict(slug);
  const undo = useMutation({
    mutationFn: () => (last ? api.undoVerdict(slug, last.verdict) : Promise.resolve()),
    onSuccess: () => {
      rememberVerdict(undefined);
      refresh();
      if (last) go(lookPath(slug, last.item, last.question));
    },
  });
  const isBusy = judge.isPending || next.isPending || undo.isPending;
  const write = () => comment.current?.focus();
  const giveBack = () => (text.trim() === "" ? write() : judge.mutate("return"));
  const run = {
    accept: () => judge.mutate(mended === undefined ? "accept" : "mend"),
    mend: () => editing.start(mended ?? (look.value as Json)),
    return: () => {
      setIsReturning(true);
      giveBack();
    },
    comment: write,
    send: () => (isReturning ? giveBack() : run.accept()),
    leave: () => next.mutate({ isLeft: true }),
    names: props.onNames,
    queue: () => go(reviewPath(slug, question)),
    undo: () => undo.mutate(),
  };
  const may = { return: look.may_return, undo: last !== undefined };
  useCommands("review.look", lookCommands(run, may, isBusy), { enabled: editing.session === null });
  const layers = useMemo<Layer[]>(
    () => [{ who: look.name ?? "Their answer", value: (mended ?? look.value) as Json, slot: 0 }],
    [look.name, look.value, mended],
  );
  return (
    <>
      <div className={kind.Stage ? "bench is-found" : "bench"}>
        <Guide slug={slug} look={look} />
        <section className="bench-item" aria-label="The item and its answer">
          {editing.session ? (
            <EditorStage editing={editing} current={look} />
          ) : kind.Stage ? (
            <div className={mended === undefined ? "bench-stage" : "bench-stage is-ruled"}>
              <kind.View item={look.item} question={look.question} layers={layers} />
            </div>
          ) : (
            <ItemView
              item={look.item}
              show={look.question.show}
              beside={kind.beside?.(look.item, look.question)}
            />
          )}
        </section>
        <aside className="bench-ruling" aria-label="Your verdict">
          <p className="ruling-question">{look.question.title}</p>
          {editing.session ? (
            <EditorPanel editing={editing} />
          ) : (
            <VerdictPanel
              look={look}
              kind={kind}
              mended={mended}
              reason={reason}
              text={text}
              isReturning={isReturning}
              isBusy={isBusy}
              error={judge.error ?? next.error ?? undo.error}
              comment={comment}
              onReason={setReason}
              onText={setText}
              onKeepAnswer={() => setMended(undefined)}
              onLookAgain={() => {
                id.current = newId();
                judge.reset();
                props.onLookAgain();
              }}
              run={run}
            />
          )}
        </aside>
      </div>
      <footer className="bench-foot">
        <button type="button" onClick={run.queue}>
          Sample <KeyOf command={keyed("queue")} />
        </button>
        <button type="button" onClick={run.leave} disabled={isBusy}>
          Leave it, next <KeyOf command={keyed("leave")} />
        </button>
        <button type="button" onClick={run.names} aria-pressed={props.names}>
          {props.names ? "Hide the name" : "The name is hidden"} <KeyOf command={keyed("names")} />
        </button>
        {last && (
          <button type="button" onClick={run.undo} disabled={isBusy}>
            Undo the last verdict <KeyOf command={keyed("undo")} />
          </button>
        )}
      </footer>
    </>
  );
}

function Guide({ slug, look }: { slug: string; look: Look }) {
  const guideline = `/p/${encodeURIComponent(slug)}/guideline`;
  return (
    <aside className="bench-law" aria-label="Guideline">
      <p className="bench-over">
        <Link href={guideline}>Guideline v{look.guideline_version}</Link>
      </p>
      {look.sections.length === 0 && (
        <p className="quiet">The guideline has no section on the labels of this answer.</p>
      )}
      {look.sections.map((section) => (
        <section key={section.anchor}>
          <h2>
            <Link href={`${guideline}#${section.anchor}`}>{section.title}</Link>
          </h2>
          <Markdown text={section.text} className="law-text" />
        </section>
      ))}
    </aside>
  );
}
