import { memo, useEffect, useRef } from "react";
import type { Command } from "../../keys/commands";
import { KeyOf } from "../../keys/KeyOf";
import type { GuidelineOut } from "../../model/api.gen";
import { keepInMind, recall } from "../../state/remembered";
import { Markdown } from "../../ui/Markdown";

/** The guideline beside the item, scrolled to where it was. fold: the command that hides it. */
export const GuidelineColumn = memo(function GuidelineColumn(props: {
  slug: string;
  guideline: GuidelineOut;
  fold?: Command;
}) {
  const { slug, guideline, fold } = props;
  const frame = useRef<HTMLElement>(null);
  const key = `label-guideline-scroll:${slug}`;
  useEffect(() => {
    frame.current?.scrollTo(0, Number(recall(key) ?? 0));
  }, [key]);
  return (
    <aside
      ref={frame}
      className="bench-guideline"
      aria-label="Guideline"
      // biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls must be reachable by keyboard
      tabIndex={0}
      onScroll={(event) => keepInMind(key, String(Math.round(event.currentTarget.scrollTop)))}
    >
      {fold && (
        <div className="bench-guideline-head">
          <h2>
            Guideline <span>v{guideline.version}</span>
          </h2>
          <button type="button" className="foot-action" aria-label="Fold the guideline" onClick={fold.run}>
            <KeyOf command={fold} />
          </button>
        </div>
      )}
      <Markdown className="bench-guideline-text" text={guideline.body} />
    </aside>
  );
});
