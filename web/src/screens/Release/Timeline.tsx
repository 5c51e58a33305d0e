import type { ReleaseOut } from "../../model/api.gen";
import { ago, counted } from "../../ui/num";
import { changesSince } from "./bottle";

/** All releases in a row, newest first, each with what changed since the one before. */
export function Timeline(props: {
  releases: readonly ReleaseOut[];
  shown: ReleaseOut;
  onShow(name: string): void;
}) {
  return (
    <nav className="timeline" aria-label="All releases">
      <h2>{props.releases.length === 1 ? "The only release" : `All ${props.releases.length} releases`}</h2>
      <ol>
        {props.releases.map((release, index) => (
          <li key={release.id} className={release === props.shown ? "is-shown" : undefined}>
            <button
              type="button"
              aria-current={release === props.shown ? "true" : undefined}
              onClick={() => props.onShow(release.name)}
            >
              <b>{release.name}</b>
              <span title={release.at}>{ago(release.at)}</span>
              <small>
                {index === props.releases.length - 1 && `${counted(release.n_items, "item")} · `}
                {changesSince(release, props.releases[index + 1]).join(" · ")}
              </small>
            </button>
          </li>
        ))}
      </ol>
    </nav>
  );
}
