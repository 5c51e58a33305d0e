import { Button, Skeleton, TextInput } from "@mantine/core";
import { useMutation, useQueryClient } from "@tanstack/react-query";
import { type FormEvent, useEffect, useState } from "react";
import { Link, useLocation } from "wouter";
import { api } from "../../api/client";
import { ApiError } from "../../api/problem";
import type { AcceptInvitation, Membership, Person } from "../../model/api.gen";
import { becomes, signOut, useMe, wasSignedIn } from "../../state/session";
import { ProblemNotice } from "../../ui/ProblemNotice";
import { Door } from "../Enter/Door";
import { leaveSentence } from "../frame/leaving";
import { forgetInvitation, takeInvitation } from "./invitation";
import { firstPage, joined } from "./joined";

/** Somebody invited comes in: as who is signed in here, or under a new name, and they are at work. */
export default function Join() {
  const [token] = useState(takeInvitation);
  const [isAsked] = useState(wasSignedIn);
  const me = useMe({ enabled: isAsked });
  const join = useJoin(me.data?.memberships ?? []);
  useEffect(() => {
    document.title = "Join · Goldsmith";
  }, []);
  if (token === null) {
    return (
      <Door title="The link is not whole">
        <p>An invitation ends with #t= and a long word. Copy the whole link, or ask for a new one.</p>
      </Door>
    );
  }
  const accept = (name: string) => join.mutate({ token, name });
  return (
    <Door title="You are invited">
      {join.isError && <Refused error={join.error} />}
      {isAsked && me.isPending ? (
        <Skeleton height={120} />
      ) : me.data ? (
        <AsYourself person={me.data.person} isBusy={join.isPending} onJoin={accept} />
      ) : (
        <AsNewcomer isBusy={join.isPending} onJoin={accept} />
      )}
    </Door>
  );
}

/** Accepts, and goes to the project that was joined. */
function useJoin(before: readonly Membership[]) {
  const queries = useQueryClient();
  const [, navigate] = useLocation();
  return useMutation({
    mutationFn: (body: AcceptInvitation) => api.acceptInvitation(body),
    onSuccess: (now) => {
      const membership = joined(before, now.memberships);
      forgetInvitation();
      becomes(queries, now);
      navigate(firstPage(membership), { replace: true });
    },
  });
}

/** A refusal; a name that is taken may be one's own, and then the door is the way. */
function Refused({ error }: { error: unknown }) {
  const isTaken = error instanceof ApiError && error.problem.slug === "person.name_taken";
  return (
    <>
      <ProblemNotice error={error} />
      {isTaken && (
        <p>
          Is that you? <Link href="/enter?next=/join">Sign in</Link>, then join under your name.
        </p>
      )}
    </>
  );
}

function AsYourself(props: { person: Person; isBusy: boolean; onJoin: (name: string) => void }) {
  const { person, isBusy, onJoin } = props;
  const queries = useQueryClient();
  const leave = useMutation({
    mutationFn: async () => {
      const sentence = await leaveSentence(person.id);
      if (sentence !== undefined && !window.confirm(sentence)) return;
      await signOut(queries);
      window.location.reload(); // as nobody; the invitation is kept in this tab
    },
  });
  return (
    <>
      <p>Your answers will stand under your name. The project lead sees it; other annotators do not.</p>
      {leave.isError && <ProblemNotice error={leave.error} />}
      <Button loading={isBusy} onClick={() => onJoin(person.name)} fullWidth data-autofocus>
        Join as {person.name}
      </Button>
      <p className="door-else">
        Somebody else?{" "}
        <button type="button" className="link" onClick={() => leave.mutate()}>
          Sign out first
        </button>
      </p>
    </>
  );
}

function AsNewcomer(props: { isBusy: boolean; onJoin: (name: string) => void }) {
  const [name, setName] = useState("");
  const submit = (event: FormEvent) => {
    event.preventDefault();
    props.onJoin(name.trim());
  };
  return (
    <>
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
        <Button type="submit" loading={props.isBusy} disabled={name.trim() === ""} fullWidth>
          Join
        </Button>
      </form>
      <p className="door-else">
        Been here before? <Link href="/enter?next=/join">Sign in</Link> first.
      </p>
    </>
  );
}
