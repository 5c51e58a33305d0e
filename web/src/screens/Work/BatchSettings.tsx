import { Button, Group, Modal } from "@mantine/core";
import { useMutation, useQueryClient } from "@tanstack/react-query";
import { useState } from "react";
import { api } from "../../api/client";
import type { BatchOut, Member } from "../../model/api.gen";
import { ProblemNotice } from "../../ui/ProblemNotice";
import { BatchFields, type Fields } from "./BatchFields";
import { refreshWork } from "./useWork";

/** Changes what a batch is; who holds items of it may still answer them. */
export function BatchSettings(props: {
  slug: string;
  batch: BatchOut;
  members: readonly Member[];
  skills: readonly string[];
  onClose: () => void;
}) {
  const { slug, batch, onClose } = props;
  const queries = useQueryClient();
  const { name, priority, due, people, skill, quota, note } = batch;
  const [fields, setFields] = useState<Fields>({ name, priority, due, people, skill, quota, note });
  const save = useMutation({
    mutationFn: () => api.changeBatch(slug, batch.id, fields),
    onSuccess: async () => {
      onClose();
      await refreshWork(queries, slug);
    },
  });
  return (
    <Modal
      opened
      onClose={onClose}
      title={`Change ${batch.name}`}
      size="lg"
      transitionProps={{ duration: 0 }}
      closeButtonProps={{ "aria-label": "Close" }}
    >
      <form
        className="work-form"
        onSubmit={(event) => {
          event.preventDefault();
          save.mutate();
        }}
      >
        <BatchFields
          fields={fields}
          onChange={(change) => setFields((old) => ({ ...old, ...change }))}
          members={props.members}
          skills={props.skills}
        />
        <p className="quiet">Items in people's hands stay with them until they are answered or taken back.</p>
        {save.isError && <ProblemNotice error={save.error} />}
        <Group justify="flex-end">
          <Button variant="default" onClick={onClose}>
            Keep as it is
          </Button>
          <Button type="submit" loading={save.isPending}>
            Save the batch
          </Button>
        </Group>
      </form>
    </Modal>
  );
}
