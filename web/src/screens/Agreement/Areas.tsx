import type { QuestionOut } from "../../model/api.gen";
import { Estimate, EstimateTable, missingInAll, SHARE_AXIS } from "../../ui/Estimate";
import { fixed } from "../../ui/num";
import { type Door, isSameDoor } from "./doors";
import { Swatch, titleOf } from "./Marks";
import { type AreasReport, hundred } from "./model";
import { What } from "./What";

/** Labels of masks, least agreed first: how far two people's masks of each overlap. */
export function Areas(props: {
  report: AreasReport;
  question: QuestionOut;
  open: Door | undefined;
  onOpen(door: Door): void;
}) {
  const { report, question } = props;
  const noInner = missingInAll(report.labels, "inner");
  return (
    <section className="card">
      <h2>
        Labels, least agreed first
        <What name="iou" title="IoU" />
      </h2>
      <p className="quiet">
        IoU: of the pixels that either of two people gave the label, the share that both did. Dice and α stand
        beside it, then the label's share of all pixels.
      </p>
      <EstimateTable
        caption="Agreement on the areas of each label"
        more={["Dice", "α", "Share"]}
        axis={SHARE_AXIS}
      >
        {report.labels.map((row) => {
          const door: Door = { by: "label", label: row.label };
          const other = row.takenFor;
          return (
            <Estimate
              key={row.label}
              name={
                <span className="label-name">
                  <Swatch question={question} label={row.label} />
                  <span>
                    <button type="button" className="plain-link is-quiet" onClick={() => props.onOpen(door)}>
                      {titleOf(question, row.label)}
                    </button>
                    {other && (
                      <small>
                        taken for{" "}
                        <button
                          type="button"
                          className="plain-link"
                          onClick={() => props.onOpen({ by: "cell", a: row.label, b: other.label })}
                        >
                          {titleOf(question, other.label)}
                        </button>
                      </small>
                    )}
                  </span>
                </span>
              }
              value={row.value}
              why={row.why}
              inner={row.inner}
              innerWhy={noInner ? "" : row.innerWhy}
              outer={row.outer}
              isOuterDrawnOnly
              axis={SHARE_AXIS}
              isSelected={isSameDoor(props.open, door)}
            >
              <td className="label-n" title={row.dice.why || "Dice: twice what both gave, by what each gave"}>
                Dice {row.dice.value === null ? "–" : fixed(row.dice.value, 2)}
              </td>
              <td
                className="label-n"
                title={row.alpha.why || "α of this label against all others, over pixels"}
              >
                α {row.alpha.value === null ? "–" : fixed(row.alpha.value, 2)}
              </td>
              <td className="label-n" title="share of the pixels, over both people">
                {hundred(row.share)} % of pixels
              </td>
            </Estimate>
          );
        })}
      </EstimateTable>
      {noInner && <p className="quiet">No intervals: {noInner}</p>}
    </section>
  );
}
