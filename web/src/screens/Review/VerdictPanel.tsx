import { Button, NativeSelect, Textarea } from "@mantine/core";
import type { RefObject } from "react";
import { KeyOf } from "../../keys/KeyOf";
import type { Json, Kind } from "../../kinds/types";
import type { EarlierVerdict, Look, NewVerdict } from "../../model/api.gen";
import { wordOf } from "../../state/labels";
import { Ago } from "../../ui/Ago";
import { ProblemNotice } from "../../ui/ProblemNotice";
import { REASONS } from "../Adjudicate/words";
import { keyed, type Named } from "./commands";
import { reasonText } from "./words";

type ReasonCode = NonNullable<NewVerdict["reason_code"]>;

/** The answer, why it is looked at, and the three things to do with it. */
export function VerdictPanel(props: {
  look: Look;
  kind: Kind;
  mended: Json | undefined;
  reason: ReasonCode;
  text: string;
  isReturning: boolean;
  isBusy: boolean;
  error: unknown;
  comment: RefObject<HTMLTextAreaElement | null>;
  onReason(code: ReasonCode): void;
  onText(text: string): void;
  onKeepAnswer(): void;
  onLookAgain(): void;
  run: Record<Named, () => void>;
}) {
  const { look, kind, mended, run, isReturning, text } = props;
  const isMended = mended !== undefined;
  return (
    <section className="ruling">
      <h2>{look.name ?? "Their answer"}</h2>
      <TheAnswer look={look} kind={kind} mended={mended} onKeepAnswer={props.onKeepAnswer} />
      <Drawn look={look} />
      {look.earlier.length > 0 && <Earlier look={look} kind={kind} />}
      {isMended && (
        <NativeSelect
          label="Why was it wrong?"
          value={props.reason}
          data={REASONS.map(({ code, title }) => ({ value: code, label: title }))}
          onChange={(event) =>
            props.onReason(
              REASONS.find(({ code }) => code === event.currentTarget.value)?.code ?? props.reason,
            )
          }
        />
      )}
      <Textarea
        ref={props.comment}
        label={
          <>
            Comment <KeyOf command={keyed("comment")} />
            {isReturning && text.trim() === "" && <span className="ruling-needed">required to return</span>}
          </>
        }
        placeholder="What to look at, for whoever reads it"
        autosize
        minRows={2}
        maxRows={6}
        maxLength={10_000}
        value={text}
        onChange={(event) => props.onText(event.currentTarget.value)}
        onKeyDown={(event) => {
          if (event.key !== "Escape") return;
          event.preventDefault(); // one step back: out of the text, not out of the answer
          event.currentTarget.blur();
        }}
      />
      <div className="verdicts" data-returning={isReturning || undefined}>
        <Button
          variant={isReturning ? "default" : "filled"}
          onClick={run.accept}
          loading={props.isBusy}
          rightSection={<KeyOf command={keyed("accept")} />}
        >
          {isMended ? "Rule so, next" : "Accept, next"}
        </Button>
        <Button variant="default" onClick={run.mend} rightSection={<KeyOf command={keyed("mend")} />}>
          Mend
        </Button>
        <Button
          variant={isReturning ? "filled" : "default"}
          onClick={run.return}
          disabled={!look.may_return}
          rightSection={<KeyOf command={isReturning ? keyed("send") : keyed("return")} />}
        >
          {isReturning ? "Send it back, next" : "Return"}
        </Button>
      </div>
      {!look.may_return && (
        <p className="quiet">This answer was imported: there is nobody to return it to.</p>
      )}
      {props.error !== null && props.error !== undefined && (
        <ProblemNotice error={props.error} onRetry={props.onLookAgain} />
      )}
    </section>
  );
}

function TheAnswer(props: { look: Look; kind: Kind; mended: Json | undefined; onKeepAnswer(): void }) {
  const { look, kind, mended } = props;
  const value = look.value as Json;
  const said = kind.Whole ? (
    <kind.Whole value={value} others={[]} />
  ) : (
    <b>{kind.summary(value, look.question)}</b>
  );
  return (
    <>
      <div className={mended === undefined ? "verdict-answer" : "verdict-answer is-mended"}>
        {said}
        {look.unsure && (
          <small>
            unsure
            {look.second !== null && `, or ${kind.summary(look.second as Json, look.question)}`}
          </small>
        )}
        {look.note !== "" && <q>{look.note}</q>}
      </div>
      {mended !== undefined && (
        <div className="ruled is-gold">
          <i aria-hidden />
          <span>
            <b>{kind.summary(mended, look.question)}</b>
            <small>
              your ruling; the answer stays beside it.{" "}
              <button type="button" className="link" onClick={props.onKeepAnswer}>
                Keep theirs
              </button>
            </small>
          </span>
        </div>
      )}
    </>
  );
}

function Drawn({ look }: { look: Look }) {
  const titleOf = (label: string) => wordOf(look.question, label);
  return (
    <p className="quiet">
      {look.is_random && "Drawn by lot. "}
      {look.reasons.length > 0 &&
        `Looks risky: ${look.reasons.map((reason) => reasonText(reason, titleOf)).join("; ")}.`}
    </p>
  );
}

function Earlier({ look, kind }: { look: Look; kind: Kind }) {
  return (
    <ol className="verdict-earlier" aria-label="What was said before">
      {look.earlier.map((each) => (
        <li key={each.at}>
          <b>{each.value === null ? "–" : kind.summary(each.value as Json, look.question)}</b>{" "}
          {saidText(each)}, <Ago at={each.at} />
          {each.text !== "" && <p>{each.text}</p>}
        </li>
      ))}
    </ol>
  );
}

const SAID: Record<EarlierVerdict["verdict"], string> = {
  accept: "accepted",
  mend: "mended",
  return: "returned",
};

const saidText = (each: EarlierVerdict): string => `was ${SAID[each.verdict]} by ${each.by}`;
