import { Button } from "@mantine/core";
import { useMutation, useQueryClient } from "@tanstack/react-query";
import { api } from "../../api/client";
import { counted, percent, thin } from "../../ui/num";
import { ProblemNotice } from "../../ui/ProblemNotice";
import { useHome } from "../frame/ProjectFrame";

/** Items on which all agree: accepted by a rule, a random share of them sent to be looked at. */
export function Unanimous({ slug, question, n }: { slug: string; question: string | null; n: number }) {
  const queries = useQueryClient();
  const home = useHome(slug);
  const share = home.data?.settings.audit_share;
  const accept = useMutation({
    mutationFn: () => api.accept(slug, { question, seed: 0 }),
    onSuccess: () => {
      for (const key of ["queue", "home", "items", "releases"])
        void queries.invalidateQueries({ queryKey: [key, slug] });
    },
  });
  if (n === 0 && !accept.isSuccess) return null;
  return (
    <aside className="unanimous" aria-label="Unanimous items">
      {accept.isSuccess ? (
        <p aria-live="polite">
          <b>{counted(accept.data.n_accepted, "item")} accepted.</b>{" "}
          {accept.data.n_audit > 0
            ? `${thin(accept.data.n_audit)} of them stand in the queue for an audit.`
            : "None was drawn for an audit."}
        </p>
      ) : (
        <>
          <h2>{n === 1 ? "One item is unanimous" : `${thin(n)} items are unanimous`}</h2>
          <p>
            Everyone gave the same answer. Accepting {n === 1 ? "it makes it" : "them makes them"} gold, with
            the answers as evidence
            {share ? `; ${percent(share)}, drawn at random, come to you for an audit` : ""}. Without it a
            release takes {n === 1 ? "it" : "them"} as unanimous too, with no audit.
          </p>
          <Button variant="default" size="sm" loading={accept.isPending} onClick={() => accept.mutate()}>
            Accept {thin(n)}
          </Button>
        </>
      )}
      {accept.isError && <ProblemNotice error={accept.error} />}
    </aside>
  );
}
