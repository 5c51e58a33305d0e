import { NativeSelect, Radio, Textarea } from "@mantine/core";
import { notifications } from "@mantine/notifications";
import { keepPreviousData, useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { useState } from "react";
import { api } from "../../api/client";
import type { BulkPreview, NewBulk, QuestionOut } from "../../model/api.gen";
import { Confirm } from "../../ui/Confirm";
import { counted, thin } from "../../ui/num";
import { ProblemNotice } from "../../ui/ProblemNotice";
import { REASONS } from "../Adjudicate/words";
import { LabelChip, summaryOf } from "./LabelChip";
import { CLOSE } from "./TakeBack";
import { refreshTakenBack, useQuestions } from "./useItems";

const MAJORITY = "";

/** Rules on all chosen items with one label, or each with the majority of its answers; told in counts first. */
export function RuleDialog(props: {
  slug: string;
  target: { ids: string[] } | { filter: string };
  onClose: () => void;
  onDone: () => void;
}) {
  const { slug } = props;
  const queries = useQueryClient();
  const questions = useQuestions(slug);
  const [key, setKey] = useState<string | null>(null);
  const [label, setLabel] = useState(MAJORITY);
  const [reason, setReason] = useState<NewBulk["reason_code"]>("annotator_slip");
  const [rationale, setRationale] = useState("");
  const question = questions.find((each) => each.key === key) ?? questions[0];
  const what = {
    question: question?.key ?? null,
    ...props.target,
    ...(label === MAJORITY ? { takes: "majority" as const } : { takes: "value" as const, value: label }),
  };
  const preview = useQuery({
    queryKey: ["bulk", slug, what],
    queryFn: () => api.previewBulk(slug, what),
    placeholderData: keepPreviousData,
    enabled: question !== undefined,
  });
  const told = preview.data;
  const rule = useMutation({
    mutationFn: (as_of: number) =>
      api.ruleInBulk(slug, { ...what, reason_code: reason, rationale: rationale.trim(), as_of }),
    onSuccess: async ({ run, n }) => {
      const undo = async () => {
        const undone = await api.undoBulk(slug, run);
        notifications.show({
          message: `${counted(undone.n, "ruling")} taken back.`,
          closeButtonProps: CLOSE,
        });
        await refreshTakenBack(queries, slug);
      };
      notifications.show({
        autoClose: 20_000,
        closeButtonProps: CLOSE,
        message: (
          <>
            {counted(n, "item")} ruled.{" "}
            <button type="button" className="link" onClick={() => void undo()}>
              Take them back
            </button>
          </>
        ),
      });
      props.onDone();
      await refreshTakenBack(queries, slug);
    },
  });
  return (
    <Confirm
      title="Rule on the chosen items"
      verb={told ? `Rule ${counted(told.n_ruled, "item")}` : "Rule"}
      isBusy={rule.isPending}
      isDisabled={!told || told.n_ruled === 0 || preview.isPlaceholderData}
      error={rule.error}
      onClose={props.onClose}
      onConfirm={() => told && rule.mutate(told.as_of)}
    >
      <div className="rule-form">
        {questions.length > 1 && (
          <NativeSelect
            label="Question"
            value={question?.key ?? ""}
            data={questions.map((each) => ({ value: each.key, label: each.title }))}
            onChange={(event) => {
              setKey(event.currentTarget.value);
              setLabel(MAJORITY);
            }}
          />
        )}
        <Radio.Group label="What holds for them?" value={label} onChange={setLabel}>
          <Radio mt={6} color="ink" value={MAJORITY} label="The majority of each item's answers" />
          {told?.is_single &&
            question?.labels.map((each) => (
              <Radio
                key={each.key}
                mt={6}
                color="ink"
                value={each.key}
                label={<LabelChip question={question} label={each.key} />}
              />
            ))}
        </Radio.Group>
        <NativeSelect
          label="Why is it ruled?"
          value={reason}
          data={REASONS.map(({ code, title }) => ({ value: code, label: title }))}
          onChange={(event) =>
            setReason(REASONS.find(({ code }) => code === event.currentTarget.value)?.code ?? reason)
          }
        />
        <Textarea
          label="Rationale"
          autosize
          minRows={2}
          maxLength={10_000}
          value={rationale}
          onChange={(event) => setRationale(event.currentTarget.value)}
        />
        <div className="rule-preview" role="status">
          {told && question && <Counts told={told} question={question} />}
        </div>
        {preview.isError && <ProblemNotice error={preview.error} />}
      </div>
    </Confirm>
  );
}

const WHY: Readonly<Record<string, string>> = {
  ruled: "ruled on already",
  own: "that you labeled or hold",
  taken: "that somebody is ruling on",
  second: "that wait for a second ruling",
  few: "without two answers",
  tie: "without a majority",
  illegal: "that cannot have this value",
  withdrawn: "withdrawn",
};

function Counts({ told, question }: { told: BulkPreview; question: QuestionOut }) {
  const values = told.values.map(({ value, n }) => `${summaryOf(question, value) || "nothing"} ${thin(n)}`);
  const out = Object.entries(told.left_out).map(([why, n]) => `${thin(n)} ${WHY[why] ?? why}`);
  return (
    <>
      <p>
        {thin(told.n_ruled)} of {counted(told.n_items, "item")} would be ruled
        {values.length > 0 ? `: ${values.join(", ")}.` : "."}
      </p>
      {out.length > 0 && <p className="quiet">Left as they are: {out.join(", ")}.</p>}
    </>
  );
}
