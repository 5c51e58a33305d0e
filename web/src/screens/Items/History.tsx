import { Button, Skeleton } from "@mantine/core";
import { useQuery } from "@tanstack/react-query";
import { useState } from "react";
import { api } from "../../api/client";
import type { ItemEvent } from "../../model/api.gen";
import { Ago } from "../../ui/Ago";
import { ProblemNotice } from "../../ui/ProblemNotice";
import { useHome } from "../frame/useHome";
import { isListed, mayTakeBack, sentenceOf } from "./history";
import { TakeBack, type Taken } from "./TakeBack";
import { useQuestions } from "./useItems";

/** Everything that happened to an item, oldest first, with the way to take answers and rulings back. */
export function History({ slug, item }: { slug: string; item: string }) {
  const history = useQuery({
    queryKey: ["item", slug, item, "history"],
    queryFn: () => api.history(slug, item),
  });
  const role = useHome(slug).data?.role;
  const [asked, setAsked] = useState<Taken | null>(null);
  const events = history.data?.events ?? [];
  const mayAct = role === "owner" || role === "adjudicator";
  return (
    <section className="drawer-section">
      <h3>History</h3>
      {history.isPending && <Skeleton height={60} />}
      {history.isError && <ProblemNotice error={history.error} />}
      <ol className="history">
        {events.filter(isListed).map((event) => (
          <Event
            key={event.seq}
            slug={slug}
            event={event}
            events={events}
            onTake={mayAct && mayTakeBack(event) ? setAsked : null}
          />
        ))}
      </ol>
      {asked && <TakeBack slug={slug} taken={asked} onClose={() => setAsked(null)} />}
    </section>
  );
}

function Event(props: {
  slug: string;
  event: ItemEvent;
  events: readonly ItemEvent[];
  onTake: ((taken: Taken) => void) | null;
}) {
  const { event } = props;
  const sentence = sentenceOf(event, useQuestions(props.slug), props.events);
  const isOut = event.is_withdrawn || event.is_replaced;
  const target = event.target === "gold" ? "gold" : "annotation";
  const name = target === "gold" ? `the ruling of ${event.who || "the rule"}` : `${event.who}’s answer`;
  return (
    <li className={isOut ? "is-out" : undefined}>
      <span className="history-what">
        {event.who !== "" && <b>{event.who}</b>} {sentence}
        {event.is_withdrawn && <span className="history-mark">taken back</span>}
        {event.is_replaced && !event.is_withdrawn && <span className="history-mark">replaced</span>}
        {event.text !== "" && !["imported", "found"].includes(event.type) && (
          <span className="answer-note">“{event.text}”</span>
        )}
      </span>
      <span className="quiet answer-when">
        <Ago at={event.at} />
      </span>
      {props.onTake !== null && (
        <Button
          size="compact-xs"
          variant="subtle"
          color={event.is_withdrawn ? "ink" : "danger"}
          aria-label={`${event.is_withdrawn ? "Restore" : "Take back"} ${name}`}
          onClick={() =>
            props.onTake?.({ target, ids: [event.target_id], name, isRestored: event.is_withdrawn })
          }
        >
          {event.is_withdrawn ? "Restore" : "Take back"}
        </Button>
      )}
    </li>
  );
}
