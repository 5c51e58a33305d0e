import { Button, TextInput } from "@mantine/core";
import { useMutation, useQueryClient } from "@tanstack/react-query";
import { type FormEvent, useEffect, useRef, useState } from "react";
import { useLocation } from "wouter";
import { api } from "../../api/client";
import type { AcceptInvitation } from "../../model/api.gen";
import { becomes } from "../../state/session";
import { ProblemNotice } from "../../ui/ProblemNotice";
import { Door, takeToken } from "../Enter/Door";

/** Somebody invited comes in: a name, and they are at work. */
export default function Join() {
  const queries = useQueryClient();
  const [, navigate] = useLocation();
  const token = useRef<string | null>(null);
  const [isLinkWhole, setIsLinkWhole] = useState(true);
  const [name, setName] = useState("");
  useEffect(() => {
    document.title = "Join · Goldsmith";
    token.current ??= takeToken();
    setIsLinkWhole(token.current !== null);
  }, []);
  const join = useMutation({
    mutationFn: (body: AcceptInvitation) => api.acceptInvitation(body),
    onSuccess: (me) => {
      becomes(queries, me);
      const only = me.memberships.length === 1 ? me.memberships[0] : undefined;
      navigate(
        only ? `/p/${encodeURIComponent(only.project)}${only.role === "annotator" ? "/label" : ""}` : "/",
        {
          replace: true,
        },
      );
    },
  });
  const submit = (event: FormEvent) => {
    event.preventDefault();
    if (token.current !== null) join.mutate({ token: token.current, name: name.trim() });
  };
  if (!isLinkWhole) {
    return (
      <Door title="The link is not whole">
        <p>An invitation ends with #t= and a long word. Copy the whole link, or ask for a new one.</p>
      </Door>
    );
  }
  return (
    <Door title="You are invited">
      {join.isError && <ProblemNotice error={join.error} />}
      <p>Your answers will stand under this name. The project lead sees it; other annotators do not.</p>
      <form onSubmit={submit}>
        <TextInput
          label="Your name"
          autoComplete="name"
          required
          withAsterisk={false}
          maxLength={120}
          value={name}
          onChange={(event) => setName(event.currentTarget.value)}
          data-autofocus
        />
        <Button type="submit" loading={join.isPending} disabled={name.trim() === ""} fullWidth>
          Join
        </Button>
      </form>
    </Door>
  );
}
