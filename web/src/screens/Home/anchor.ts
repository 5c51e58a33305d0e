import { useEffect } from "react";

export const PLAN = "plan";

/** Bring the plan card into view and give it the keyboard. */
export function goToPlan(): void {
  const card = document.getElementById(PLAN);
  card?.scrollIntoView({ block: "center" });
  card?.focus({ preventScroll: true });
}

/** Go to the plan card once the page is drawn, when the address asks for it. */
export function usePlanAnchor(): void {
  useEffect(() => {
    if (window.location.hash === `#${PLAN}`) goToPlan();
  }, []);
}
