import "./raster.css";
import {
  IconArrowBarToDown,
  IconBrush,
  IconBucketDroplet,
  IconEraser,
  IconHexagons,
  IconKeyboard,
  IconLock,
  IconLockOpen,
  IconPointer,
  IconPolygon,
  IconScissors,
  IconShadow,
} from "@tabler/icons-react";
import { type ReactNode, useCallback, useEffect, useState } from "react";
import { CanvasStage } from "../../../canvas/CanvasStage";
import { KeyOf } from "../../../keys/KeyOf";
import { ariaKeys } from "../../../keys/keymap";
import { FINDER_ICONS } from "../smart/icons";
import { isFinder } from "../smart/Pointing";
import { useSession } from "../useSession";
import type { RasterSession } from "./session";
import { TOOL_NAMES, TOOLS, type Tool as ToolName } from "./words";

const HINT_MS = 3500;

const ICONS: Record<ToolName, ReactNode> = {
  select: <IconPointer size={18} aria-hidden />,
  brush: <IconBrush size={18} aria-hidden />,
  eraser: <IconEraser size={18} aria-hidden />,
  fill: <IconBucketDroplet size={18} aria-hidden />,
  polygon: <IconPolygon size={18} aria-hidden />,
  wire: <IconScissors size={18} aria-hidden />,
  ...FINDER_ICONS,
  superpixel: <IconHexagons size={18} aria-hidden />,
};

/** The picture that is painted on, with the tools over it. about: what is on it, for those who do not see it. */
export function RasterStage(props: { session: RasterSession; about: string; help: string }) {
  const { session, about, help } = props;
  useSession(session);
  const { image, viewer } = session;
  const onBroken = useCallback((isBroken: boolean) => session.setBroken(isBroken), [session]);
  if (!image || !viewer) {
    return (
      <div className="raster-stage">
        <div className="canvas-broken">
          <div className="canvas-plate" role="alert">
            <h2>There is no picture to paint on</h2>
            <p>{session.problem()}</p>
          </div>
        </div>
      </div>
    );
  }
  return (
    <div className="raster-stage">
      <CanvasStage
        viewer={viewer}
        url={image.url}
        label={`Picture ${image.name}, ${about}`}
        describedBy="raster-stage-help"
        fitKey={<KeyOf command={{ id: "raster.fit", keys: ["F"] }} />}
        onBroken={onBroken}
      >
        <Tools session={session} />
        {session.isHidden && (
          <div className="canvas-plate raster-note">
            What is painted is hidden <KeyOf command={{ id: "raster.hide", keys: ["H"] }} />
          </div>
        )}
      </CanvasStage>
      <Hint session={session} />
      <p id="raster-stage-help" className="raster-unseen">
        {help}
      </p>
      <div className="raster-unseen" aria-live="polite" data-testid="raster-announcer">
        {session.message.text}
      </div>
    </div>
  );
}

function Tools({ session }: { session: RasterSession }) {
  const { tool, label } = session;
  const [sized, width] =
    tool === "superpixel" ? ["Superpixel size", session.spacing] : ["Brush width", session.width];
  const isLocked = label !== undefined && session.locked.has(label);
  const hasSelect = session.own.some((command) => command.id === "raster.select");
  const tools = (["select", ...TOOLS] as const).filter((each) =>
    each === "select" ? hasSelect : !isFinder(each) || session.pointing.isThere(each),
  );
  return (
    <div className="canvas-plate raster-tools" role="toolbar" aria-label="Tools" aria-orientation="vertical">
      {tools.map((each) => (
        <Tool
          key={each}
          session={session}
          id={`raster.${each}`}
          isOn={tool === each}
          name={isFinder(each) ? session.pointing.nameOf(each) : TOOL_NAMES[each]}
          whyNot={session.whyNot(each)}
        >
          {ICONS[each]}
        </Tool>
      ))}
      <hr />
      <Tool session={session} id="raster.keys" isOn={session.aim !== undefined} name="Paint with the keys">
        <IconKeyboard size={18} aria-hidden />
      </Tool>
      <Tool session={session} id="raster.behind" isOn={session.isBehind} name="Draw behind">
        <IconArrowBarToDown size={18} aria-hidden />
      </Tool>
      <Tool session={session} id="raster.lock" isOn={isLocked} name="Lock the label">
        {isLocked ? <IconLock size={18} aria-hidden /> : <IconLockOpen size={18} aria-hidden />}
      </Tool>
      <Tool session={session} id="raster.opacity" name="Opacity">
        <IconShadow size={18} aria-hidden />
      </Tool>
      {/* biome-ignore lint/a11y/useSemanticElements: a fieldset would bring a border and a heading */}
      <div className="raster-width" role="group" aria-label={sized}>
        <Tool session={session} id="raster.narrower" name="Narrower brush" />
        <output aria-label={sized}>{width}</output>
        <Tool session={session} id="raster.wider" name="Wider brush" />
      </div>
    </div>
  );
}

function Tool(props: {
  session: RasterSession;
  id: string;
  isOn?: boolean;
  name: string;
  /** It cannot be had, and this is why: it is told when the tool is called for. */
  whyNot?: string | undefined;
  children?: ReactNode;
}) {
  const { session, id, isOn, name, whyNot, children } = props;
  const command = session.own.find((each) => each.id === id);
  if (!command) return null;
  return (
    <button
      type="button"
      aria-pressed={isOn}
      aria-label={name}
      aria-disabled={whyNot === undefined ? undefined : true}
      title={whyNot ?? command.title}
      aria-keyshortcuts={ariaKeys(command.keys)}
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
function Hint({ session }: { session: RasterSession }) {
  const { text, isHint, number } = session.message;
  const [seen, setSeen] = useState(number);
  useEffect(() => {
    const timer = setTimeout(() => setSeen(number), HINT_MS);
    return () => clearTimeout(timer);
  }, [number]);
  if (!isHint || text === "" || seen === number) return null;
  return (
    <div className="raster-hint" aria-hidden>
      {text}
    </div>
  );
}
