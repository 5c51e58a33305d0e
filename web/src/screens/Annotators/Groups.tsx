import type { Groups as GroupsOut, QuestionOut } from "../../model/api.gen";
import { counted, percent } from "../../ui/num";
import { titleOf } from "../Agreement/Marks";
import { chanceText, measuredText } from "./words";

/** Whether people of one group agree more with each other than with others, and how groups meet an anchor. */
export function Groups({ groups, question }: { groups: GroupsOut; question: QuestionOut }) {
  return (
    <section className="card">
      <h2>Groups of annotators</h2>
      <p className="quiet">
        {groups.within !== null && groups.between !== null
          ? `Two of one group agree in ${percent(groups.within)}, two of different groups in ${percent(groups.between)} of pairs. `
          : ""}
        {groups.p !== null && `So much more by chance: ${chanceText(groups.p)}. `}
        {groups.undefined} A view that all groups share shows only beside labels from outside.
      </p>
      <table className="annotators-table">
        <thead>
          <tr>
            <th scope="col">Group</th>
            <th scope="col">Annotators</th>
            <th scope="col">Votes</th>
            <th scope="col">With the anchor</th>
            <th scope="col">Leans to</th>
          </tr>
        </thead>
        <tbody>
          {groups.rows.map((row) => (
            <tr key={row.group}>
              <th scope="row">{row.group === "human" ? "people" : row.group}</th>
              <td>{counted(row.n_annotators, "annotator")}</td>
              <td>{counted(row.n_votes, "vote")}</td>
              <td title={row.with_anchor.undefined || undefined}>{measuredText(row.with_anchor)}</td>
              <td>
                {row.leanings
                  .filter((each) => (each.excess.low ?? 0) > 0)
                  .map((each) => titleOf(question, each.label))
                  .join(", ") || "–"}
              </td>
            </tr>
          ))}
        </tbody>
      </table>
    </section>
  );
}
