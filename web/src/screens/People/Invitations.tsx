import "./People.css";
import { Button, NativeSelect, NumberInput, Skeleton, TextInput } from "@mantine/core";
import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { type FormEvent, useState } from "react";
import { api } from "../../api/client";
import type { Invitation } from "../../model/api.gen";
import { Copy } from "../../ui/Copy";
import { counted } from "../../ui/num";
import { ProblemNotice } from "../../ui/ProblemNotice";
import { ROLES, type Role, roleOf, roleTitle } from "./roles";

/** Links that let others in. Each is shown once, when it is made. */
export function Invitations({ slug }: { slug: string }) {
  const queries = useQueryClient();
  const key = ["invitations", slug];
  const invitations = useQuery({ queryKey: key, queryFn: () => api.invitations(slug) });
  const again = () => queries.invalidateQueries({ queryKey: key });
  const invite = useMutation({
    mutationFn: (body: { role: Role; note: string; uses: number; days: number }) => api.invite(slug, body),
    onSuccess: again,
  });
  const revoke = useMutation({
    mutationFn: (id: string) => api.revokeInvitation(slug, id),
    onSuccess: again,
  });
  const error = invite.error ?? revoke.error ?? invitations.error;
  return (
    <section className="card" style={{ marginTop: 16 }}>
      <h2>Invite</h2>
      <p className="quiet">Send the link to whom you want here. They choose a name and begin.</p>
      <InviteForm isBusy={invite.isPending} onInvite={(body) => invite.mutate(body)} />
      {invite.data?.link && (
        <div className="invited" role="status">
          <p>
            This link makes {counted(invite.data.uses_left, "person", "people")} {roleTitle(invite.data.role)}
            {invite.data.uses_left === 1 ? "" : "s"}. It is shown only now.
          </p>
          <Copy text={invite.data.link} label="The invitation link" />
        </div>
      )}
      {error !== null && <ProblemNotice error={error} />}
      {invitations.isPending && <Skeleton height={40} mt={12} />}
      {invitations.data && invitations.data.length > 0 && (
        <ul className="invitations">
          {invitations.data.map((each) => (
            <li key={each.id}>
              <span>
                <b>{roleTitle(each.role)}</b> <span className="quiet">{each.note}</span>
              </span>
              <span className="quiet">{state(each)}</span>
              <Button
                variant="subtle"
                color="danger"
                size="compact-sm"
                aria-label={`Revoke the link for ${roleTitle(each.role)} ${each.note}`}
                onClick={() => revoke.mutate(each.id)}
              >
                Revoke
              </Button>
            </li>
          ))}
        </ul>
      )}
    </section>
  );
}

function InviteForm(props: {
  isBusy: boolean;
  onInvite: (body: { role: Role; note: string; uses: number; days: number }) => void;
}) {
  const [role, setRole] = useState<Role>("annotator");
  const [note, setNote] = useState("");
  const [uses, setUses] = useState(1);
  const [days, setDays] = useState(14);
  const submit = (event: FormEvent) => {
    event.preventDefault();
    props.onInvite({ role, note: note.trim(), uses, days });
    setNote("");
  };
  return (
    <form className="row invite" onSubmit={submit}>
      <NativeSelect
        label="Role"
        data={ROLES.map((each) => ({ value: each.key, label: each.title }))}
        value={role}
        onChange={(event) => setRole(roleOf(event.currentTarget.value))}
      />
      <TextInput
        label="For whom"
        placeholder="a note to yourself"
        value={note}
        maxLength={200}
        onChange={(event) => setNote(event.currentTarget.value)}
      />
      <NumberInput
        label="People"
        w={80}
        min={1}
        max={500}
        value={uses}
        onChange={(value) => setUses(Number(value) || 1)}
      />
      <NumberInput
        label="Days"
        w={80}
        min={1}
        max={365}
        value={days}
        onChange={(value) => setDays(Number(value) || 14)}
      />
      <Button type="submit" loading={props.isBusy}>
        Make link
      </Button>
    </form>
  );
}

function state(invitation: Invitation): string {
  const end = new Date(invitation.expires_at);
  if (end.getTime() < Date.now()) return "expired";
  if (invitation.uses_left === 0) return "used";
  return `${counted(invitation.uses_left, "use")} left, until ${end.toLocaleDateString()}`;
}
