import { Button, Checkbox, Textarea } from "@mantine/core";
import type { RefObject } from "react";
import { KeyOf } from "../../keys/KeyOf";
import type { Json, Kind } from "../../kinds/types";
import type { Case } from "../../model/api.gen";
import { Ago } from "../../ui/Ago";
import { percent } from "../../ui/num";
import { ProblemNotice } from "../../ui/ProblemNotice";
import { keyed, rulingKey } from "./commands";
import { Reasons } from "./Reasons";
import { type Draft, REASON_MISSING, type Reason, type Stance, softLabel } from "./ruling";
import { AUDIT, REASONS } from "./words";

interface Actions {
  edit(): void;
  unresolvable(): void;
  reason(code: Reason): void;
  choosing(isChoosing: boolean): void;
  takeBack(): void;
  rationale(text: string): void;
  second(): void;
  adoptRuling(place: number): void;
  submit(): void;
}

/** What is ruled so far, why they differed, and the rationale. */
export function RulingPanel(props: {
  current: Case;
  kind: Kind;
  draft: Draft;
  stances: readonly Stance[];
  /** The reasons have the keys. */
  isChoosing: boolean;
  canAskSecond: boolean;
  why: string | undefined;
  isBusy: boolean;
  error: unknown;
  onLookAgain(): void;
  rationale: RefObject<HTMLTextAreaElement | null>;
  actions: Actions;
}) {
  const { current, draft, actions } = props;
  return (
    <section className="ruling">
      <h2>Your ruling</h2>
      {current.why === "settle" && <Apart {...props} />}
      {current.ruling && current.why !== "settle" && (
        <p className="quiet">
          Ruled <Ago at={current.ruling.at} />
          {current.ruling.by ? ` by ${current.ruling.by}` : ""}. A new ruling replaces it; both are kept.
        </p>
      )}
      <Ruled {...props} />
      <Button
        variant="default"
        size="xs"
        onClick={actions.edit}
        rightSection={<KeyOf command={keyed("edit")} />}
      >
        {draft.value === undefined ? "Give an own ruling" : "Edit"}
      </Button>
      <Reasons
        reasons={current.why === "audit" ? [AUDIT, ...REASONS] : REASONS}
        value={draft.reason}
        isChoosing={props.isChoosing}
        isAsked={props.why === REASON_MISSING}
        onChoosing={actions.choosing}
        onChoose={actions.reason}
        onTakeBack={actions.takeBack}
        onSubmit={actions.submit}
      />
      <Textarea
        ref={props.rationale}
        label={
          <>
            Rationale <KeyOf command={keyed("rationale")} />
          </>
        }
        placeholder="One sentence that decides the next case too"
        autosize
        minRows={2}
        maxRows={6}
        maxLength={10_000}
        value={draft.rationale}
        onChange={(event) => actions.rationale(event.currentTarget.value)}
        onKeyDown={(event) => {
          if (event.key !== "Escape") return;
          event.preventDefault(); // one step back: out of the text, not out of the case
          event.currentTarget.blur();
        }}
      />
      {props.canAskSecond && (
        <Checkbox
          color="ink"
          size="sm"
          checked={draft.wantsSecond}
          onChange={actions.second}
          label={
            <>
              Ask for a second, blind opinion <KeyOf command={keyed("second")} />
            </>
          }
        />
      )}
      <div className="ruling-foot">
        <p className="ruling-missing" role="status">
          {props.why}
        </p>
        <Button
          variant="default"
          onClick={actions.unresolvable}
          onMouseDown={(event) => event.preventDefault()}
          aria-pressed={draft.source?.by === "unresolvable"}
          rightSection={<KeyOf command={keyed("unresolvable")} />}
        >
          Unresolvable
        </Button>
        <Button
          onClick={actions.submit}
          loading={props.isBusy}
          rightSection={<KeyOf command={keyed("rule")} />}
        >
          Rule, next
        </Button>
      </div>
      {props.error !== null && props.error !== undefined && (
        <ProblemNotice error={props.error} onRetry={props.onLookAgain} />
      )}
    </section>
  );
}

/** Two rulings that differ: who gave them and why, each to be adopted. */
function Apart({ current, kind, actions }: { current: Case; kind: Kind; actions: Actions }) {
  return (
    <ol className="apart" aria-label="Two rulings that differ">
      {(current.apart ?? []).map((ruling, place) => (
        <li key={ruling.id}>
          <b>
            {ruling.value === null ? "Unresolvable" : kind.summary(ruling.value as Json, current.question)}
          </b>
          <Button
            variant="default"
            size="compact-sm"
            aria-label={`Adopt the ${place === 0 ? "first" : "second"} ruling`}
            onClick={() => actions.adoptRuling(place)}
            rightSection={<KeyOf command={rulingKey(place)} />}
          >
            Adopt
          </Button>
          <small>
            {place === 0 ? "first" : "second, blind"}, by {ruling.by ?? "somebody"}, <Ago at={ruling.at} />
          </small>
          {ruling.rationale !== "" && <p>{ruling.rationale}</p>}
        </li>
      ))}
    </ol>
  );
}

function Ruled({
  current,
  kind,
  draft,
  stances,
}: {
  current: Case;
  kind: Kind;
  draft: Draft;
  stances: readonly Stance[];
}) {
  if (draft.source === null) return <p className="ruled is-open">Nothing ruled yet.</p>;
  if (draft.source.by === "unresolvable") {
    const isGiven = current.question.units === "given";
    const shares = softLabel(stances).map(
      (each) => `${percent(each.share)} ${kind.summary(each.value, current.question)}`,
    );
    return (
      <div className="ruled is-gold">
        <i aria-hidden />
        <span>
          <b>Unresolvable</b>
          <small>
            {isGiven
              ? `The votes stay as a soft label: ${shares.join(", ")}.`
              : "All answers stay as they are."}
          </small>
        </span>
      </div>
    );
  }
  if (draft.value === undefined) return <p className="ruled is-open">Some conflicts are still open.</p>;
  return (
    <div className="ruled is-gold">
      <i aria-hidden />
      <span>
        <b>{kind.summary(draft.value, current.question)}</b>
        <small>{sourceText(draft.source)}</small>
      </span>
    </div>
  );
}

function sourceText(source: NonNullable<Draft["source"]>): string {
  if (source.by === "adopted") return `adopted from ${source.letters}`;
  return source.by === "composed" ? "taken object by object" : "an own ruling";
}
