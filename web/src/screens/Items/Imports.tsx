import { Button, Modal, Skeleton } from "@mantine/core";
import { useMutation, useQueryClient } from "@tanstack/react-query";
import { useState } from "react";
import { api } from "../../api/client";
import type { ImportOut } from "../../model/api.gen";
import { Ago } from "../../ui/Ago";
import { Confirm } from "../../ui/Confirm";
import { counted, thin } from "../../ui/num";
import { ProblemNotice } from "../../ui/ProblemNotice";
import { refreshItems, useImports } from "./useItems";

/** What was brought in, by whom, and the way to take it back. */
export function Imports(props: {
  slug: string;
  mayWithdraw: boolean;
  onPick: (id: string) => void;
  onClose: () => void;
}) {
  const { slug, onClose } = props;
  const queries = useQueryClient();
  const imports = useImports(slug);
  const [leaving, setLeaving] = useState<ImportOut | null>(null);
  const withdraw = useMutation({
    mutationFn: (id: string) => api.withdrawImport(slug, id, { reason: "" }),
    onSuccess: async () => {
      setLeaving(null);
      await refreshItems(queries, slug);
    },
  });
  const restore = useMutation({
    mutationFn: (id: string) => api.restoreImport(slug, id, { reason: "" }),
    onSuccess: () => refreshItems(queries, slug),
  });
  return (
    <Modal
      closeButtonProps={{ "aria-label": "Close" }}
      opened
      onClose={onClose}
      title="Imports"
      size={640}
      centered
    >
      {imports.isPending && <Skeleton height={80} />}
      {imports.isError && <ProblemNotice error={imports.error} />}
      {restore.isError && <ProblemNotice error={restore.error} />}
      {imports.data?.length === 0 && <p className="quiet">Nothing has been brought in yet.</p>}
      <ul className="imports">
        {imports.data?.map((each) => (
          <li key={each.id} className={each.is_withdrawn ? "is-out" : undefined}>
            <span className="imports-name">
              <button type="button" className="link" onClick={() => props.onPick(each.id)}>
                {each.name}
              </button>
              <span className="quiet">
                {each.by}, <Ago at={each.at} />
              </span>
              {each.choices.map((choice) => (
                <span key={choice} className="quiet">
                  {choice}
                </span>
              ))}
            </span>
            <span className="quiet">{outcome(each)}</span>
            {props.mayWithdraw && each.is_withdrawn && (
              <Button
                variant="subtle"
                size="compact-sm"
                aria-label={`Bring ${each.name} back`}
                loading={restore.isPending && restore.variables === each.id}
                onClick={() => restore.mutate(each.id)}
              >
                Bring back
              </Button>
            )}
            {props.mayWithdraw && !each.is_withdrawn && (
              <Button
                variant="subtle"
                color="danger"
                size="compact-sm"
                aria-label={`Withdraw ${each.name}`}
                onClick={() => setLeaving(each)}
              >
                Withdraw
              </Button>
            )}
          </li>
        ))}
      </ul>
      {leaving && (
        <Confirm
          title={`Withdraw ${leaving.name}`}
          verb={`Withdraw ${counted(leaving.n_items, "item")}`}
          isDangerous
          isBusy={withdraw.isPending}
          error={withdraw.error}
          onClose={() => setLeaving(null)}
          onConfirm={() => withdraw.mutate(leaving.id)}
        >
          Nobody is asked about these items any more. Answers to them are kept.
        </Confirm>
      )}
    </Modal>
  );
}

function outcome(each: ImportOut): string {
  if (each.is_withdrawn) return "withdrawn";
  const parts = [
    counted(each.n_items, "item"),
    each.n_known > 0 ? `${thin(each.n_known)} known` : "",
    each.n_answers > 0 ? counted(each.n_answers, "label") : "",
    each.n_faults > 0 ? `${thin(each.n_faults)} left out` : "",
  ];
  return parts.filter(Boolean).join(" · ");
}
