import { Button, Group, Modal } from "@mantine/core";
import type { ReactNode } from "react";
import { ProblemNotice } from "./ProblemNotice";

/** A question before something that is not undone with one key. `verb` names what the button does. */
export function Confirm(props: {
  title: string;
  verb: string;
  isDangerous?: boolean;
  isBusy?: boolean;
  isDisabled?: boolean;
  error?: unknown;
  onClose: () => void;
  onConfirm: () => void;
  children: ReactNode;
}) {
  return (
    <Modal
      closeButtonProps={{ "aria-label": "Close" }}
      opened
      onClose={props.onClose}
      title={props.title}
      centered
    >
      {props.children}
      {props.error !== undefined && props.error !== null && (
        <div style={{ marginTop: 12 }}>
          <ProblemNotice error={props.error} />
        </div>
      )}
      <Group justify="flex-end" mt="md">
        <Button variant="default" onClick={props.onClose}>
          Keep as it is
        </Button>
        <Button
          color={props.isDangerous ? "danger" : "ink"}
          loading={props.isBusy ?? false}
          disabled={props.isDisabled ?? false}
          onClick={props.onConfirm}
          data-autofocus
        >
          {props.verb}
        </Button>
      </Group>
    </Modal>
  );
}
