import "./Work.css";
import { NumberInput } from "@mantine/core";
import { useQuery } from "@tanstack/react-query";
import { useState } from "react";
import { api } from "../../api/client";
import type { CostOut } from "../../model/api.gen";
import { costSentence } from "./words";

/** What work costs before it starts, and what that figure rests on. */
export function CostLine(props: { cost: CostOut; onAssume: (seconds: number | undefined) => void }) {
  const { cost, onAssume } = props;
  return (
    <div className="cost" role="status">
      <b>{costSentence(cost)}</b>
      <span className="quiet">{cost.why}</span>
      {(cost.basis === "none" || cost.basis === "assumed") && (
        <NumberInput
          label="Your guess: seconds an answer"
          size="xs"
          w={260}
          min={0.1}
          max={86400}
          value={cost.each_s ?? ""}
          onChange={(value) => onAssume(Number(value) > 0 ? Number(value) : undefined)}
        />
      )}
    </div>
  );
}

/** The cost of so many answers by this project's own clock; stands empty until it is known, without a jump. */
export function CostOf({ slug, nAnswers, nPeople }: { slug: string; nAnswers: number; nPeople: number }) {
  const [assumed, setAssumed] = useState<number>();
  const cost = useQuery({
    queryKey: ["cost", slug, nAnswers, nPeople, assumed],
    queryFn: () =>
      api.cost(slug, {
        n_answers: nAnswers,
        n_people: nPeople,
        ...(assumed === undefined ? {} : { assumed_s: assumed }),
      }),
    placeholderData: (before) => before,
  });
  if (!cost.data) return <div className="cost" aria-busy="true" />;
  return <CostLine cost={cost.data} onAssume={setAssumed} />;
}
