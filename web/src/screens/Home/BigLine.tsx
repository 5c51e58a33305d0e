import "./BigLine.css";
import { Link } from "wouter";
import type { Progress, ProjectHome } from "../../model/api.gen";
import { counted, percent, thin } from "../../ui/num";
import { type StationKey, stateOf, stationName, stationPath, stationsFor } from "../frame/stations";

/** The line drawn large: every station with its number, and how far the project has come along it. */
export function BigLine({ home }: { home: ProjectHome }) {
  return (
    <ol className="bigline">
      {stationsFor(home.role).map((key) => {
        const { count, is_waiting } = stateOf(home.stations, key);
        const isReached = reached(home, key);
        return (
          <li key={key} className={isReached ? "is-reached" : undefined}>
            <Link
              href={stationPath(home.slug, key)}
              className={`bigstation${is_waiting ? " is-waiting" : ""}${isReached ? " is-reached" : ""}`}
            >
              <i className="bigstation-node" aria-hidden />
              <span className="bigstation-name">{stationName(key)}</span>
              <b className="bigstation-count">{count || "–"}</b>
              <span className="bigstation-detail">{detail(home, key)}</span>
            </Link>
          </li>
        );
      })}
    </ol>
  );
}

/** Whether something has been done at that station, so that the track is drawn through it. */
function reached(home: ProjectHome, key: StationKey): boolean {
  const { progress } = home;
  const counts: Record<StationKey, boolean> = {
    guideline: home.guideline_version !== null,
    items: progress.n_items > 0,
    label: progress.n_answers > 0,
    agreement: progress.n_complete > 0,
    adjudicate: progress.n_ruled > 0,
    release: Number.parseInt(stateOf(home.stations, "release").count, 10) > 0,
  };
  return counts[key];
}

function detail(home: ProjectHome, key: StationKey): string {
  const { progress, role } = home;
  const details: Record<StationKey, string> = {
    guideline: home.guideline_version === null ? "not written yet" : "what is asked",
    items: progress.n_items === 0 ? "nothing to label yet" : `${thin(progress.n_planned)} planned`,
    label: role === "annotator" ? mine(progress) : labeled(progress),
    agreement:
      progress.n_complete === 0
        ? "needs answers by two people"
        : `${counted(progress.n_complete, "item")} complete`,
    adjudicate: progress.n_ruled === 0 ? "no rulings yet" : counted(progress.n_ruled, "ruling"),
    release: "training sets",
  };
  return details[key];
}

function labeled(progress: Progress): string {
  if (progress.n_answers_wanted === null) return counted(progress.n_answers, "answer");
  return `${thin(progress.n_answers)} of ${counted(progress.n_answers_wanted, "answer")}`;
}

function mine(progress: Progress): string {
  if (progress.n_mine_left === null) return `${thin(progress.n_mine)} by you`;
  const all = progress.n_mine + progress.n_mine_left;
  return all === 0
    ? "nothing for you yet"
    : `${thin(progress.n_mine)} by you, ${percent(progress.n_mine / all)}`;
}
