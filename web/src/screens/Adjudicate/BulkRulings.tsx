import { Button } from "@mantine/core";
import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { api } from "../../api/client";
import type { BulkOut, QuestionOut } from "../../model/api.gen";
import { Ago } from "../../ui/Ago";
import { counted, thin } from "../../ui/num";
import { ProblemNotice } from "../../ui/ProblemNotice";
import { summaryOf } from "../Items/LabelChip";
import { refreshTakenBack } from "../Items/useItems";

const SHOWN = 5;

/** What was ruled on in one step lately, each to be taken back in one. */
export function BulkRulings({ slug, questions }: { slug: string; questions: readonly QuestionOut[] }) {
  const queries = useQueryClient();
  const bulk = useQuery({ queryKey: ["bulk-rulings", slug], queryFn: () => api.bulkRulings(slug) });
  const undo = useMutation({
    mutationFn: (run: string) => api.undoBulk(slug, run),
    onSuccess: () => refreshTakenBack(queries, slug),
  });
  if (!bulk.data || bulk.data.length === 0) return null;
  return (
    <aside className="card bulk-rulings" aria-label="Ruled in bulk">
      <h2>Ruled in bulk</h2>
      <ul>
        {bulk.data.slice(0, SHOWN).map((each) => (
          <li key={each.run}>
            <p>
              <b>{whatText(each, questions)}</b> on {counted(each.n, "item")}: {each.items}.
            </p>
            <p className="quiet">
              {each.by}, <Ago at={each.at} />
              {each.n_standing < each.n && `; ${thin(each.n_standing)} still stand`}
            </p>
            {each.n_standing > 0 && (
              <Button
                variant="default"
                size="compact-sm"
                loading={undo.isPending && undo.variables === each.run}
                onClick={() => undo.mutate(each.run)}
              >
                Take {thin(each.n_standing)} back
              </Button>
            )}
          </li>
        ))}
      </ul>
      {undo.isError && <ProblemNotice error={undo.error} />}
    </aside>
  );
}

function whatText(bulk: BulkOut, questions: readonly QuestionOut[]): string {
  if (bulk.takes === "majority") return "The majority";
  const question = questions.find((each) => each.key === bulk.question);
  return summaryOf(question, bulk.value);
}
