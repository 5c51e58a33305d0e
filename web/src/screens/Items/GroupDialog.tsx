import { TextInput } from "@mantine/core";
import { notifications } from "@mantine/notifications";
import { useMutation, useQueryClient } from "@tanstack/react-query";
import { useState } from "react";
import { api } from "../../api/client";
import { Confirm } from "../../ui/Confirm";
import { counted } from "../../ui/num";
import { refreshTakenBack } from "./useItems";

/** Says to which group items belong from now on. Where a split is torn by it, that is told and nothing moves. */
export function GroupDialog(props: {
  slug: string;
  ids: string[];
  group: string | null;
  onClose: () => void;
  onDone: () => void;
}) {
  const { slug, ids } = props;
  const queries = useQueryClient();
  const [group, setGroup] = useState(props.group ?? "");
  const [reason, setReason] = useState("");
  const correct = useMutation({
    mutationFn: () => api.correctGroup(slug, { ids, group: group.trim() || null, reason: reason.trim() }),
    onSuccess: async ({ n, straddling, parts }) => {
      notifications.show(
        straddling.length > 0
          ? {
              title: `The group lies in ${parts.join(" and ")} of a split`,
              message: "No item moved. Later releases hold only what lies in the first part.",
              autoClose: false,
            }
          : { message: `${counted(n, "item")} put right.` },
      );
      props.onDone();
      await refreshTakenBack(queries, slug);
    },
  });
  return (
    <Confirm
      title={`Correct the group: ${counted(ids.length, "item")}`}
      verb="Correct the group"
      isBusy={correct.isPending}
      error={correct.error}
      onClose={props.onClose}
      onConfirm={() => correct.mutate()}
    >
      <p style={{ marginTop: 0 }}>
        Items of one group stay on one side of a split. Earlier releases keep what they had.
      </p>
      <TextInput
        label="Group"
        description="A patient, a document, a speaker. Leave it empty for none."
        maxLength={500}
        value={group}
        onChange={(event) => setGroup(event.currentTarget.value)}
        data-autofocus
      />
      <TextInput
        mt="sm"
        label="Why"
        description="It is kept with the items."
        maxLength={2000}
        value={reason}
        onChange={(event) => setReason(event.currentTarget.value)}
      />
    </Confirm>
  );
}
