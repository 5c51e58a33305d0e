import "./ranking.css";
import { IconArrowDown, IconArrowUp } from "@tabler/icons-react";
import type { MouseEvent } from "react";
import { KeyOf } from "../../keys/KeyOf";
import { ariaKeys } from "../../keys/keymap";
import { Swatch } from "../parts/Swatch";
import { useSession } from "../parts/useSession";
import type { LabelOut } from "../types";
import type { RankingSession } from "./session";

const keepFocus = (event: MouseEvent) => event.preventDefault();

/** The order so far, the best first, and below it what is still to be ranked. */
export function Panel({ session }: { session: RankingSession }) {
  useSession(session);
  const { order, labels } = session;
  const find = (key: string) => labels.find((each) => each.key === key);
  const left = labels.filter((each) => !order.includes(each.key));
  return (
    <div className="ranking">
      <ol className="ranking-order" aria-label={`${session.handle.question.title} In order, the best first`}>
        {order.map((key, at) => {
          const label = find(key);
          return label && <Ranked key={key} session={session} label={label} at={at} />;
        })}
        {left.map((label, at) => (
          <li key={label.key} className="ranking-free">
            <Thing
              session={session}
              label={label}
              rank={at === 0 ? `${order.length + 1}` : ""}
              isRanked={false}
            />
          </li>
        ))}
      </ol>
      <p className="ranking-how">
        {left.length > 0 ? `Choose what comes ${order.length === 0 ? "first" : "next"}.` : "All are ranked."}
      </p>
    </div>
  );
}

function Ranked({ session, label, at }: { session: RankingSession; label: LabelOut; at: number }) {
  const move = (by: number, name: string, isPossible: boolean) => (
    <button
      type="button"
      className="ranking-move"
      aria-label={`Move ${label.title} ${name}`}
      disabled={!isPossible}
      onMouseDown={keepFocus}
      onClick={() => session.move(by, label.key)}
    >
      {by < 0 ? <IconArrowUp size={16} aria-hidden /> : <IconArrowDown size={16} aria-hidden />}
    </button>
  );
  return (
    <li data-held={session.held === label.key || undefined}>
      <Thing session={session} label={label} rank={`${at + 1}`} isRanked />
      {move(-1, "up", at > 0)}
      {move(1, "down", at < session.order.length - 1)}
    </li>
  );
}

function Thing(props: { session: RankingSession; label: LabelOut; rank: string; isRanked: boolean }) {
  const { session, label, rank, isRanked } = props;
  const command = session.commandAt(session.labels.indexOf(label));
  return (
    <button
      type="button"
      className="ranking-thing"
      aria-pressed={isRanked}
      aria-keyshortcuts={command && ariaKeys(command.keys)}
      onMouseDown={keepFocus}
      onClick={() => session.take(label.key)}
      onPointerEnter={() => session.look(label.key)}
      onPointerLeave={() => session.look(undefined)}
      onFocus={() => session.look(label.key)}
      onBlur={() => session.look(undefined)}
    >
      <b className="ranking-rank">{rank}</b>
      <Swatch slot={session.handle.slot(label.key)} />
      <span className="label-title">{label.title}</span>
      <span className="label-key">{command && <KeyOf command={command} />}</span>
    </button>
  );
}
