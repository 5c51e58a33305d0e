import { Button, Progress } from "@mantine/core";
import { api } from "../../api/client";
import { KeyOf } from "../../keys/KeyOf";
import { useCommands } from "../../keys/useCommands";
import type { Job } from "../../model/api.gen";
import { thin } from "../../ui/num";

/** How far something is. share: from 0 to 1, null when not known. */
export function Moving(props: { text: string; share: number | null; children?: React.ReactNode }) {
  const { text, share } = props;
  return (
    <div className="moving" role="status">
      <span className="quiet">{text}</span>
      <Progress
        value={share === null ? 100 : share * 100}
        animated={share === null}
        size={4}
        color="ink"
        aria-label={text}
      />
      {props.children}
    </div>
  );
}

const CANCEL = { id: "items.import.cancel", keys: ["Shift+C"] };

/** An import on its way: how far it is, and a way to end it as long as nothing of it stays. isKeyed: by key too. */
export function MovingJob(props: { job: Job; isModal?: boolean; isKeyed?: boolean }) {
  const { job, isModal = false, isKeyed = true } = props;
  const cancel = () => void api.cancelJob(job.id).catch(() => undefined); // too late: it goes on, as it says
  useCommands("import", [{ ...CANCEL, title: "Cancel the import", group: "Items", run: cancel }], {
    enabled: job.can_cancel && isKeyed,
    modal: isModal,
  });
  const told = job.message || `${thin(job.done)}${job.total === null ? "" : ` of ${thin(job.total)}`} read`;
  const text = job.can_cancel ? told : `${told} · too late to cancel`;
  return (
    <Moving text={text} share={job.total ? job.done / job.total : null}>
      <Button
        variant="default"
        size="compact-xs"
        disabled={!job.can_cancel}
        title={job.can_cancel ? undefined : "It is being stored. Take it back when it is whole."}
        rightSection={isKeyed && <KeyOf command={CANCEL} />}
        onClick={cancel}
      >
        Cancel
      </Button>
    </Moving>
  );
}
