import { type ReactNode, useCallback, useState } from "react";
import type { Command } from "../../keys/commands";
import { KeyOf } from "../../keys/KeyOf";
import { kindOf } from "../../kinds/registry";
import { ItemView } from "../../ui/ItemView";
import { ago } from "../../ui/num";
import { PictureStage } from "./PictureStage";
import { Scrolled } from "./Scrolled";
import { besideOf, fieldDrawn, fieldsShown, onlyPicture, stageSlot } from "./stage";
import { aboutItem, type Reason } from "./submission";
import type { Open, Slot, Workbench } from "./workbench";

const BAD_DATA: Reason = { kind: "skip", text: "the item is broken or bad data" };

/** The item itself; it alone scrolls. What is drawn on, or a single picture, takes the whole area. */
export function ItemArea(props: {
  bench: Workbench;
  open: Open;
  active: Slot | undefined;
  leave: Command;
  children?: ReactNode;
}) {
  const { bench, open, active, leave, children } = props;
  const { item } = open.work;
  const { questions } = open.guideline;
  const [broken, setBroken] = useState<string | null>(null);
  const onBroken = useCallback((isBroken: boolean) => setBroken(isBroken ? item.id : null), [item.id]);
  const shown = fieldsShown(item, questions);
  const staged = stageSlot(questions, active);
  const single = staged ? undefined : onlyPicture(item, shown);
  const drawn = staged ? fieldDrawn(item, staged.question) : single?.name;
  const rest = shown.filter((name) => name !== drawn);
  const key = `${item.id} ${open.past?.submission ?? ""}`;
  return (
    <section className="bench-item" aria-label="Item" data-staged={staged || single ? true : undefined}>
      {open.past && (
        <div className="bench-past">
          <span>Your answer from {ago(open.past.at)}. Change it, or go back.</span>
          <button type="button" className="foot-action" onClick={leave.run}>
            Go back <KeyOf command={leave} />
          </button>
        </div>
      )}
      {staged && <Stage key={key} bench={bench} slot={staged} />}
      {single && (
        <div className="bench-stage" key={key}>
          <PictureStage
            picture={single.picture}
            label={single.picture.name ?? single.name}
            onBroken={onBroken}
          />
        </div>
      )}
      {rest.length > 0 && (
        <Scrolled id={item.id} className="bench-item-scroll" label="What to read">
          <ItemView
            item={item}
            show={rest}
            captions={shown.length > 1}
            beside={besideOf(item, questions, active, open.editor.seed)}
            hasKeys={!staged}
            onBroken={() => onBroken(true)}
          />
        </Scrolled>
      )}
      {broken === item.id && (
        <div className="bench-broken">
          <button type="button" className="item-skip" onClick={() => bench.skip(BAD_DATA)}>
            Skip as bad data
          </button>
        </div>
      )}
      <p className="visually-hidden" aria-live="polite">
        {aboutItem(item)}
      </p>
      {children}
    </section>
  );
}

function Stage({ bench, slot }: { bench: Workbench; slot: Slot }) {
  const { Stage: Drawn } = kindOf(slot.question.kind);
  if (!Drawn) return null;
  return (
    <div className="bench-stage">
      <Drawn session={bench.sessionOf(slot)} />
    </div>
  );
}
