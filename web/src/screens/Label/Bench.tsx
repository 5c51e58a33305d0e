import { Button, Drawer } from "@mantine/core";
import { useMediaQuery } from "@mantine/hooks";
import { useQueryClient } from "@tanstack/react-query";
import { type ReactNode, useEffect, useMemo, useState } from "react";
import { useCommands } from "../../keys/useCommands";
import { kindOf } from "../../kinds/registry";
import type { MineRow, ToQualify } from "../../model/api.gen";
import { useRemembered } from "../../state/remembered";
import { thin } from "../../ui/num";
import { ProblemNotice } from "../../ui/ProblemNotice";
import { ProjectFrame, useHome } from "../frame/ProjectFrame";
import { Answers, isDirectlyDone } from "./Answers";
import { labelCommands } from "./commands";
import { DonePage } from "./DonePage";
import { FeedbackDialog } from "./Feedback";
import { Footer } from "./Footer";
import { GuidelineColumn } from "./GuidelineColumn";
import { ItemArea } from "./ItemArea";
import { useNotice } from "./Notices";
import { Outline } from "./Outline";
import { SkipDialog } from "./SkipDialog";
import { TakeBackDialog } from "./TakeBackDialog";
import { Tour, type Way } from "./Tour";
import {
  type Desk,
  useActiveTime,
  useBenchState,
  useDecodedAhead,
  useOutboxState,
  useTestHandle,
} from "./useBench";
import type { BenchState, Workbench } from "./workbench";

const NARROW = "(max-width: 899px)";

/** The page once everything kept in this browser has been read. */
export function Bench({ slug, desk }: { slug: string; desk: Desk }) {
  const { bench, outbox } = desk;
  const state = useBenchState(bench);
  const sent = useOutboxState(outbox);
  const isNarrow = useMediaQuery(NARROW, window.matchMedia(NARROW).matches) ?? false;
  const [folded, setFolded] = useRemembered("label-guideline-folded", "no");
  const [isDrawerOpen, setIsDrawerOpen] = useState(false);
  const [isSkipping, setIsSkipping] = useState(false);
  const [isCommenting, setIsCommenting] = useState(false);
  const [asked, setAsked] = useState<MineRow>(); // whose taking back is asked about
  const [tour, setTour] = useRemembered("label-tour", "new");
  useActiveTime(bench);
  useDecodedAhead(state);
  useTestHandle(desk);
  useHomeInStep(slug, desk, state, sent.waiting.length === 0);
  const notice = useNotice({ slug, state, sent, outbox });

  const isFolded = isNarrow || folded === "yes";
  const commands = useMemo(
    () =>
      labelCommands({
        submit: () => bench.submit(),
        skip: () => setIsSkipping(true),
        unsure: () => bench.toggleUnsure(),
        comment: () => setIsCommenting(true),
        takeSuggestion: () => bench.takeSuggestion(),
        clearSuggestion: () => bench.clearSuggestion(),
        undo: () => bench.undo(),
        redo: () => bench.redo(),
        back: () => bench.back(),
        forward: () => bench.forward(),
        takeBack: () => setAsked(bench.state.open?.past),
        nextQuestion: () => bench.step(1),
        previousQuestion: () => bench.step(-1),
        guideline: () =>
          isNarrow ? setIsDrawerOpen((isOpen) => !isOpen) : setFolded(folded === "yes" ? "no" : "yes"),
        escape: () => {
          if (tour === "new") setTour("seen");
          else if (isCommenting) setIsCommenting(false);
          else bench.present();
        },
        canGoBack: () => bench.canGoBack,
        canGoForward: () => bench.canGoForward,
        canTakeBack: () => bench.canTakeBack,
        hasQuestions: () => bench.slots().length > 1,
        hasItem: () => bench.state.open !== undefined,
        canTakeSuggestion: () => bench.canTakeSuggestion,
        canClearSuggestion: () => bench.canClearSuggestion,
        canEscape: () => tour === "new" || isCommenting || bench.canGoForward,
      }),
    [bench, isNarrow, folded, setFolded, tour, setTour, isCommenting],
  );
  const all = useMemo(() => Object.values(commands), [commands]);
  useCommands("label", all);

  const { open } = state;
  const isGuidelineShown = open !== undefined && !isFolded;
  const place = open?.work.place;
  const progress = useMemo(
    () => <Progress handouts={state.handouts} place={place} />,
    [state.handouts, place],
  );
  return (
    <ProjectFrame slug={slug} station="label" notice={notice} right={progress} fill>
      <div className="bench" data-folded={!isGuidelineShown || undefined} data-wide={!open || undefined}>
        {open && isGuidelineShown && (
          <GuidelineColumn slug={slug} guideline={open.guideline} fold={commands.guideline} />
        )}
        {open && (
          <>
            <ItemArea bench={bench} open={open} active={state.active} leave={commands.escape}>
              {tour === "new" && <Tour way={wayOf(bench)} onEnd={() => setTour("seen")} />}
            </ItemArea>
            <Answers
              slug={slug}
              bench={bench}
              state={state}
              commands={commands}
              isCommenting={isCommenting}
              onCommented={() => setIsCommenting(false)}
            />
          </>
        )}
        {!open && <Nothing state={state} onRetry={() => bench.retry()} />}
      </div>
      <Footer
        bench={bench}
        state={state}
        sent={sent}
        commands={commands}
        isGuidelineShown={isGuidelineShown}
      />
      {open && (
        <Drawer
          opened={isNarrow && isDrawerOpen}
          onClose={() => setIsDrawerOpen(false)}
          title={`Guideline v${open.guideline.version}`}
          closeButtonProps={{ "aria-label": "Close the guideline" }}
        >
          <GuidelineColumn slug={slug} guideline={open.guideline} />
        </Drawer>
      )}
      <FeedbackDialog
        feedback={sent.feedback[0]}
        history={state.history}
        guideline={state.guideline}
        onClose={() => outbox.heard("feedback")}
      />
      {asked && <TakeBackDialog slug={slug} bench={bench} row={asked} onClose={() => setAsked(undefined)} />}
      <SkipDialog
        opened={isSkipping}
        onClose={() => setIsSkipping(false)}
        onSkip={(reason) => {
          setIsSkipping(false);
          bench.skip(reason);
        }}
      />
    </ProjectFrame>
  );
}

