import "./objects.css";
import { type ReactNode, useCallback, useEffect, useId, useState } from "react";
import { CanvasStage } from "../../canvas/CanvasStage";
import { KeyOf } from "../../keys/KeyOf";
import { ariaKeys } from "../../keys/keymap";
import type { ObjectSession } from "./ObjectSession";
import { capital } from "./Objects";
import { useSession } from "./useSession";

const HINT_MS = 3500;

/** The picture that objects are drawn on, with the kind's tools over it. help: how its keys work, for those who hear. */
export function ObjectStage(props: { session: ObjectSession; tools: ReactNode; help: string }) {
  const { session, tools, help } = props;
  useSession(session);
  const helpId = useId();
  const { image, viewer, noun } = session;
  const onBroken = useCallback((isBroken: boolean) => session.setBroken(isBroken), [session]);
  if (!image || !viewer) {
    return (
      <div className="objects-stage">
        <div className="canvas-broken">
          <div className="canvas-plate" role="alert">
            <h2>There is no picture to draw on</h2>
            <p>{session.problem()}</p>
          </div>
        </div>
      </div>
    );
  }
  return (
    <div className="objects-stage">
      <CanvasStage
        viewer={viewer}
        url={image.url}
        label={`Picture ${image.name}, ${session.countOf(session.objects.length).toLowerCase()}`}
        describedBy={helpId}
        fitKey={<KeyOf command={{ id: `${noun.id}.fit`, keys: ["F"] }} />}
        onBroken={onBroken}
      >
        <div
          className="canvas-plate objects-tools"
          role="toolbar"
          aria-label="Tools"
          aria-orientation="vertical"
        >
          {tools}
        </div>
        {session.isHidden && (
          <div className="canvas-plate objects-hidden-note">
            {capital(noun.many)} are hidden <KeyOf command={{ id: `${noun.id}.hide`, keys: ["H"] }} />
          </div>
        )}
      </CanvasStage>
      <Hint session={session} />
      <p id={helpId} className="objects-unseen">
        {help}
      </p>
      <div className="objects-unseen" aria-live="polite" data-testid={`${noun.id}-announcer`}>
        {session.message.text}
      </div>
    </div>
  );
}

/** A button for the command of that id. */
export function Tool(props: {
  session: ObjectSession;
  id: string;
  isOn: boolean;
  name: string;
  /** It cannot be had, and this is why: it is told when the tool is called for. */
  whyNot?: string | undefined;
  children: ReactNode;
}) {
  const { session, id, isOn, name, whyNot, children } = props;
  const command = session.own.find((each) => each.id === `${session.noun.id}.${id}`);
  if (!command) return null;
  return (
    <button
      type="button"
      aria-pressed={isOn}
      aria-label={name}
      aria-disabled={whyNot === undefined ? undefined : true}
      title={whyNot ?? command.title}
      aria-keyshortcuts={ariaKeys(command.keys)}
      disabled={command.enabled?.() === false}
      onClick={() => {
        command.run();
        session.viewer?.focus();
      }}
    >
      {children}
      <KeyOf command={command} />
    </button>
  );
}

/** What was just said, over the picture for a few seconds. It is read out elsewhere. */
function Hint({ session }: { session: ObjectSession }) {
  const { text, isHint, number } = session.message;
  const [seen, setSeen] = useState(number);
  useEffect(() => {
    const timer = setTimeout(() => setSeen(number), HINT_MS);
    return () => clearTimeout(timer);
  }, [number]);
  if (!isHint || text === "" || seen === number) return null;
  return (
    <div className="objects-hint" aria-hidden>
      {text}
    </div>
  );
}
