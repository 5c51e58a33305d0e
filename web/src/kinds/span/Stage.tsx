import "./span.css";
import { useEffect, useLayoutEffect, useMemo, useRef, useState } from "react";
import { KeyOf } from "../../keys/KeyOf";
import { useSession } from "../parts/useSession";
import { Body } from "./Body";
import { listenToHand } from "./hand";
import { Layout } from "./layout";
import { marksOf } from "./marks";
import { countOf } from "./said";
import type { SpanSession } from "./session";
import { surfaceOf } from "./surface";
import { exposeForTests } from "./testing";

const HINT_MS = 3500;

/** Lanes that are kept free: where spans may not overlap, one is enough. */
const roomFor = (session: SpanSession): number => (session.overlap === "none" ? 1 : 3);

/** The text that spans are marked in. */
export function Stage({ session }: { session: SpanSession }) {
  useSession(session);
  const root = useRef<HTMLElement>(null);
  const { text, field } = session;
  const layout = useMemo(() => new Layout(text), [text]);
  useLayoutEffect(() => {
    const element = root.current;
    if (!element) return;
    session.surface = surfaceOf(element);
    const stops = [listenToHand(element, session), exposeForTests(session, element)];
    return () => {
      session.surface = undefined;
      for (const stop of stops) stop();
    };
  }, [session]);
  useEffect(
    () => session.hoverChanged.subscribe(() => markHovered(root.current, session.hovered)),
    [session],
  );
  if (!field) {
    return (
      <div className="span-stage">
        <div className="span-broken" role="alert">
          <h2>There is no text to mark</h2>
          <p>{session.problem()}</p>
        </div>
      </div>
    );
  }
  const rows = layout.rows(marksOf(session), { pick: session.shownPick, caret: session.caret });
  const lanes = roomFor(session);
  return (
    <div className="span-stage">
      <section
        ref={root}
        className="span-text"
        aria-label={`Text, ${countOf(session.answer.spans.length).toLowerCase()}`}
        aria-describedby="span-stage-help"
        // biome-ignore lint/a11y/noNoninteractiveTabindex: the text is worked by keys, and scrolls
        tabIndex={0}
        data-lanes={lanes}
        data-relating={session.relating ? true : undefined}
      >
        <Body
          text={text}
          rows={rows}
          lanes={lanes}
          grip={session.selected && !session.relating ? session.selection : undefined}
          edge={session.edge}
        />
        {text === "" && <p className="span-none">(empty)</p>}
      </section>
      {session.isHidden && (
        <div className="span-note">
          Spans are hidden <KeyOf command={{ id: "span.hide", keys: ["H"] }} />
        </div>
      )}
      <Hint session={session} />
      <p id="span-stage-help" className="span-unseen">
        Arrows go by words, with Shift they pick, with Alt they go by characters. A label's key marks what is
        picked. Comma and full stop go from span to span. Shift and arrows move a boundary of the selected
        span, E takes the other one. Delete removes it.
      </p>
      <div className="span-unseen" aria-live="polite" data-testid="span-announcer">
        {session.message.text}
      </div>
    </div>
  );
}

function markHovered(root: HTMLElement | null, id: string | undefined): void {
  for (const each of root?.querySelectorAll("[data-hovered]") ?? []) each.removeAttribute("data-hovered");
  if (id === undefined) return;
  for (const each of root?.querySelectorAll(`[data-ids~="${CSS.escape(id)}"]`) ?? [])
    each.setAttribute("data-hovered", "");
}

/** What was just said, under the text for a few seconds. It is read out elsewhere. */
function Hint({ session }: { session: SpanSession }) {
  const { text, isHint, number } = session.message;
  const [seen, setSeen] = useState(number);
  useEffect(() => {
    const timer = setTimeout(() => setSeen(number), HINT_MS);
    return () => clearTimeout(timer);
  }, [number]);
  if (!isHint || text === "" || seen === number) return null;
  return (
    <div className="span-hint" aria-hidden>
      {text}
    </div>
  );
}
