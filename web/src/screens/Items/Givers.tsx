import { NativeSelect, TextInput } from "@mantine/core";
import type { Entry } from "./ImportDialog";

const GIVERS = [
  { value: "", label: "people, or as the file says" },
  { value: "model", label: "a model" },
  { value: "llm", label: "a language model" },
  { value: "function", label: "rules" },
] as const;

export type Giver = (typeof GIVERS)[number]["value"];

/** Who gave the labels in a file: a model's count as no vote, and a guideline may show them as suggestions. */
export function Givers({ entry, onChange }: { entry: Entry; onChange: (part: Partial<Entry>) => void }) {
  const { giver, giverName } = entry;
  return (
    <div className="row peek-more">
      <NativeSelect
        size="xs"
        label="Labels in it were given by"
        data={GIVERS.map((each) => ({ ...each }))}
        value={giver}
        onChange={(event) => {
          const chosen = GIVERS.find((each) => each.value === event.currentTarget.value);
          onChange({ giver: chosen?.value ?? "" });
        }}
      />
      {giver !== "" && (
        <TextInput
          size="xs"
          label="Its name"
          placeholder="model-a"
          value={giverName}
          onChange={(event) => onChange({ giverName: event.currentTarget.value })}
        />
      )}
    </div>
  );
}
