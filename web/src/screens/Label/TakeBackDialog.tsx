import { Button } from "@mantine/core";
import { notifications } from "@mantine/notifications";
import { useMutation } from "@tanstack/react-query";
import { api } from "../../api/client";
import type { MineRow } from "../../model/api.gen";
import { Confirm } from "../../ui/Confirm";
import type { Workbench } from "./workbench";

const NOTICE = "answer-taken-back";
const NOTICE_MS = 12_000;

/** Asks, then takes one's own answer back. It is kept, and comes back by one button. */
export function TakeBackDialog(props: { slug: string; bench: Workbench; row: MineRow; onClose: () => void }) {
  const { slug, bench, row, onClose } = props;
  const ids = Object.values(row.own).map((answer) => answer.id);
  const ask = (isRestored: boolean) =>
    api.withdraw(slug, { target: "annotation", ids, reason: "", is_restored: isRestored });
  const restore = async () => {
    await ask(true);
    bench.recall(row);
    notifications.hide(NOTICE);
  };
  const takeBack = useMutation({
    mutationFn: () => ask(false),
    onSuccess: () => {
      onClose();
      bench.forget(row);
      notifications.show({
        id: NOTICE,
        autoClose: NOTICE_MS,
        closeButtonProps: { "aria-label": "Close" },
        message: <Told onRestore={restore} />,
      });
    },
  });
  return (
    <Confirm
      title="Take this answer back?"
      verb="Take back"
      isDangerous
      isBusy={takeBack.isPending}
      error={takeBack.error}
      onClose={onClose}
      onConfirm={() => takeBack.mutate()}
    >
      It counts no more. The item may come to you again, or to others.
    </Confirm>
  );
}

function Told({ onRestore }: { onRestore: () => Promise<void> }) {
  const restore = useMutation({ mutationFn: onRestore });
  return (
    <span className="row">
      {restore.isError ? "It could not be restored." : "Taken back."}
      <Button
        size="compact-sm"
        variant="default"
        loading={restore.isPending}
        onClick={() => restore.mutate()}
      >
        Restore
      </Button>
    </span>
  );
}
