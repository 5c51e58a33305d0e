import { Button } from "@mantine/core";
import { IconCheck } from "@tabler/icons-react";
import { useState } from "react";
import { Link } from "wouter";
import type { PlanState, ProjectHome } from "../../model/api.gen";
import { counted, thin } from "../../ui/num";
import { PLAN } from "./anchor";
import { pilotState, throughPilot, useMembers } from "./members";
import { PlanForm } from "./PlanForm";

/** Who is asked for what: a pilot first, then the rest. */
export function PlanCard({ home }: { home: ProjectHome }) {
  const { plan, progress } = home;
  const isFirst = plan.phase === "none";
  const [isOpen, setIsOpen] = useState(false);
  if (progress.n_items === 0 || home.guideline_version === null) return <NotYet home={home} />;
  const mayPlan = home.role === "owner" && (isFirst || plan.phase === "pilot" || plan.n_unplanned > 0);
  return (
    <section className="card plan-card" id={PLAN} tabIndex={-1} aria-label={TITLES[plan.phase]}>
      <h2>{TITLES[plan.phase]}</h2>
      <p className="plan-sentence">{sentence(home)}</p>
      <Arms plan={plan} />
      {plan.phase === "pilot" && <PilotProgress home={home} />}
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

function sentence({ plan, progress }: ProjectHome): string {
  const nItems = progress.n_items;
  if (plan.phase === "none") {
    return "Let everyone label the same few items first. Look at agreement, mend the guideline, then open the rest.";
  }
  if (plan.phase === "pilot") {
    return `${counted(progress.n_planned, "random item")}, for every member who labels. The other ${thin(plan.n_unplanned)} wait.`;
  }
  if (plan.n_unplanned === 0) return `All ${thin(nItems)} items are planned.`;
  return `${thin(nItems - plan.n_unplanned)} items are planned. ${thin(plan.n_unplanned)} came later and wait.`;
}

/** Who is through the pilot and who is not: what to know before the rest opens. */
function PilotProgress({ home }: { home: ProjectHome }) {
  const members = useMembers(home);
  if (!members) return null;
  const nPilot = home.progress.n_planned;
  const through = throughPilot(members, nPilot);
  return (
    <>
      <ul className="plan-through">
        {through.map(({ name, n, isThrough }) => (
          <li key={name}>
            <span>{name}</span>
            <progress max={nPilot} value={n} aria-label={`${name}: items of the pilot answered`} />
            <span className="quiet">
              {thin(n)} of {thin(nPilot)}
              {isThrough && <IconCheck size={15} role="img" aria-label="through" />}
            </span>
          </li>
        ))}
      </ul>
      <p className="plan-sentence" role="status">
        {pilotState(through)}{" "}
        {through.length < 2 && (
          <Link href={`/p/${encodeURIComponent(home.slug)}/people`}>Invite somebody</Link>
        )}
      </p>
    </>
  );
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
    <section className="card plan-card" id={PLAN} tabIndex={-1} aria-label="Plan">
      <h2>Plan</h2>
      <p className="plan-sentence">
        {home.guideline_version === null
          ? "First write what is asked. Then bring items, and plan who labels them."
          : "First bring items. Then plan who labels them: a pilot, then the rest."}
      </p>
    </section>
  );
}