/** What the first time has to be told: how this item is answered. */
function wayOf(bench: Workbench): Way {
  const slots = bench.slots();
  const [slot] = slots;
  if (!slot || slots.length > 1) return "several";
  const { Stage, draws, isTyped } = kindOf(slot.question.kind);
  if (Stage) return draws ?? "image";
  if (isTyped) return "typed";
  return isDirectlyDone(bench.sessionOf(slot)) ? "single" : "several";
}

/** The header's numbers and the bench's guideline agree: each hears of the other's news. */
function useHomeInStep(slug: string, { bench }: Desk, state: BenchState, isSent: boolean): void {
  const queries = useQueryClient();
  const newest = useHome(slug).data?.guideline_version ?? null;
  const { progress } = state.handouts;
  useEffect(() => {
    if (newest !== null) bench.hear(newest);
  }, [bench, newest]);
  useEffect(() => {
    if (progress) void queries.invalidateQueries({ queryKey: ["home", slug] });
  }, [queries, slug, progress]);
  useEffect(() => {
    // Once what was answered is stored, the line counts it; not more often than its numbers go stale.
    if (isSent) void queries.refetchQueries({ queryKey: ["home", slug], stale: true });
  }, [queries, slug, isSent]);
}

/** What stands there while there is no item. */
function Nothing({ state, onRetry }: { state: BenchState; onRetry: () => void }): ReactNode {
  const { handouts, trouble } = state;
  const error = trouble ?? handouts.error;
  if (error) {
    return (
      <div className="bench-nothing">
        <ProblemNotice error={error} onRetry={onRetry} />
      </div>
    );
  }
  if (handouts.done && !handouts.isAsking) return <DonePage done={handouts.done} />;
  if (handouts.progress && handouts.works.length === 0 && !handouts.isAsking) {
    return (
      <div className="bench-nothing">
        <p className="quiet">Your last answers are being sent.</p>
        <Button variant="default" size="xs" onClick={onRetry}>
          Look for more items
        </Button>
      </div>
    );
  }
  return <Outline />;
}

/** `Test 4 of 10, attempt 2`, or without a place while no item of it lies on the table. */
function placeText({ phase, n_items, attempt }: ToQualify, place: number | null | undefined): string {
  const which = phase === "training" ? "Training" : "Test";
  const of = typeof place === "number" ? ` ${place} of ${n_items}` : "";
  return `${which}${of}${attempt > 1 ? `, attempt ${attempt}` : ""}`;
}

/** One's own count, in the header. */
function Progress(props: { handouts: BenchState["handouts"]; place: number | null | undefined }) {
  const { progress, nSince, toQualify } = props.handouts;
  if (!progress) return null;
  if (toQualify) return <span className="bench-count">{placeText(toQualify, props.place)}</span>;
  const mine = progress.n_mine + nSince;
  const total = progress.n_mine_left === null ? null : progress.n_mine + progress.n_mine_left;
  if (total === null || total === 0) return <span className="bench-count">{thin(mine)} answered</span>;
  const share = Math.min(1, mine / total);
  return (
    <>
      <span className="bench-count">
        {thin(mine)} answered · {thin(Math.max(0, total - mine))} left for you
      </span>
      <span
        className="bench-bar"
        role="progressbar"
        aria-label="Your items"
        aria-valuemin={0}
        aria-valuemax={total}
        aria-valuenow={Math.min(mine, total)}
      >
        <span className="bench-bar-fill" style={{ width: `${share * 100}%` }} />
      </span>
    </>
  );
}
