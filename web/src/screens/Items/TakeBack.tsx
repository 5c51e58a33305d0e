import { TextInput } from "@mantine/core";
import { notifications } from "@mantine/notifications";
import { useMutation, useQueryClient } from "@tanstack/react-query";
import { useState } from "react";
import { api } from "../../api/client";
import type { NewWithdrawal } from "../../model/api.gen";
import { Confirm } from "../../ui/Confirm";
import { refreshTakenBack } from "./useItems";

/** What is to be withdrawn or restored; name: in words, as in "Take Ann’s answer back". */
export interface Taken {
  target: NewWithdrawal["target"];
  ids: string[];
  name: string;
  isRestored: boolean;
}

const SAYS: Record<NewWithdrawal["target"], string> = {
  item: "Nobody is asked about it any more, and no release holds it.",
  annotation: "It counts no more. The item is open again where it then lacks an answer.",
  annotator: "None of their answers counts any more, and they are asked nothing more. Items are open again.",
  run: "Nobody is asked about its items any more. Labels that came with it count no more.",
  gold: "The item is decided by its answers again, or waits for another ruling.",
};

/** Asks why, then takes something back or restores it. Nothing is deleted. */
export function TakeBack({ slug, taken, onClose }: { slug: string; taken: Taken; onClose: () => void }) {
  const queries = useQueryClient();
  const [reason, setReason] = useState("");
  const { target, ids, isRestored } = taken;
  const act = useMutation({
    mutationFn: () => api.withdraw(slug, { target, ids, reason: reason.trim(), is_restored: isRestored }),
    onSuccess: async () => {
      notifications.show({ message: isRestored ? "Restored." : "Taken back. You can restore it." });
      onClose();
      await refreshTakenBack(queries, slug);
    },
  });
  const verb = isRestored ? "Restore" : "Take back";
  return (
    <Confirm
      title={`${verb}: ${taken.name}`}
      verb={verb}
      isDangerous={!isRestored}
      isBusy={act.isPending}
      error={act.error}
      onClose={onClose}
      onConfirm={() => act.mutate()}
    >
      <p style={{ marginTop: 0 }}>
        {isRestored ? "It counts again, as if it had never been taken back." : `${SAYS[target]} It is kept.`}
      </p>
      <TextInput
        label="Why"
        description="It is kept, and people can read it."
        maxLength={2000}
        required={target === "annotation" && !isRestored}
        value={reason}
        onChange={(event) => setReason(event.currentTarget.value)}
      />
    </Confirm>
  );
}
