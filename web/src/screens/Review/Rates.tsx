import { NativeSelect } from "@mantine/core";
import { type ReactNode, useState } from "react";
import { Link } from "wouter";
import type { RateOut, ReviewOut } from "../../model/api.gen";
import { Dot, SHARE_AXIS } from "../../ui/Estimate";
import { counted, percent, thin } from "../../ui/num";
import { slipsText } from "../Work/words";
import { wrongText } from "./words";

/** How often single answers are wrong: in all, for each annotator and for each label. Sorted by name: no ranking. */
export function Rates({ slug, review }: { slug: string; review: ReviewOut }) {
  return (
    <section className="card review-rates" aria-label="Error rates">
      <h2>How often single answers are wrong</h2>
      <p className="quiet">
        From the answers drawn by lot alone. Intervals are 95 %; few answers say little.
        {review.n_risk_done > 0 &&
          ` Of ${counted(review.n_risk_done, "risky answer")} ${thin(review.n_risk_wrong)} were wrong, which says nothing of the rest.`}
      </p>
      {review.overall.n === 0 ? (
        <p className="rates-none">{review.overall.undefined}</p>
      ) : (
        <Tables slug={slug} review={review} />
      )}
    </section>
  );
}

function Tables({ slug, review }: { slug: string; review: ReviewOut }) {
  const items = `/p/${encodeURIComponent(slug)}/items`;
  const [who, setWho] = useState("");
  const people = [...review.by_annotator].sort((a, b) => a.name.localeCompare(b.name));
  return (
    <>
      <Table title="In all" rows={[review.overall]} name={(rate) => rate.name} />
      <Table
        title="Annotator"
        rows={people}
        name={(rate) => <Link href={`${items}?annotator=${rate.key}&answers=1`}>{rate.name}</Link>}
      />
      <Table
        title={
          <NativeSelect
            size="xs"
            aria-label="Labels given by"
            value={who}
            data={[
              { value: "", label: "Label given" },
              ...people
                .filter(({ key }) => review.cells[key] !== undefined)
                .map(({ key, name }) => ({ value: key, label: `By ${name}` })),
            ]}
            onChange={(event) => setWho(event.currentTarget.value)}
          />
        }
        rows={review.cells[who] ?? review.by_label}
        name={(rate) =>
          rate.key === "" ? (
            rate.name
          ) : (
            <Link
              href={`${items}?label=${encodeURIComponent(`${review.question}:${rate.key}`)}&answers=1${
                who === "" ? "" : `&annotator=${who}`
              }`}
            >
              {rate.name}
            </Link>
          )
        }
      />
    </>
  );
}

function Table(props: { title: ReactNode; rows: readonly RateOut[]; name: (rate: RateOut) => ReactNode }) {
  if (props.rows.length === 0) return null;
  return (
    <table className="rates">
      <thead>
        <tr>
          <th scope="col">{props.title}</th>
          <th scope="col">Reviewed</th>
          <th scope="col" colSpan={2}>
            Error rate
          </th>
          <th scope="col">Slips</th>
        </tr>
      </thead>
      <tbody>
        {props.rows.map((rate) => (
          <tr key={rate.key}>
            <th scope="row">{props.name(rate)}</th>
            {rate.value === null || rate.low === null || rate.high === null ? (
              <td className="quiet" colSpan={4}>
                {rate.undefined}
              </td>
            ) : (
              <>
                <td>
                  {wrongText(rate)}
                  {rate.of !== null && <span className="rates-of">of {counted(rate.of, "answer")}</span>}
                </td>
                <td>
                  {percent(rate.value)}
                  <span className="rates-of">
                    {percent(rate.low)} to {percent(rate.high)}
                  </span>
                </td>
                <td>
                  <Dot
                    value={rate.value}
                    inner={{ low: rate.low, high: rate.high }}
                    outer={null}
                    axis={SHARE_AXIS}
                  />
                </td>
                <td className="quiet">{slipsText(rate.slips) || "none"}</td>
              </>
            )}
          </tr>
        ))}
      </tbody>
    </table>
  );
}
