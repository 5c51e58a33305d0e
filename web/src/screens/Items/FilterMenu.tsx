import { Button, NativeSelect, Popover, TextInput } from "@mantine/core";
import { IconFilter } from "@tabler/icons-react";
import { type FormEvent, useState } from "react";
import { useHome } from "../frame/useHome";
import { type Filter, type FilterKey, STATUSES } from "./filter";
import { useImports, useQuestions } from "./useItems";

type Choice = { value: string; label: string };

const ANY: Choice = { value: "", label: "any" };

/** All filters in one place; each takes effect at once. */
export function FilterMenu(props: { slug: string; filter: Filter; onChange: (change: Filter) => void }) {
  const { slug, filter, onChange } = props;
  const home = useHome(slug);
  const imports = useImports(slug);
  const questions = useQuestions(slug);
  const labels = questions.flatMap((question) =>
    question.labels.map((label) => ({
      value: `${question.key}:${label.key}`,
      label: questions.length > 1 ? `${question.title}: ${label.title}` : label.title,
    })),
  );
  const people = (home.data?.annotators ?? []).map((each) => ({ value: each.id, label: each.name }));
  const files = (imports.data ?? []).map((each) => ({ value: each.id, label: each.name }));
  const statuses = Object.entries(STATUSES).map(([value, label]) => ({ value, label }));
  const agreement = [
    { value: "agree", label: "answers agree" },
    { value: "disagree", label: "answers disagree" },
  ];
  const parts = ["train", "validation", "test"].map((value) => ({ value, label: value }));
  const selects: [FilterKey, string, Choice[]][] = [
    ["status", "Status", statuses],
    ["agreement", "Agreement", agreement],
    ["label", "Label", labels],
    ["annotator", "Answered by", people],
    ["part", "Part", parts],
    ["import", "Import", files],
  ];
  return (
    <Popover position="bottom-start" width={300}>
      <Popover.Target>
        <Button variant="default" size="xs" leftSection={<IconFilter size={14} />}>
          Filter
        </Button>
      </Popover.Target>
      <Popover.Dropdown>
        <div className="filter-menu">
          {selects
            .filter(([, , choices]) => choices.length > 0)
            .map(([key, title, choices]) => (
              <NativeSelect
                key={key}
                size="xs"
                label={title}
                data={[ANY, ...choices]}
                value={filter[key] ?? ""}
                onChange={(event) => onChange({ [key]: event.currentTarget.value })}
              />
            ))}
          <Metadata value={filter.meta ?? ""} onSet={(meta) => onChange({ meta })} />
        </div>
      </Popover.Dropdown>
    </Popover>
  );
}

function Metadata({ value, onSet }: { value: string; onSet: (meta: string) => void }) {
  const [draft, setDraft] = useState(value);
  const submit = (event: FormEvent) => {
    event.preventDefault();
    onSet(draft.trim());
  };
  return (
    <form onSubmit={submit}>
      <TextInput
        size="xs"
        label="Metadata"
        description="column=value, then Enter"
        placeholder="language=en"
        value={draft}
        onChange={(event) => setDraft(event.currentTarget.value)}
      />
    </form>
  );
}
