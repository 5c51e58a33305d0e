import { Button, NativeSelect, NumberInput, Skeleton, Table, TextInput } from "@mantine/core";
import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { type FormEvent, useState } from "react";
import { api } from "../../api/client";
import type { Membership, NewToken, Token } from "../../model/api.gen";
import { Ago } from "../../ui/Ago";
import { Copy } from "../../ui/Copy";
import { ProblemNotice } from "../../ui/ProblemNotice";

const ROLES = ["viewer", "annotator", "adjudicator", "owner"] as const;

export function Tokens({ memberships, mayAll }: { memberships: readonly Membership[]; mayAll: boolean }) {
  const queries = useQueryClient();
  const tokens = useQuery({ queryKey: ["tokens"], queryFn: api.tokens });
  const again = () => queries.invalidateQueries({ queryKey: ["tokens"] });
  const make = useMutation({ mutationFn: api.makeToken, onSuccess: again });
  const revoke = useMutation({ mutationFn: api.revokeToken, onSuccess: again });
  return (
    <section className="card" style={{ marginTop: 16 }}>
      <h2>Tokens for scripts</h2>
      <p className="quiet">A token lets a script do what its role may, and nothing else. It is shown once.</p>
      {make.data?.secret && (
        <div role="status" style={{ margin: "12px 0" }}>
          <p className="quiet">
            Copy “{make.data.name}” now. It is not shown again. Send it as{" "}
            <code>Authorization: Bearer …</code>
          </p>
          <Copy text={make.data.secret} label="The new token" />
        </div>
      )}
      {[tokens, make, revoke].map(
        (each, index) =>
          // biome-ignore lint/suspicious/noArrayIndexKey: three fixed places
          each.isError && <ProblemNotice key={index} error={each.error} />,
      )}
      <MakeToken
        memberships={memberships}
        mayAll={mayAll}
        isBusy={make.isPending}
        onMake={(body) => make.mutate(body)}
      />
      {tokens.isPending ? (
        <Skeleton height={40} mt={16} />
      ) : (
        <TokenTable
          tokens={tokens.data ?? []}
          titles={new Map(memberships.map((each) => [each.project, each.title]))}
          onRevoke={(id) => revoke.mutate(id)}
        />
      )}
    </section>
  );
}

function MakeToken(props: {
  memberships: readonly Membership[];
  mayAll: boolean;
  isBusy: boolean;
  onMake: (body: NewToken) => void;
}) {
  const [name, setName] = useState("");
  const [project, setProject] = useState<string>();
  const [role, setRole] = useState<(typeof ROLES)[number]>("viewer");
  const [days, setDays] = useState(90);
  const places = [
    ...(props.mayAll ? [{ value: "", label: "All projects" }] : []),
    ...props.memberships.map((each) => ({ value: each.project, label: each.title })),
  ];
  const chosen = project ?? places[0]?.value ?? "";
  const submit = (event: FormEvent) => {
    event.preventDefault();
    props.onMake({ name: name.trim(), project: chosen === "" ? null : chosen, role, days });
    setName("");
  };
  return (
    <form onSubmit={submit} className="row" style={{ alignItems: "flex-end", margin: "12px 0" }}>
      <TextInput
        label="Name"
        placeholder="Nightly export"
        w={180}
        value={name}
        onChange={(event) => setName(event.currentTarget.value)}
      />
      <NativeSelect
        label="Project"
        data={places}
        w={170}
        value={chosen}
        onChange={(event) => setProject(event.currentTarget.value)}
      />
      <NativeSelect
        label="Role"
        data={ROLES.map((each) => ({ value: each, label: each }))}
        value={role}
        onChange={(event) => setRole(ROLES.find((each) => each === event.currentTarget.value) ?? "viewer")}
      />
      <NumberInput
        label="Days"
        w={90}
        min={1}
        max={3650}
        value={days}
        onChange={(value) => setDays(Number(value) || 90)}
      />
      <Button
        type="submit"
        variant="default"
        loading={props.isBusy}
        disabled={name.trim() === "" || places.length === 0}
      >
        Make token
      </Button>
    </form>
  );
}

function TokenTable(props: {
  tokens: readonly Token[];
  titles: ReadonlyMap<string, string>;
  onRevoke: (id: string) => void;
}) {
  if (props.tokens.length === 0) return <p className="quiet">There are no tokens yet.</p>;
  return (
    <Table.ScrollContainer minWidth={520}>
      <Table verticalSpacing={6}>
        <Table.Thead>
          <Table.Tr>
            <Table.Th>Name</Table.Th>
            <Table.Th>For</Table.Th>
            <Table.Th>Role</Table.Th>
            <Table.Th>Last used</Table.Th>
            <Table.Th>Ends</Table.Th>
            <Table.Th>
              <span className="visually-hidden">Actions</span>
            </Table.Th>
          </Table.Tr>
        </Table.Thead>
        <Table.Tbody>
          {props.tokens.map((token) => (
            <Table.Tr key={token.id}>
              <Table.Td>{token.name}</Table.Td>
              <Table.Td>
                {token.project === null ? "all projects" : (props.titles.get(token.project) ?? token.project)}
              </Table.Td>
              <Table.Td>{token.role}</Table.Td>
              <Table.Td>{token.last_used === null ? "never" : <Ago at={token.last_used} />}</Table.Td>
              <Table.Td>{new Date(token.expires_at).toLocaleDateString()}</Table.Td>
              <Table.Td ta="right">
                <Button
                  variant="subtle"
                  size="compact-sm"
                  color="danger"
                  aria-label={`Revoke ${token.name}`}
                  onClick={() => props.onRevoke(token.id)}
                >
                  Revoke
                </Button>
              </Table.Td>
            </Table.Tr>
          ))}
        </Table.Tbody>
      </Table>
    </Table.ScrollContainer>
  );
}
