import "../frame/ProjectFrame.css";
import "../Items/Items.css";
import "./Clean.css";
import { SegmentedControl, Skeleton } from "@mantine/core";
import { useQuery } from "@tanstack/react-query";
import { useSearchParams } from "wouter";
import { api } from "../../api/client";
import { useCommands } from "../../keys/useCommands";
import { thin } from "../../ui/num";
import { ProblemNotice } from "../../ui/ProblemNotice";
import { ProjectFrame, useHome } from "../frame/ProjectFrame";
import { Checks } from "./Checks";
import { Copies } from "./Copies";
import { Split } from "./Split";

const TABS = ["copies", "checks", "split"] as const;
type Tab = (typeof TABS)[number];

/** Cleaning before labeling: copies among the items, what is odd about each, and the split that both are for. */
export default function Clean({ slug }: { slug: string }) {
  const role = useHome(slug).data?.role;
  const [search, setSearch] = useSearchParams();
  const tab: Tab = TABS.find((each) => each === search.get("tab")) ?? "copies";
  const go = (to: Tab) => setSearch({ tab: to }, { replace: true });
  const overview = useQuery({ queryKey: ["clean", slug, "overview"], queryFn: () => api.clean(slug) });
  const mayStart = role === "owner";
  const mayJudge = mayStart || role === "adjudicator";
  useCommands(
    "clean.tabs",
    TABS.map((each, place) => ({
      id: `clean.tab.${each}`,
      title: titles(undefined)[each],
      keys: [`${place + 1}`],
      group: "Clean",
      run: () => go(each),
    })),
  );
  const shown = titles(overview.data);
  return (
    <ProjectFrame slug={slug} station="items" notice={null} fill>
      <div className="clean">
        <div className="clean-head">
          <h1>Clean</h1>
          <SegmentedControl
            size="sm"
            aria-label="What to clean"
            value={tab}
            onChange={(value) => go(TABS.find((each) => each === value) ?? "copies")}
            data={TABS.map((each, place) => ({
              value: each,
              label: (
                <>
                  {shown[each]} <kbd>{place + 1}</kbd>
                </>
              ),
            }))}
          />
        </div>
        {overview.isError && <ProblemNotice error={overview.error} onRetry={() => void overview.refetch()} />}
        {overview.isPending && <Skeleton height={320} radius="md" />}
        {overview.data && tab === "copies" && (
          <Copies slug={slug} copies={overview.data.copies} mayStart={mayStart} mayJudge={mayJudge} />
        )}
        {overview.data && tab === "checks" && (
          <Checks slug={slug} checks={overview.data.checks} mayStart={mayStart} mayJudge={mayJudge} />
        )}
        {tab === "split" && <Split slug={slug} />}
      </div>
    </ProjectFrame>
  );
}

/** What the tabs are called, with how much waits in each. */
function titles(found: Awaited<ReturnType<typeof api.clean>> | undefined): Record<Tab, string> {
  const nOpen = found?.checks.checks.reduce((sum, each) => sum + each.n_open, 0) ?? 0;
  return {
    copies: found?.copies.n_components ? `Copies · ${thin(found.copies.n_components)}` : "Copies",
    checks: nOpen > 0 ? `Raw data · ${thin(nOpen)}` : "Raw data",
    split: "Split",
  };
}
