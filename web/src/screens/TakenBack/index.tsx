import "../frame/ProjectFrame.css";
import "./TakenBack.css";
import { Button, SegmentedControl, Skeleton } from "@mantine/core";
import { useQuery } from "@tanstack/react-query";
import { useState } from "react";
import { Link } from "wouter";
import { api } from "../../api/client";
import type { WithdrawalOut } from "../../model/api.gen";
import { Ago } from "../../ui/Ago";
import { Empty } from "../../ui/Empty";
import { counted, thin } from "../../ui/num";
import { ProblemNotice } from "../../ui/ProblemNotice";
import { ProjectFrame, useHome } from "../frame/ProjectFrame";
import { TakeBack, type Taken } from "../Items/TakeBack";

const LIMIT = 500;
const SORTS: readonly { key: WithdrawalOut["target"] | ""; title: string }[] = [
  { key: "", title: "All" },
  { key: "item", title: "Items" },
  { key: "annotation", title: "Answers" },
  { key: "gold", title: "Rulings" },
  { key: "annotator", title: "Annotators" },
  { key: "run", title: "Imports" },
];

/** What people took back, newest first: what, who, when and why, and the way to restore it. */
export default function TakenBack({ slug }: { slug: string }) {
  const [sort, setSort] = useState<WithdrawalOut["target"] | "">("");
  const role = useHome(slug).data?.role;
  const [asked, setAsked] = useState<Taken | null>(null);
  const found = useQuery({
    queryKey: ["withdrawals", slug, sort],
    queryFn: () => api.withdrawals(slug, { target: sort, limit: LIMIT }),
    placeholderData: (old) => old,
  });
  const counts = found.data?.counts ?? {};
  const n = Object.values(counts).reduce((sum, each) => sum + each, 0);
  const shown = sort === "" ? n : (counts[sort] ?? 0);
  const mayRestore = ({ target }: WithdrawalOut) =>
    role === "owner" || (role === "adjudicator" && target !== "annotator" && target !== "run");
  return (
    <ProjectFrame slug={slug} station="items" notice={null}>
      <div className="page">
        <div className="page-head">
          <div>
            <h1>Taken back</h1>
            <p>What counts no more. Nothing is deleted, and everything here can be restored.</p>
          </div>
          {n > 0 && (
            <SegmentedControl
              size="xs"
              aria-label="Show"
              value={sort}
              onChange={(value) => setSort(SORTS.find((each) => each.key === value)?.key ?? "")}
              data={SORTS.map(({ key, title }) => ({
                value: key,
                label: `${title} ${thin(key === "" ? n : (counts[key] ?? 0))}`,
              }))}
            />
          )}
        </div>
        {found.isPending && <Skeleton height={120} />}
        {found.isError && <ProblemNotice error={found.error} onRetry={() => void found.refetch()} />}
        {found.data && n === 0 && (
          <Empty title="Nothing is taken back">
            Answers and rulings are taken back beside their item; annotators on the page People.
          </Empty>
        )}
        {found.data && n > 0 && shown === 0 && <p className="quiet">None of this sort.</p>}
        {found.data && found.data.rows.length > 0 && (
          <section className="card">
            <ul className="taken">
              {found.data.rows.map((row) => (
                <li key={`${row.target} ${row.target_id}`}>
                  <span className="taken-what">
                    {row.item === null ? (
                      row.what
                    ) : (
                      <Link href={`/p/${encodeURIComponent(slug)}/items?item=${row.item}`}>{row.what}</Link>
                    )}
                    {row.reason !== "" && <span className="taken-why">“{row.reason}”</span>}
                  </span>
                  <span className="quiet">
                    {row.by}, <Ago at={row.at} />
                  </span>
                  {mayRestore(row) && (
                    <Button
                      size="compact-sm"
                      variant="subtle"
                      aria-label={`Restore ${row.what}`}
                      onClick={() =>
                        setAsked({
                          target: row.target,
                          ids: [row.target_id],
                          name: row.what,
                          isRestored: true,
                        })
                      }
                    >
                      Restore
                    </Button>
                  )}
                </li>
              ))}
            </ul>
            {shown > LIMIT && <p className="quiet">The newest {counted(LIMIT, "of them", "of them")}.</p>}
          </section>
        )}
      </div>
      {asked && <TakeBack slug={slug} taken={asked} onClose={() => setAsked(null)} />}
    </ProjectFrame>
  );
}
