import "../parts/raster/raster.css";
import { IconEraser, IconLock, IconLockOpen } from "@tabler/icons-react";
import { KeyOf } from "../../keys/KeyOf";
import { ariaKeys } from "../../keys/keymap";
import { LabelList } from "../parts/LabelList";
import { AreaSwatch } from "../parts/raster/AreaSwatch";
import { pixels, shareOf } from "../parts/raster/words";
import { useSession } from "../parts/useSession";
import type { MaskSession } from "./session";

/** The labels with their keys, how much of the picture each covers, and what is still without one. */
export function Panel({ session }: { session: MaskSession }) {
  useSession(session);
  const areas = session.areas();
  const { width, height } = session.grid;
  const copy = session.own.find((command) => command.id === "raster.copy_previous");
  return (
    <div>
      <LabelList session={session.labels} />
      <section className="raster-side" aria-label="Areas">
        <Coverage session={session} />
        {areas.length === 0 && <p className="raster-none">{emptyText(session)}</p>}
        {areas.length > 0 && (
          <ul className="raster-list" aria-label="Areas by label">
            {areas.map(({ label, area }) => (
              <Row
                key={label}
                session={session}
                label={label}
                share={shareOf(area, width * height)}
                area={area}
              />
            ))}
          </ul>
        )}
        {areas.length === 0 && copy && session.canCopyPrevious() && (
          <div className="raster-actions">
            <button
              type="button"
              className="raster-action"
              aria-keyshortcuts={ariaKeys(copy.keys)}
              onClick={() => {
                copy.run();
                session.viewer?.focus();
              }}
            >
              Copy from the item before <KeyOf command={copy} />
            </button>
          </div>
        )}
      </section>
    </div>
  );
}

function Coverage({ session }: { session: MaskSession }) {
  const jump = session.own.find((command) => command.id === "raster.jump");
  return (
    <div className="raster-head">
      <h3>{session.unlabeled === 0 ? "All pixels have a label" : `${session.coverage()} unlabelled`}</h3>
      {jump && session.unlabeled > 0 && (
        <button
          type="button"
          className="raster-action"
          title={jump.title}
          aria-label={jump.title}
          aria-keyshortcuts={ariaKeys(jump.keys)}
          onClick={jump.run}
        >
          Go <KeyOf command={jump} />
        </button>
      )}
    </div>
  );
}

function emptyText(session: MaskSession): string {
  if (session.isNothing()) return "You said that nothing is here.";
  return session.label === undefined ? "Choose a label, then paint on the picture." : "Paint on the picture.";
}

function Row(props: { session: MaskSession; label: string; share: string; area: number }) {
  const { session, label, share, area } = props;
  const title = session.titleOf(label);
  const isLocked = session.locked.has(label);
  return (
    <li className="raster-row">
      <AreaSwatch slot={session.handle.slot(label)} />
      <span className="raster-row-title" title={title}>
        {title}
      </span>
      <span className="raster-row-size" title={pixels(area)}>
        {share}
      </span>
      <button
        type="button"
        className="raster-icon"
        aria-pressed={isLocked}
        aria-label={`Lock ${title}`}
        title={isLocked ? "Locked: nothing paints over it" : "Lock it"}
        onMouseDown={(event) => event.preventDefault()}
        onClick={() => session.toggleLock(label)}
      >
        {isLocked ? <IconLock size={16} aria-hidden /> : <IconLockOpen size={16} aria-hidden />}
      </button>
      <button
        type="button"
        className="raster-icon"
        aria-label={`Erase all ${title}`}
        title="Erase all of it"
        disabled={isLocked}
        onMouseDown={(event) => event.preventDefault()}
        onClick={() => session.erase(label)}
      >
        <IconEraser size={16} aria-hidden />
      </button>
    </li>
  );
}
