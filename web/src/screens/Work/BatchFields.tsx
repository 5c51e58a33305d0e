import { MultiSelect, NativeSelect, NumberInput, Select, TextInput } from "@mantine/core";
import type { BatchOut, Member } from "../../model/api.gen";
import { labelersOf } from "../Home/members";
import { PRIORITIES, priorityOf } from "./words";

/** What may be said of a batch when it is made and at any time after. */
export type Fields = Pick<BatchOut, "name" | "priority" | "due" | "people" | "skill" | "quota" | "note">;

export const NO_FIELDS: Fields = {
  name: "",
  priority: 0,
  due: null,
  people: [],
  skill: "",
  quota: null,
  note: "",
};

/** Name, order, day, who may work on it and how much of it. */
export function BatchFields(props: {
  fields: Fields;
  onChange: (change: Partial<Fields>) => void;
  members: readonly Member[];
  skills: readonly string[];
}) {
  const { fields, onChange, members, skills } = props;
  return (
    <>
      <div className="work-two">
        <TextInput
          label="Name"
          required
          maxLength={120}
          data-autofocus
          value={fields.name}
          onChange={(event) => onChange({ name: event.currentTarget.value })}
        />
        <NativeSelect
          label="When it is handed out"
          data={[...PRIORITIES]}
          value={String(fields.priority)}
          onChange={(event) => onChange({ priority: priorityOf(event.currentTarget.value) })}
        />
      </div>
      <div className="work-two">
        <MultiSelect
          label="Only for these people"
          placeholder={fields.people.length === 0 ? "everyone" : ""}
          searchable
          data={labelersOf(members).map(({ person }) => ({ value: person.id, label: person.name }))}
          value={fields.people}
          onChange={(people) => onChange({ people })}
        />
        <Select
          label="Only for those who know"
          placeholder={skills.length === 0 ? "no skills are noted yet" : "nothing special"}
          description="Skills and languages are noted on the page People."
          clearable
          data={[...skills]}
          value={fields.skill || null}
          onChange={(skill) => onChange({ skill: skill ?? "" })}
        />
      </div>
      <div className="work-two">
        <TextInput
          type="date"
          label="Due"
          description="Of equal batches the earlier day comes first."
          value={fields.due ?? ""}
          onChange={(event) => onChange({ due: event.currentTarget.value || null })}
        />
        <NumberInput
          label="Most answers of one person"
          description="Leave it empty for no bound."
          min={1}
          value={fields.quota ?? ""}
          onChange={(value) => onChange({ quota: Number(value) > 0 ? Number(value) : null })}
        />
      </div>
    </>
  );
}
