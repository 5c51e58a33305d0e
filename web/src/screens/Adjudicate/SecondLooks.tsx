import { Button, NumberInput, Skeleton } from "@mantine/core";
import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { type FormEvent, useState } from "react";
import { api } from "../../api/client";
import type { SecondLooks as Looks } from "../../model/api.gen";
import { counted, fixed, percent, thin } from "../../ui/num";
import { ProblemNotice } from "../../ui/ProblemNotice";
import { useHome } from "../frame/ProjectFrame";

/** Rulings that are made twice, the second time blind: how many, and how far adjudicators agree. */
export function SecondLooks({ slug, question }: { slug: string; question: string | undefined }) {
  const isOwner = useHome(slug).data?.role === "owner";
  const looks = useQuery({
    queryKey: ["second-looks", slug, question],
    queryFn: () => api.secondLooks(slug, question),
  });
  if (looks.isError) return <ProblemNotice error={looks.error} onRetry={() => void looks.refetch()} />;
  if (!looks.data) return <Skeleton height={130} radius="md" />;
  const { share } = looks.data;
  return (
    <aside className="card second-looks" aria-label="Rulings made twice">
      <h2>Rulings made twice</h2>
      <p>
        {share > 0
          ? `${percent(share)} of rulings, drawn by lot, are made a second time, blind of the first.`
          : "None is drawn. Whoever rules can ask for a second opinion."}
      </p>
      <Agreement looks={looks.data} />
      {isOwner && <Share key={share} slug={slug} share={share} />}
    </aside>
  );
}

function Agreement({ looks }: { looks: Looks }) {
  const { same, kappa } = looks;
  const waits = [
    ...(looks.n_waiting > 0
      ? [`${counted(looks.n_waiting, "second ruling waits", "second rulings wait")}`]
      : []),
    ...(looks.n_apart > 0
      ? [`${counted(looks.n_apart, "pair differs", "pairs differ")} and wait for a third`]
      : []),
  ];
  return (
    <>
      {waits.length > 0 && <p>{waits.join(". ")}.</p>}
      <p>
        {same.low === null || same.high === null
          ? same.undefined
          : `${thin(same.k)} of ${thin(same.n)} came out alike (${percent(same.low)} to ${percent(same.high)}).`}
      </p>
      {same.n > 0 && <p className="quiet">{kappaText(kappa)}</p>}
    </>
  );
}

function kappaText(kappa: Looks["kappa"]): string {
  if (kappa.value === null) return kappa.undefined ?? "";
  const chance = kappa.expected === null ? "" : ` ${percent(kappa.expected)} would be alike by chance.`;
  const band =
    kappa.low === null || kappa.high === null
      ? (kappa.no_interval ?? "")
      : `${fixed(kappa.low, 2)} to ${fixed(kappa.high, 2)}`;
  return `κ ${fixed(kappa.value, 2)} (${band}).${chance}`;
}

function Share({ slug, share }: { slug: string; share: number }) {
  const queries = useQueryClient();
  const [percentage, setPercentage] = useState(Math.round(share * 1000) / 10);
  const save = useMutation({
    mutationFn: () => api.setSecondShare(slug, { share: percentage / 100 }),
    onSuccess: () => queries.invalidateQueries({ queryKey: ["second-looks", slug] }),
  });
  return (
    <form
      onSubmit={(event: FormEvent) => {
        event.preventDefault();
        save.mutate();
      }}
    >
      <NumberInput
        label="Share from now on"
        size="xs"
        suffix=" %"
        min={0}
        max={100}
        decimalScale={1}
        value={percentage}
        onChange={(value) => setPercentage(Number(value) || 0)}
      />
      <Button
        type="submit"
        size="xs"
        variant="default"
        loading={save.isPending}
        disabled={percentage / 100 === share}
      >
        Save
      </Button>
      {save.isError && <ProblemNotice error={save.error} />}
    </form>
  );
}
