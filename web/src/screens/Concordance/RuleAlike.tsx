import { Radio, Textarea } from "@mantine/core";
import { notifications } from "@mantine/notifications";
import { useMutation, useQueryClient } from "@tanstack/react-query";
import { useState } from "react";
import { api } from "../../api/client";
import { useCommands } from "../../keys/useCommands";
import type { NewAlike, QuestionOut, SharedOut } from "../../model/api.gen";
import { Confirm } from "../../ui/Confirm";
import { counted, thin } from "../../ui/num";
import { REASONS } from "../Adjudicate/words";
import { LabelChip } from "../Items/LabelChip";
import { refreshTakenBack } from "../Items/useItems";

/** Holds one label true of all items that share something: one ruling for each. It is undone by taking them back. */
export function RuleAlike(props: {
  slug: string;
  by: NonNullable<NewAlike["by"]>;
  question: QuestionOut;
  row: SharedOut;
  asOf: number;
  onClose: () => void;
}) {
  const { slug, question, row, onClose } = props;
  const queries = useQueryClient();
  const [value, setValue] = useState(Object.keys(row.labels)[0] ?? question.labels[0]?.key ?? "");
  const [reason, setReason] = useState<NewAlike["reason_code"]>("annotator_slip");
  const [rationale, setRationale] = useState("");
  const undo = async (golds: string[]) => {
    await api.withdraw(slug, { target: "gold", ids: golds, reason: "undone", is_restored: false });
    await refreshTakenBack(queries, slug);
  };
  const rule = useMutation({
    mutationFn: () =>
      api.ruleAlike(slug, {
        question: question.key,
        by: props.by,
        item: row.item,
        value,
        reason_code: reason,
        rationale: rationale.trim(),
        as_of: props.asOf,
      }),
    onSuccess: async ({ golds, n_same, left_out }) => {
      const told = [
        golds.length > 0 ? `${counted(golds.length, "item")} ruled.` : "",
        n_same > 0 ? `${thin(n_same)} were ruled so already.` : "",
        left_out.length > 0 ? `${thin(left_out.length)} left out: ${left_out[0]?.why ?? ""}` : "",
      ];
      notifications.show({
        autoClose: 12_000,
        message: (
          <>
            {told.filter(Boolean).join(" ")}{" "}
            {golds.length > 0 && (
              <button type="button" className="link" onClick={() => void undo(golds)}>
                Take them back
              </button>
            )}
          </>
        ),
      });
      onClose();
      await refreshTakenBack(queries, slug);
    },
  });
  const labels = question.labels;
  useCommands(
    "concordance.rule",
    labels.slice(0, 9).map((label, place) => ({
      id: `concordance.rule.${place + 1}`,
      title: `Hold label ${place + 1} true`,
      keys: [`${place + 1}`],
      group: "Concordance",
      run: () => setValue(label.key),
    })),
    { modal: true },
  );
  return (
    <Confirm
      title={`Rule ${counted(row.n_items, "item")} alike`}
      verb={`Rule ${counted(row.n_items, "item")}`}
      isBusy={rule.isPending}
      error={rule.error}
      onClose={onClose}
      onConfirm={() => rule.mutate()}
    >
      <div className="alike-form">
        <p className="alike-text">{row.group === null ? row.text : `Group ${row.group}`}</p>
        <Radio.Group label="What holds for all of them?" value={value} onChange={setValue}>
          {labels.map((label, place) => (
            <Radio
              key={label.key}
              mt={6}
              value={label.key}
              color="ink"
              label={
                <>
                  {place < 9 && <kbd>{place + 1}</kbd>} <LabelChip question={question} label={label.key} />{" "}
                  <span className="quiet">{said(row.labels[label.key])}</span>
                </>
              }
            />
          ))}
        </Radio.Group>
        <Radio.Group
          label="Why did they differ?"
          value={reason}
          onChange={(code) => setReason(REASONS.find((each) => each.code === code)?.code ?? reason)}
        >
          {REASONS.map(({ code, title }) => (
            <Radio key={code} mt={6} value={code} color="ink" label={title} />
          ))}
        </Radio.Group>
        <Textarea
          label="Rationale"
          autosize
          minRows={2}
          maxLength={10_000}
          value={rationale}
          onChange={(event) => setRationale(event.currentTarget.value)}
        />
        <p className="quiet">Each item gets a ruling of its own. Items that you labeled are left out.</p>
      </div>
    </Confirm>
  );
}

const said = (n: number | undefined): string => (n === undefined ? "" : `said ${thin(n)} ×`);
