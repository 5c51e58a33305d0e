import "./segment.css";
import { IconPlayerPauseFilled, IconPlayerPlayFilled, IconRepeat, IconWaveSine } from "@tabler/icons-react";
import { type ReactNode, useCallback, useEffect, useState, useSyncExternalStore } from "react";
import { KeyOf } from "../../keys/KeyOf";
import { ariaKeys } from "../../keys/keymap";
import { clock } from "../../model/sound";
import { useSession } from "../parts/useSession";
import type { SegmentSession } from "./session";
import { countOf } from "./words";

const HINT_MS = 3500;

/** The recording that segments are marked on, with what plays it above. */
export function Stage({ session }: { session: SegmentSession }) {
  useSession(session);
  const { audio, deck } = session;
  const mount = useCallback(
    (element: HTMLDivElement | null) => (element && deck ? deck.mount(element) : undefined),
    [deck],
  );
  if (!audio || !deck || session.isBroken) {
    return (
      <div className="segment-stage">
        <div className="segment-broken" role="alert">
          <h2>{audio ? "This recording cannot be played" : "There is no recording to mark"}</h2>
          <p>{session.problem()}</p>
        </div>
      </div>
    );
  }
  return (
    <div className="segment-stage">
      <Tools session={session} />
      <div className="segment-deck">
        <div
          ref={mount}
          className="deck-stage"
          role="application"
          aria-label={`Recording ${audio.name}, ${countOf(session.segments.length).toLowerCase()}`}
          aria-describedby="segment-stage-help"
          // biome-ignore lint/a11y/noNoninteractiveTabindex: keys mark here, so it must take the focus
          tabIndex={0}
        />
        <Zoom session={session} />
        {session.isHidden && (
          <div className="segment-hidden-note">
            Segments are hidden <KeyOf command={{ id: "segment.hide", keys: ["H"] }} />
          </div>
        )}
        <Hint session={session} />
      </div>
      <p id="segment-stage-help" className="segment-hidden">
        Space plays. I begins a segment at the play head, O ends it. J and K move the play head. Comma and
        full stop go from segment to segment; arrows move its start, Alt with arrows its end, Control with
        arrows all of it. Delete removes it.
      </p>
      <div className="segment-hidden" aria-live="polite" data-testid="segment-announcer">
        {session.message.text}
      </div>
    </div>
  );
}

function Tools({ session }: { session: SegmentSession }) {
  const transport = session.deck?.transport;
  useSyncExternalStore(session.moved.subscribe, () => `${transport?.isPlaying} ${transport?.loop?.start}`);
  const isPlaying = transport?.isPlaying ?? false;
  return (
    <div className="segment-tools" role="toolbar" aria-label="Listen and mark">
      <Tool session={session} id="play" name={isPlaying ? "Pause" : "Play"} className="segment-play">
        {isPlaying ? (
          <IconPlayerPauseFilled size={16} aria-hidden />
        ) : (
          <IconPlayerPlayFilled size={16} aria-hidden />
        )}
      </Tool>
      <Clock session={session} />
      <Tool session={session} id="loop" name="Loop" isOn={transport?.loop !== undefined}>
        <IconRepeat size={16} aria-hidden />
      </Tool>
      {/* biome-ignore lint/a11y/useSemanticElements: a fieldset would bring a border and a heading */}
      <div className="segment-speed" role="group" aria-label="Speed">
        <Tool session={session} id="slower" name="Slower" isBare>
          <span className="segment-touch" aria-hidden>
            −
          </span>
        </Tool>
        <output aria-label="Speed">{transport?.speed ?? 1}×</output>
        <Tool session={session} id="faster" name="Faster" isBare>
          <span className="segment-touch" aria-hidden>
            +
          </span>
        </Tool>
      </div>
      <Tool session={session} id="in" name="In" isOn={session.begun !== undefined} />
      <Tool session={session} id="out" name="Out" />
      <Tool session={session} id="spectrum" name="Pitches" isOn={session.deck?.showsSpectrum}>
        <IconWaveSine size={16} aria-hidden />
      </Tool>
    </div>
  );
}

function Tool(props: {
  session: SegmentSession;
  id: string;
  name: string;
  isOn?: boolean | undefined;
  /** Its key alone is shown. */
  isBare?: boolean;
  className?: string;
  children?: ReactNode;
}) {
  const { session, id, name, isOn, isBare, className, children } = props;
  const command = session.own.find((each) => each.id === `segment.${id}`);
  if (!command) return null;
  return (
    <button
      type="button"
      className={className}
      aria-pressed={isOn}
      aria-label={name}
      title={command.title}
      disabled={command.enabled?.() === false}
      aria-keyshortcuts={ariaKeys(command.keys)}
      onMouseDown={(event) => event.preventDefault()}
      onClick={() => {
        command.run();
        session.deck?.focus();
      }}
    >
      {children}
      {!isBare && <span className="segment-tool-name">{name}</span>}
      <KeyOf command={command} />
    </button>
  );
}

function Clock({ session }: { session: SegmentSession }) {
  const time = useSyncExternalStore(session.moved.subscribe, () => clock(session.head, 2));
  return (
    <span className="segment-clock">
      <b>{time}</b> / {clock(session.rule.duration, 0)}
    </span>
  );
}

function Zoom({ session }: { session: SegmentSession }) {
  const { deck } = session;
  const isZoomed = useSyncExternalStore(session.moved.subscribe, () => deck?.isZoomed ?? false);
  if (!deck) return null;
  return (
    // biome-ignore lint/a11y/useSemanticElements: a fieldset would bring a border and a heading
    <div className="segment-zoom" role="group" aria-label="Zoom" data-over-canvas="">
      <button type="button" aria-label="Zoom out" disabled={!isZoomed} onClick={() => deck.zoomOut()}>
        −
      </button>
      <button type="button" aria-label="Zoom in" onClick={() => deck.zoomIn()}>
        +
      </button>
      <button type="button" onClick={() => deck.fit()}>
        Whole <KeyOf command={{ id: "segment.fit", keys: ["F"] }} />
      </button>
    </div>
  );
}

/** What was just said, over the wave for a few seconds. It is read out elsewhere. */
function Hint({ session }: { session: SegmentSession }) {
  const { text, isHint, number } = session.message;
  const [seen, setSeen] = useState(number);
  useEffect(() => {
    const timer = setTimeout(() => setSeen(number), HINT_MS);
    return () => clearTimeout(timer);
  }, [number]);
  if (!isHint || text === "" || seen === number) return null;
  return (
    <div className="segment-hint" aria-hidden>
      {text}
    </div>
  );
}
