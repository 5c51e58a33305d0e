import type { Done } from "../../model/api.gen";
import { Empty } from "../../ui/Empty";
import { counted, duration } from "../../ui/num";

const TITLES: Record<Done["reason"], string> = {
  all_done: "You are done",
  not_planned: "Nothing is planned yet",
  no_guideline: "There is no guideline yet",
  waiting_for_others: "Nothing for you just now",
  paused: "The work is paused",
  quota: "Your part is done",
  enough_today: "That is enough for today",
  not_qualified: "The test is not passed",
};

/** Why there is nothing on the table, and what one has done. */
export function DonePage({ done }: { done: Done }) {
  const { reason, text, n_mine, median_ms, n_shared } = done;
  return (
    <div className="bench-nothing">
      <Empty title={TITLES[reason]}>
        {reason !== "all_done" && <p>{text}</p>}
        {n_mine > 0 && (
          <p>
            You answered {counted(n_mine, "item")}
            {median_ms !== null && `, median ${duration(median_ms)}`}.
          </p>
        )}
        {n_shared > 0 && (
          <p>
            {n_shared} of your items {n_shared === 1 ? "was" : "were"} also labeled by others. See how you
            compare once the project lead opens it.
          </p>
        )}
        {n_mine > 0 && <p>Your last answers stand below; reopen any of them.</p>}
      </Empty>
    </div>
  );
}
