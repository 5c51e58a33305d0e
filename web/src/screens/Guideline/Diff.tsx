import type { DiffLine } from "../../model/api.gen";

const SIGNS = { same: " ", added: "+", removed: "−" } as const;
const CONTEXT = 3;

/** Lines added and removed, each with a sign; long stretches without a change are folded. */
export function Diff({ lines }: { lines: readonly DiffLine[] }) {
  const kept = nearChanges(lines);
  if (kept.size === 0) return <p className="quiet">Nothing differs.</p>;
  return (
    <div className="diff">
      {lines.map((line, index) => {
        if (!kept.has(index)) {
          // biome-ignore lint/suspicious/noArrayIndexKey: a line of a diff is its place
          return kept.has(index - 1) ? <div key={index} className="diff-fold" /> : null;
        }
        return (
          // biome-ignore lint/suspicious/noArrayIndexKey: a line of a diff is its place
          <div key={index} className={`diff-line is-${line.op}`}>
            <span className="diff-number">{line.new_line ?? line.old_line ?? ""}</span>
            <span className="diff-sign">
              {SIGNS[line.op]}
              {line.op !== "same" && <span className="visually-hidden">{line.op} </span>}
            </span>
            <span>{line.text}</span>
          </div>
        );
      })}
    </div>
  );
}

/** Places of lines that changed or stand near one that did. */
function nearChanges(lines: readonly DiffLine[]): Set<number> {
  const kept = new Set<number>();
  for (const [index, line] of lines.entries()) {
    if (line.op === "same") continue;
    for (let at = index - CONTEXT; at <= index + CONTEXT; at += 1) if (lines[at]) kept.add(at);
  }
  return kept;
}
