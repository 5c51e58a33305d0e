import { Button } from "@mantine/core";
import { IconDownload } from "@tabler/icons-react";
import { Link } from "wouter";
import { timeSheetsAddress } from "../../api/client";
import type { ProgressOut } from "../../model/api.gen";
import { duration, thin } from "../../ui/num";
import { dayName } from "./words";

const SHOWN = 20;

/** Who worked when and how long; the whole of it leaves as a table. */
export function SheetCard({ slug, zone, progress }: { slug: string; zone: string; progress: ProgressOut }) {
  return (
    <section className="card">
      <div className="card-head">
        <h2>Time sheets</h2>
        <Button
          component="a"
          href={timeSheetsAddress(slug, zone)}
          download
          variant="default"
          size="xs"
          leftSection={<IconDownload size={16} />}
        >
          Download as CSV
        </Button>
      </div>
      <div className="progress-scroll">
        <table className="progress-table">
          <thead>
            <tr>
              <th scope="col">Day</th>
              <th scope="col">Name</th>
              <th scope="col">First answer</th>
              <th scope="col">Last answer</th>
              <th scope="col">Active time</th>
              <th scope="col">Answers</th>
              <th scope="col">Skips</th>
            </tr>
          </thead>
          <tbody>
            {progress.sheet.slice(0, SHOWN).map((row) => (
              <tr key={`${row.day} ${row.annotator}`}>
                <th scope="row">{dayName(row.day)}</th>
                <td>
                  <Link href={`/p/${encodeURIComponent(slug)}/items?annotator=${row.annotator}`}>
                    {row.name}
                  </Link>
                </td>
                <td>{row.first.slice(11, 16)}</td>
                <td>{row.last.slice(11, 16)}</td>
                <td>{duration(row.active_ms)}</td>
                <td>{thin(row.n_answers)}</td>
                <td>{thin(row.n_skips)}</td>
              </tr>
            ))}
          </tbody>
        </table>
      </div>
      <p className="quiet">
        {progress.n_sheet > SHOWN &&
          `The newest ${SHOWN} of ${thin(progress.n_sheet)} rows; the file has all. `}
        Times are those of {zone}.
      </p>
    </section>
  );
}
