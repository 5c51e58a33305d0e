import { useQuery } from "@tanstack/react-query";
import { api } from "../../api/client";
import type { Measured, Pull as Measures, QuestionOut, SuggestionPull } from "../../model/api.gen";
import { type Band, bandText, Estimate, EstimateTable, SHARE_AXIS } from "../../ui/Estimate";
import { counted, duration, fixed, percent, thin } from "../../ui/num";

/** How much suggestions move the answers: with one in sight, against items where it was kept back by lot. */
export function Pull({ slug, question }: { slug: string; question: QuestionOut }) {
  const found = useQuery({
    queryKey: ["agreement-pull", slug, question.key],
    queryFn: () => api.suggestionPull(slug, question.key),
    staleTime: 30_000,
  });
  const { data } = found;
  if (!data || !hasSuggestions(data)) return null;
  return (
    <section className="card">
      <h2>The pull of suggestions</h2>
      <p className="quiet">{rule(data)}</p>
      {data.pull ? <Arms data={data} pull={data.pull} /> : <p className="undefined-note">{data.undefined}</p>}
      {data.unknown.length > 0 && (
        <p className="undefined-note">No annotator is named {data.unknown.join(" or ")}.</p>
      )}
      {data.n_unfit > 0 && (
        <p className="undefined-note">
          {counted(data.n_unfit, "item")} had a suggestion that the guideline can no longer read.
        </p>
      )}
    </section>
  );
}

const hasSuggestions = (found: SuggestionPull): boolean =>
  found.sources.length > 0 || found.n_shown + found.n_silent + found.n_unfit > 0;

/** What the guideline says now; answers of older versions are measured too. */
function rule({ sources, silent }: SuggestionPull): string {
  if (sources.length === 0) return "The guideline shows no suggestions any more. What they did is kept here.";
  const share =
    silent === null || silent === 0 ? "none is kept back" : `${percent(silent)} are kept back by lot`;
  return `Answers of ${sources.join(", else of ")} are suggested; ${share}.`;
}

function Arms({ data, pull }: { data: SuggestionPull; pull: Measures }) {
  return (
    <>
      <p>{sentence(pull)}</p>
      <EstimateTable caption="How like the suggestion answers are" more={["Items"]} axis={SHARE_AXIS}>
        <Row name="Like it, in sight" found={pull.shown} n={data.n_shown} />
        <Row name="Like it, kept back" found={pull.silent} n={data.n_silent} />
        {isGradual(pull) && <Row name="Exactly it, in sight" found={pull.kept} n={data.n_shown} />}
        {isGradual(pull) && <Row name="Exactly it, kept back" found={pull.kept_silent} n={data.n_silent} />}
      </EstimateTable>
      <p className="quiet">{times(pull)}</p>
    </>
  );
}

function Row({ name, found, n }: { name: string; found: Measured; n: number }) {
  const why = found.undefined ?? "";
  return (
    <Estimate
      name={name}
      value={found.value ?? null}
      why={why}
      inner={bandOf(found)}
      innerWhy={why}
      outer={null}
      axis={SHARE_AXIS}
    >
      <td className="label-n">{counted(n, "item")}</td>
    </Estimate>
  );
}

function bandOf({ low, high }: Measured): Band | null {
  return typeof low === "number" && typeof high === "number" ? { low, high } : null;
}

/** Whether answers can be partly like the suggestion; labels are it or are not. */
const isGradual = ({ shown, kept, silent, kept_silent }: Measures): boolean =>
  shown.value !== kept.value || silent.value !== kept_silent.value;

const countOf = (found: Measured): string =>
  `${thin(Math.round((found.value ?? 0) * found.n))} of ${thin(found.n)}`;

/** What was counted, then the pull: how much more like the suggestion answers are once it is in sight. */
export function sentence(measures: Measures): string {
  const { pull, shown, silent, kept, kept_silent } = measures;
  const counts = `${countOf(kept)} answers are the suggestion where it was in sight, ${countOf(kept_silent)} where not.`;
  if (typeof pull.value !== "number")
    return `${counts} The pull is undefined. ${pull.undefined ?? ""}`.trim();
  const like = isGradual(measures)
    ? ` Likeness to it is ${fixed(shown.value ?? 0, 2)} against ${fixed(silent.value ?? 0, 2)}.`
    : "";
  const band = bandOf(pull);
  return `${counts}${like} The pull is ${fixed(pull.value, 2)}${band ? ` (${bandText(band)})` : ""}.`;
}

/** What suggestions save, at the median. */
export function times({ saved, seconds_shown, seconds_silent }: Measures): string {
  if (typeof saved.value !== "number" || seconds_shown === null || seconds_silent === null)
    return `Time saved is undefined. ${saved.undefined ?? ""}`.trim();
  const each = `${duration(seconds_shown * 1000)} with it, ${duration(seconds_silent * 1000)} without`;
  const band = bandOf(saved);
  const between = band ? ` (${bandText(band, 1)})` : "";
  return `Median time of an answer: ${each}. It saves ${fixed(saved.value, 1)} s${between}.`;
}
