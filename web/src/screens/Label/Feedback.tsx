import { Button, Modal } from "@mantine/core";
import { kindNames, kindOf } from "../../kinds/registry";
import type { Json } from "../../kinds/types";
import type { Feedback, GuidelineOut, MineRow } from "../../model/api.gen";
import { ItemView } from "../../ui/ItemView";
import { summaryOf } from "../Items/LabelChip";

/** What is told after an answer in training: whether it was right, what is right, and why. Enter goes on. */
export function FeedbackDialog(props: {
  feedback: Feedback | undefined;
  history: readonly MineRow[];
  guideline: GuidelineOut | undefined;
  onClose: () => void;
}) {
  const { feedback, history, guideline, onClose } = props;
  if (!feedback) return null;
  const row = history.find((each) => each.submission === feedback.submission);
  return (
    <Modal
      opened
      onClose={onClose}
      title={feedback.is_right ? "That is right" : "That is not what was ruled"}
      size="lg"
      transitionProps={{ duration: 0 }}
      closeButtonProps={{ "aria-label": "Close" }}
    >
      <div className="feedback">
        {(guideline?.questions ?? []).map((question) => {
          const gold = feedback.gold[question.key] as Json | undefined;
          if (gold === undefined) return null;
          const isKnown = kindNames().includes(question.kind);
          const kind = isKnown ? kindOf(question.kind) : undefined;
          const own = row?.own[question.key];
          const isDrawn = kind?.Stage !== undefined && row !== undefined;
          return (
            <section key={question.key}>
              {row && !isDrawn && <ItemView item={row.item} />}
              <p>
                {question.title} <b>{summaryOf(question, gold)}</b>
              </p>
              {!feedback.is_right && own && (
                <p className="quiet">You said: {own.reason ?? summaryOf(question, own.value)}</p>
              )}
              {isDrawn && kind && (
                <kind.View
                  item={row.item}
                  question={question}
                  layers={[{ who: "right", value: gold, slot: 0 }]}
                />
              )}
            </section>
          );
        })}
        {feedback.reasons.map((reason) => (
          <blockquote key={reason}>{reason}</blockquote>
        ))}
      </div>
      <div className="dialog-foot">
        <Button onClick={onClose} data-autofocus>
          Go on
        </Button>
      </div>
    </Modal>
  );
}
