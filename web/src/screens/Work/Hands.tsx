import { Button, Group, Modal, NativeSelect } from "@mantine/core";
import { notifications } from "@mantine/notifications";
import { useMutation, useQueryClient } from "@tanstack/react-query";
import { useState } from "react";
import { api } from "../../api/client";
import type { Hand, Member } from "../../model/api.gen";
import { counted } from "../../ui/num";
import { ProblemNotice } from "../../ui/ProblemNotice";
import { labelersOf } from "../Home/members";
import { refreshWork } from "./useWork";

/** Who holds items now, and a way to take them back or give them to somebody else. */
export function Hands(props: {
  slug: string;
  hands: readonly Hand[];
  members: readonly Member[];
  isOwner: boolean;
}) {
  const [asked, setAsked] = useState<Hand | null>(null);
  const { hands, isOwner } = props;
  if (hands.length === 0) return <p className="quiet">Nobody holds an item just now.</p>;
  return (
    <>
      <ul className="hands">
        {hands.map((hand) => (
          <li key={hand.person}>
            <b>{hand.name}</b>
            <span>{counted(hand.n_held, "item")}</span>
            {isOwner && (
              <Button
                size="compact-sm"
                variant="subtle"
                aria-label={`Take back from ${hand.name}`}
                onClick={() => setAsked(hand)}
              >
                Take back
              </Button>
            )}
          </li>
        ))}
      </ul>
      {asked && <TakeBack {...props} hand={asked} onClose={() => setAsked(null)} />}
    </>
  );
}

function TakeBack(props: { slug: string; hand: Hand; members: readonly Member[]; onClose: () => void }) {
  const { slug, hand, members, onClose } = props;
  const queries = useQueryClient();
  const [to, setTo] = useState("");
  const others = labelersOf(members).filter(({ person }) => person.id !== hand.person);
  const take = useMutation({
    mutationFn: () => api.takeBack(slug, hand.person, { to: to === "" ? null : to }),
    onSuccess: async ({ n }) => {
      notifications.show({ message: `${counted(n, "item")} taken back.` });
      onClose();
      await refreshWork(queries, slug);
    },
  });
  return (
    <Modal
      opened
      onClose={onClose}
      title={`Take back from ${hand.name}`}
      centered
      transitionProps={{ duration: 0 }}
      closeButtonProps={{ "aria-label": "Close" }}
    >
      <p>
        {counted(hand.n_held, "item")} will be free again. An answer that still arrives from {hand.name} is
        kept.
      </p>
      <NativeSelect
        label="Who gets them"
        data={[
          { value: "", label: "Whoever is next" },
          ...others.map(({ person }) => ({ value: person.id, label: person.name })),
        ]}
        value={to}
        onChange={(event) => setTo(event.currentTarget.value)}
      />
      {take.isError && <ProblemNotice error={take.error} />}
      <Group justify="flex-end" mt="md">
        <Button variant="default" onClick={onClose}>
          Leave them there
        </Button>
        <Button loading={take.isPending} onClick={() => take.mutate()} data-autofocus>
          Take back
        </Button>
      </Group>
    </Modal>
  );
}
