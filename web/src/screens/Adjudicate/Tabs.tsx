import { Link } from "wouter";
import { queuePath } from "./address";

/** Both sorts of what waits for a lead: where people differ, and what one person alone said. */
export function Tabs({ slug, here }: { slug: string; here: "disagreements" | "single" }) {
  const tabs = [
    { key: "disagreements", title: "Disagreements", href: queuePath(slug) },
    { key: "single", title: "Single answers", href: `/p/${encodeURIComponent(slug)}/review` },
  ];
  return (
    <nav className="judge-tabs" aria-label="What to judge">
      {tabs.map((tab) => (
        <Link key={tab.key} href={tab.href} aria-current={tab.key === here ? "page" : undefined}>
          {tab.title}
        </Link>
      ))}
    </nav>
  );
}
