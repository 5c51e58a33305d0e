import { Button } from "@mantine/core";
import { useState } from "react";
import type { PlanState, ProjectHome } from "../../model/api.gen";
import { counted, thin } from "../../ui/num";
import { PlanForm } from "./PlanForm";

/** Who is asked for what: a pilot first, then the rest. */
export function PlanCard({ home }: { home: ProjectHome }) {
  const { plan, progress } = home;
  const isFirst = plan.phase === "none";
  const [isOpen, setIsOpen] = useState(false);
  if (progress.n_items === 0 || home.guideline_version === null) return <NotYet home={home} />;
  const mayPlan = home.role === "owner" && (isFirst || plan.phase === "pilot" || plan.n_unplanned > 0);
  return (
    <section className="card">
      <h2>{TITLES[plan.phase]}</h2>
      <p className="plan-sentence">{sentence(plan, progress.n_items)}</p>
      <Arms plan={plan} />
      {mayPlan && !isOpen && !isFirst && (
        <Button variant="default" size="sm" onClick={() => setIsOpen(true)}>
          {plan.phase === "pilot" ? "Open the rest" : `Plan ${counted(plan.n_unplanned, "new item")}`}
        </Button>
      )}
      {mayPlan && (isFirst || isOpen) && <PlanForm home={home} onDone={() => setIsOpen(false)} />}
    </section>
  );
}

const TITLES: Record<PlanState["phase"], string> = {
  none: "Start with a pilot",
  pilot: "Pilot",
  open: "Plan",
};

function sentence(plan: PlanState, nItems: number): string {
  if (plan.phase === "none") {
    return "Let everyone label the same few items first. Look at agreement, mend the guideline, then open the rest.";
  }
  if (plan.phase === "pilot") {
    return `${counted(nItems - plan.n_unplanned, "random item")}, everyone on them. The other ${thin(plan.n_unplanned)} wait.`;
  }
  if (plan.n_unplanned === 0) return `All ${thin(nItems)} items are planned.`;
  return `${thin(nItems - plan.n_unplanned)} items are planned. ${thin(plan.n_unplanned)} came later and wait.`;
}

function Arms({ plan }: { plan: PlanState }) {
  const arms = plan.arms.map(armOf).filter((arm) => arm !== null);
  if (arms.length === 0) return null;
  return (
    <ul className="plan-arms">
      {arms.map((arm) => (
        <li key={arm.text}>{arm.text}</li>
      ))}
    </ul>
  );
}

/** One line of an arm, from what the queue counts of it: `{arm, overlap, n, taken}`. */
function armOf(arm: Record<string, unknown>): { text: string } | null {
  const { overlap, n } = arm;
  if (typeof overlap !== "number" || typeof n !== "number") return null;
  const people = overlap === 1 ? "1 person" : `${thin(overlap)} people`;
  return { text: `${counted(n, "item")} × ${people}` };
}

function NotYet({ home }: { home: ProjectHome }) {
  return (
    <section className="card">
      <h2>Plan</h2>
      <p className="plan-sentence">
        {home.guideline_version === null
          ? "First write what is asked. Then bring items, and plan who labels them."
          : "First bring items. Then plan who labels them: a pilot, then the rest."}
      </p>
    </section>
  );
}
