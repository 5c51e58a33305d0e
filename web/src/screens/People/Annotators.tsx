import { Button, Skeleton, Table } from "@mantine/core";
import { useQuery } from "@tanstack/react-query";
import { useState } from "react";
import { Link } from "wouter";
import { api } from "../../api/client";
import type { AnnotatorOut } from "../../model/api.gen";
import { Ago } from "../../ui/Ago";
import { thin } from "../../ui/num";
import { ProblemNotice } from "../../ui/ProblemNotice";
import { TakeBack, type Taken } from "../Items/TakeBack";

/** Everyone and everything that ever answered here, and the way to take all of one's answers back. */
export function Annotators({ slug }: { slug: string }) {
  const found = useQuery({ queryKey: ["annotators", slug], queryFn: () => api.annotators(slug) });
  const [asked, setAsked] = useState<Taken | null>(null);
  const ask = ({ id, name, is_withdrawn }: AnnotatorOut) =>
    setAsked({ target: "annotator", ids: [id], name: `all answers of ${name}`, isRestored: is_withdrawn });
  return (
    <section className="card" style={{ marginTop: 16 }}>
      <h2>Who answered</h2>
      <p className="quiet">
        People, machines, and names that came with labels. Answers can be taken back as a whole.{" "}
        <Link href={`/p/${encodeURIComponent(slug)}/annotators`}>How reliable each one is</Link>
      </p>
      {found.isPending && <Skeleton height={60} />}
      {found.isError && <ProblemNotice error={found.error} onRetry={() => void found.refetch()} />}
      {found.data?.length === 0 && <p className="quiet">Nobody has answered yet.</p>}
      {found.data && found.data.length > 0 && (
        <Table.ScrollContainer minWidth={560}>
          <Table verticalSpacing={6}>
            <Table.Thead>
              <Table.Tr>
                <Table.Th>Name</Table.Th>
                <Table.Th>Kind</Table.Th>
                <Table.Th>Answers ever given</Table.Th>
                <Table.Th>Last</Table.Th>
                <Table.Th>
                  <span className="visually-hidden">Actions</span>
                </Table.Th>
              </Table.Tr>
            </Table.Thead>
            <Table.Tbody>
              {found.data.map((each) => (
                <Table.Tr key={each.id}>
                  <Table.Td fw={500}>
                    <Link href={`/p/${encodeURIComponent(slug)}/items?annotator=${each.id}`}>
                      {each.name}
                    </Link>
                    {each.is_withdrawn && <span className="quiet"> · taken back</span>}
                  </Table.Td>
                  <Table.Td>{kindOf(each)}</Table.Td>
                  <Table.Td>{thin(each.n_answers)}</Table.Td>
                  <Table.Td>{each.last_at === null ? "–" : <Ago at={each.last_at} />}</Table.Td>
                  <Table.Td className="people-actions">
                    <Button
                      variant="subtle"
                      size="compact-sm"
                      color={each.is_withdrawn ? "ink" : "danger"}
                      aria-label={`${each.is_withdrawn ? "Restore" : "Take back"} all answers of ${each.name}`}
                      onClick={() => ask(each)}
                    >
                      {each.is_withdrawn ? "Restore" : "Take back"}
                    </Button>
                  </Table.Td>
                </Table.Tr>
              ))}
            </Table.Tbody>
          </Table>
        </Table.ScrollContainer>
      )}
      {asked && <TakeBack slug={slug} taken={asked} onClose={() => setAsked(null)} />}
    </section>
  );
}

const kindOf = ({ kind, is_member }: AnnotatorOut): string => {
  if (kind !== "human") return kind;
  return is_member ? "person" : "name that came with labels";
};
