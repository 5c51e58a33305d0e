import { Button, NumberInput } from "@mantine/core";
import { keepPreviousData, useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { type FormEvent, useState } from "react";
import { api } from "../../api/client";
import type { DrawOut } from "../../model/api.gen";
import { Ago } from "../../ui/Ago";
import { thin } from "../../ui/num";
import { ProblemNotice } from "../../ui/ProblemNotice";
import { reviewKey } from "./address";
import { drawText, previewText } from "./words";

/** What is drawn to be reviewed, said before it is drawn, and the draws so far. */
export function Sample({
  slug,
  question,
  draws,
}: {
  slug: string;
  question: string;
  draws: readonly DrawOut[];
}) {
  const queries = useQueryClient();
  const [last] = draws;
  const [percentage, setPercentage] = useState(Math.round((last?.share ?? 0.05) * 1000) / 10);
  const [atLeast, setAtLeast] = useState(last?.at_least ?? 10);
  const [nRisk, setRisk] = useState(20);
  const body = { question, share: percentage / 100, at_least: atLeast, n_risk: nRisk };
  const preview = useQuery({
    queryKey: ["sample", slug, body, draws.length],
    queryFn: () => api.previewSample(slug, body),
    placeholderData: keepPreviousData,
  });
  const draw = useMutation({
    mutationFn: () => api.drawSample(slug, body),
    onSuccess: () => queries.invalidateQueries({ queryKey: reviewKey(slug) }),
  });
  const n = preview.data ? preview.data.n_random + preview.data.n_risk : 0;
  const submit = (event: FormEvent) => {
    event.preventDefault();
    draw.mutate();
  };
  return (
    <aside className="review-sample" aria-label="The sample">
      <form className="card" onSubmit={submit}>
        <h2>{draws.length === 0 ? "Draw a sample" : "Draw more"}</h2>
        <NumberInput
          label="By lot, of each person's answers"
          suffix=" %"
          min={0}
          max={100}
          decimalScale={1}
          value={percentage}
          onChange={(value) => setPercentage(Number(value) || 0)}
        />
        <NumberInput
          label="At least, of each person"
          min={0}
          max={100_000}
          value={atLeast}
          onChange={(value) => setAtLeast(Number(value) || 0)}
        />
        <NumberInput
          label="Risky ones beside them"
          description="Unsure, fast, a rare label, or missed checks. No rate counts them."
          min={0}
          max={100_000}
          value={nRisk}
          onChange={(value) => setRisk(Number(value) || 0)}
        />
        <p className="quiet review-preview" role="status">
          {preview.data && previewText(preview.data)}
        </p>
        {preview.isError && <ProblemNotice error={preview.error} />}
        {draw.isError && <ProblemNotice error={draw.error} />}
        <Button type="submit" disabled={n === 0} loading={draw.isPending}>
          {n === 0 ? "Draw" : `Draw ${thin(n)}`}
        </Button>
      </form>
      {draws.length > 0 && (
        <ul className="review-draws">
          {draws.map((each) => (
            <li key={each.at}>
              <Ago at={each.at} />: {drawText(each)}.
            </li>
          ))}
        </ul>
      )}
    </aside>
  );
}
