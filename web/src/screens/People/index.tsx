import "../frame/ProjectFrame.css";
import { Button, NativeSelect, Skeleton, Table } from "@mantine/core";
import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { useState } from "react";
import { api } from "../../api/client";
import type { Member } from "../../model/api.gen";
import { useMe } from "../../state/session";
import { Ago } from "../../ui/Ago";
import { Confirm } from "../../ui/Confirm";
import { Copy } from "../../ui/Copy";
import { duration, thin } from "../../ui/num";
import { ProblemNotice } from "../../ui/ProblemNotice";
import { ProjectFrame } from "../frame/ProjectFrame";
import { Annotators } from "./Annotators";
import { Invitations } from "./Invitations";
import { ROLES, type Role, roleOf } from "./roles";

/** Who works here, in which role, and the links that bring others in. */
export default function People({ slug }: { slug: string }) {
  const members = useQuery({ queryKey: ["members", slug], queryFn: () => api.members(slug) });
  return (
    <ProjectFrame slug={slug} station={null} notice={null}>
      <div className="page">
        <div className="page-head">
          <div>
            <h1>People</h1>
            <p>Who works on this project, and what they may do.</p>
          </div>
        </div>
        <section className="card">
          {members.isPending && <Skeleton height={120} />}
          {members.isError && <ProblemNotice error={members.error} onRetry={() => void members.refetch()} />}
          {members.data && <Members slug={slug} members={members.data} />}
          <dl className="roles">
            {ROLES.map((role) => (
              <div key={role.key}>
                <dt>{role.title}</dt>
                <dd>{role.may}</dd>
              </div>
            ))}
          </dl>
        </section>
        <Invitations slug={slug} />
        <Annotators slug={slug} />
      </div>
    </ProjectFrame>
  );
}

function Members({ slug, members }: { slug: string; members: readonly Member[] }) {
  const queries = useQueryClient();
  const me = useMe();
  const [leaving, setLeaving] = useState<Member | null>(null);
  const link = useMutation({ mutationFn: ({ person }: Member) => api.memberLink(slug, person.id) });
  const mayLink = me.data?.is_workspace_owner ?? false;
  const isMe = (member: Member) => member.person.id === me.data?.person.id;
  const again = () => queries.invalidateQueries({ queryKey: ["members", slug] });
  const change = useMutation({
    mutationFn: ({ person, role }: { person: string; role: Role }) => api.setRole(slug, person, { role }),
    onSuccess: again,
  });
  const remove = useMutation({
    mutationFn: (person: string) => api.removeMember(slug, person),
    onSuccess: async () => {
      setLeaving(null);
      await again();
    },
  });
  return (
    <>
      {change.isError && <ProblemNotice error={change.error} />}
      <Table.ScrollContainer minWidth={640}>
        <Table verticalSpacing={6}>
          <Table.Thead>
            <Table.Tr>
              <Table.Th>Name</Table.Th>
              <Table.Th>Role</Table.Th>
              <Table.Th>Answers</Table.Th>
              <Table.Th>Median time</Table.Th>
              <Table.Th>Last seen</Table.Th>
              <Table.Th>
                <span className="visually-hidden">Actions</span>
              </Table.Th>
            </Table.Tr>
          </Table.Thead>
          <Table.Tbody>
            {members.map((member) => (
              <Table.Tr key={member.person.id}>
                <Table.Td fw={500}>
                  {member.person.name}
                  {isMe(member) && <span className="quiet"> (you)</span>}
                </Table.Td>
                <Table.Td>
                  <NativeSelect
                    size="xs"
                    w={140}
                    aria-label={`Role of ${member.person.name}`}
                    disabled={member.is_workspace_owner}
                    data={ROLES.map((role) => ({ value: role.key, label: role.title }))}
                    value={member.role}
                    onChange={(event) =>
                      change.mutate({ person: member.person.id, role: roleOf(event.currentTarget.value) })
                    }
                  />
                </Table.Td>
                <Table.Td>{thin(member.n_answers)}</Table.Td>
                <Table.Td>{member.median_ms === null ? "–" : duration(member.median_ms)}</Table.Td>
                <Table.Td>{isMe(member) ? "now" : <LastSeen at={member.last_seen} />}</Table.Td>
                <Table.Td className="people-actions">
                  {!member.is_workspace_owner && (
                    <>
                      {mayLink && (
                        <Button
                          variant="subtle"
                          size="compact-sm"
                          aria-label={`Make a sign-in link for ${member.person.name}`}
                          loading={link.isPending && link.variables.person.id === member.person.id}
                          onClick={() => link.mutate(member)}
                        >
                          Make a sign-in link
                        </Button>
                      )}
                      <Button
                        variant="subtle"
                        color="danger"
                        size="compact-sm"
                        aria-label={`Remove ${member.person.name}`}
                        onClick={() => setLeaving(member)}
                      >
                        Remove
                      </Button>
                    </>
                  )}
                </Table.Td>
              </Table.Tr>
            ))}
          </Table.Tbody>
        </Table>
      </Table.ScrollContainer>
      {link.isError && <ProblemNotice error={link.error} />}
      {link.isSuccess && (
        <div className="invited" role="status">
          <p>
            Whoever opens this link is signed in as <b>{link.variables.person.name}</b>. Send it to nobody
            else. It is good until {new Date(link.data.expires_at).toLocaleString()}, and is shown only now.
          </p>
          <Copy text={link.data.link} label={`The sign-in link of ${link.variables.person.name}`} />
        </div>
      )}
      {leaving && (
        <Confirm
          title={`Remove ${leaving.person.name}`}
          verb="Remove"
          isDangerous
          isBusy={remove.isPending}
          error={remove.error}
          onClose={() => setLeaving(null)}
          onConfirm={() => remove.mutate(leaving.person.id)}
        >
          {leaving.person.name} can no longer open this project. Answers already given stay.
        </Confirm>
      )}
    </>
  );
}

function LastSeen({ at }: { at: string | null }) {
  return at === null ? "never" : <Ago at={at} />;
}
