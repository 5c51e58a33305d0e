import { Skeleton } from "@mantine/core";
import { useQuery } from "@tanstack/react-query";
import { Link } from "wouter";
import { api } from "../../api/client";
import type { ClusterMember, SplitOut } from "../../model/api.gen";
import { Ago } from "../../ui/Ago";
import { Empty } from "../../ui/Empty";
import { counted, thin } from "../../ui/num";
import { ProblemNotice } from "../../ui/ProblemNotice";

const MOST_LABELS = 40;

/** The split as it stands: one sentence on copies across it, its balance as bars, giants, twins and looks. */
export function Split({ slug }: { slug: string }) {
  const found = useQuery({ queryKey: ["clean", slug, "split"], queryFn: () => api.splitAudit(slug) });
  if (found.isPending) return <Skeleton height={320} radius="md" />;
  if (found.isError) return <ProblemNotice error={found.error} onRetry={() => void found.refetch()} />;
  const split = found.data;
  if (Object.keys(split.parts).length === 0) {
    return (
      <Empty title="Nothing is split yet">
        The first release splits the items. What hangs together stays on one side.
      </Empty>
    );
  }
  return (
    <div className="split">
      <p className={split.n_twinned > 0 ? "split-sentence is-torn" : "split-sentence"}>
        {split.n_twinned > 0 ? "△ " : ""}
        {split.sentence || "No item is in test."}
      </p>
      <div className="split-columns">
        <section className="card" aria-label="Balance">
          <h2>Balance</h2>
          <Balance split={split} />
          {split.giants.map((giant) => (
            <p key={`${giant.part} ${giant.group}`} className="quiet">
              One group has {counted(giant.n_items, "item")}, {Math.round(giant.share * 100)} % of all, in{" "}
              {giant.part}: more than the smallest part.
            </p>
          ))}
        </section>
        <div className="split-side">
          <section className="card" aria-label="Copies across">
            <h2>Copies across</h2>
            <Twins slug={slug} split={split} />
          </section>
          <section className="card" aria-label="Looks at test">
            <h2>Looks at test</h2>
            <Looks split={split} />
          </section>
        </div>
      </div>
    </div>
  );
}

/** For each label, one bar a part: its share of the part, so that equal bars are a balanced label. */
function Balance({ split }: { split: SplitOut }) {
  const parts = Object.entries(split.parts);
  const labels = Object.entries(split.labels).slice(0, MOST_LABELS);
  const most = Math.max(0.01, ...labels.flatMap(([, row]) => parts.map(([part, n]) => (row[part] ?? 0) / n)));
  return (
    <table className="split-table">
      <caption className="quiet">
        {labels.length > 0
          ? `${split.question} Share of each part that has the label.`
          : "Items in each part."}
      </caption>
      <thead>
        <tr>
          <th scope="col">Label</th>
          {parts.map(([part, n]) => (
            <th key={part} scope="col">
              {part} <span className="quiet">{thin(n)}</span>
            </th>
          ))}
        </tr>
      </thead>
      <tbody>
        {labels.map(([label, row]) => (
          <tr key={label}>
            <th scope="row">{label}</th>
            {parts.map(([part, n]) => {
              const share = (row[part] ?? 0) / n;
              return (
                <td key={part} title={`${thin(row[part] ?? 0)} of ${thin(n)}`}>
                  <i className="split-bar" style={{ width: `${(72 * share) / most}%` }} aria-hidden />
                  <span>{row[part] ? `${(100 * share).toFixed(share < 0.1 ? 1 : 0)} %` : "none"}</span>
                </td>
              );
            })}
          </tr>
        ))}
      </tbody>
    </table>
  );
}

function Twins({ slug, split }: { slug: string; split: SplitOut }) {
  if (split.twins.length === 0) return <p className="quiet">None is known.</p>;
  return (
    <>
      <ul className="split-twins">
        {split.twins.map((twin) => (
          <li key={`${twin.test.item} ${twin.other.item}`}>
            <Door slug={slug} member={twin.test} part="test" />
            <Door slug={slug} member={twin.other} part={twin.part} />
          </li>
        ))}
      </ul>
      {split.n_twins > split.twins.length && (
        <p className="quiet">{thin(split.n_twins - split.twins.length)} more pairs.</p>
      )}
      <p className="quiet">Judge them under Copies, or withdraw one of each.</p>
    </>
  );
}

function Door({ slug, member, part }: { slug: string; member: ClusterMember; part: string }) {
  return (
    <span className="split-door">
      <span className="quiet">{part}</span>
      <Link href={`/p/${encodeURIComponent(slug)}/items?item=${member.item}`}>
        {member.text || "an item"}
      </Link>
    </span>
  );
}

function Looks({ split }: { split: SplitOut }) {
  if (split.looks.length === 0) return <p className="quiet">Nobody has taken or listed test labels here.</p>;
  return (
    <>
      <p>{counted(split.looks.length, "look")}. Each that leads to a change makes test tell less.</p>
      <ul className="split-looks">
        {split.looks.slice(0, 8).map((look) => (
          <li key={`${look.at} ${look.what}`}>
            {look.by}: {look.what === "items" ? "listed test items" : `took release ${look.what}`},{" "}
            <Ago at={look.at} />
          </li>
        ))}
      </ul>
    </>
  );
}
