import "./Inbox.css";
import { Button, Textarea } from "@mantine/core";
import { type FormEvent, type KeyboardEvent, type RefObject, useEffect, useRef, useState } from "react";
import { Kbd } from "../../ui/Kbd";
import { ProblemNotice } from "../../ui/ProblemNotice";

/** A field to write in and a button that sends. Ctrl Enter sends too; what was typed stays when sending fails. */
export function Compose(props: {
  label: string;
  verb: string;
  placeholder?: string;
  start?: string;
  isBusy: boolean;
  isFocused?: boolean;
  error: unknown;
  field?: RefObject<HTMLTextAreaElement | null>;
  onCancel?: () => void;
  onSend: (text: string) => Promise<unknown>;
}) {
  const own = useRef<HTMLTextAreaElement>(null);
  const field = props.field ?? own;
  const [text, setText] = useState(props.start ?? "");
  const { isFocused = false } = props;
  useEffect(() => {
    if (isFocused) field.current?.focus();
  }, [isFocused, field]);
  const send = async () => {
    if (text.trim() === "" || props.isBusy) return;
    try {
      await props.onSend(text.trim());
      setText("");
      field.current?.blur();
    } catch {
      // the mutation holds the problem, and it is told below the field
    }
  };
  const submit = (event: FormEvent) => {
    event.preventDefault();
    void send();
  };
  const pressed = (event: KeyboardEvent) => {
    if (event.key === "Enter" && (event.ctrlKey || event.metaKey)) {
      event.preventDefault();
      void send();
    }
    if (event.key === "Escape") {
      event.preventDefault();
      event.stopPropagation();
      field.current?.blur();
      props.onCancel?.();
    }
  };
  return (
    <form className="compose" onSubmit={submit}>
      <Textarea
        ref={field}
        aria-label={props.label}
        placeholder={props.placeholder ?? ""}
        autosize
        minRows={2}
        maxRows={10}
        maxLength={10_000}
        value={text}
        onChange={(event) => setText(event.currentTarget.value)}
        onKeyDown={pressed}
      />
      {props.error !== null && props.error !== undefined && <ProblemNotice error={props.error} />}
      <div className="row">
        <Button
          type="submit"
          size="xs"
          loading={props.isBusy}
          disabled={text.trim() === ""}
          rightSection={<Kbd keys="Mod+Enter" />}
        >
          {props.verb}
        </Button>
        {props.onCancel && (
          <Button size="xs" variant="default" onClick={props.onCancel}>
            Cancel
          </Button>
        )}
      </div>
    </form>
  );
}
