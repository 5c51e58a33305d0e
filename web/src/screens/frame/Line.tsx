import "./Line.css";
import { useEffect, useRef } from "react";
import { Link } from "wouter";
import type { Station } from "../../model/api.gen";
import { type StationKey, stateOf, stationName, stationPath } from "./stations";

/** The line: a project's stations from left to right, the same on every screen. */
export function Line(props: {
  slug: string;
  keys: readonly StationKey[];
  stations: readonly Station[];
  here: StationKey | null;
}) {
  const { slug, keys, stations, here } = props;
  const track = useRef<HTMLElement>(null);
  useEffect(() => {
    if (here === null) return;
    const station = track.current?.querySelector<HTMLElement>("[aria-current]");
    const rail = track.current;
    if (station && rail) rail.scrollLeft = station.offsetLeft - (rail.clientWidth - station.clientWidth) / 2;
  }, [here]);
  return (
    <nav className="track" aria-label="The line" ref={track}>
      {keys.map((key) => {
        const { count, is_waiting } = stateOf(stations, key);
        return (
          <Link
            key={key}
            href={stationPath(slug, key)}
            className={`station${key === here ? " is-here" : ""}`}
            aria-current={key === here ? "page" : undefined}
          >
            <b>{stationName(key)}</b>
            <span className={is_waiting ? "station-count is-waiting" : "station-count"}>{count || "–"}</span>
          </Link>
        );
      })}
    </nav>
  );
}
