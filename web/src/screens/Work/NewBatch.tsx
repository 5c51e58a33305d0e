import { Button, Group, Modal, NumberInput, SegmentedControl, TextInput } from "@mantine/core";
import { useDebouncedValue } from "@mantine/hooks";
import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { useState } from "react";
import { api } from "../../api/client";
import type { Choosing, Member } from "../../model/api.gen";
import { counted, percent, thin } from "../../ui/num";
import { ProblemNotice } from "../../ui/ProblemNotice";
import { BatchFields, type Fields, NO_FIELDS } from "./BatchFields";
import { CostLine } from "./Cost";
import { refreshWork } from "./useWork";

/** Which items a batch starts from: chosen on the page Items, or all. */
export interface Start {
  ids: readonly string[];
  filter: string;
}

const SEED = 0;

/** Makes a batch; says how many items it has and what it costs before it is made. */
export function NewBatch(props: {
  slug: string;
  start: Start;
  members: readonly Member[];
  skills: readonly string[];
  onClose: () => void;
}) {
  const { slug, start, onClose } = props;
  const queries = useQueryClient();
  const [fields, setFields] = useState<Fields>(NO_FIELDS);
  const [how, setHow] = useState<"all" | "random">("all");
  const [n, setN] = useState(100);
  const [overlap, setOverlap] = useState(1);
  const [column, setColumn] = useState("");
  const [assumed, setAssumed] = useState<number>();
  const choosing: Choosing = {
    ids: [...start.ids],
    filter: start.filter,
    n: how === "random" ? n : null,
    overlap,
    floor_share: 0.1,
    people: fields.people,
    seed: SEED,
    assumed_s: assumed ?? null,
  };
  const [settled] = useDebouncedValue(choosing, 250);
  const preview = useQuery({
    queryKey: ["batch-preview", slug, settled],
    queryFn: () => api.previewBatch(slug, settled),
    placeholderData: (before) => before,
    retry: false,
  });
  const make = useMutation({
    mutationFn: () =>
      api.makeBatch(slug, { ...choosing, ...fields, skill_column: column === "" ? null : column }),
    onSuccess: async () => {
      onClose();
      await refreshWork(queries, slug);
    },
  });
  const found = preview.data;
  return (
    <Modal
      opened
      onClose={onClose}
      title="New batch"
      size="lg"
      transitionProps={{ duration: 0 }}
      closeButtonProps={{ "aria-label": "Close" }}
    >
      <form
        className="work-form"
        onSubmit={(event) => {
          event.preventDefault();
          make.mutate();
        }}
      >
        <BatchFields
          fields={fields}
          onChange={(change) => setFields((old) => ({ ...old, ...change }))}
          members={props.members}
          skills={props.skills}
        />
        <div className="work-line">
          <SegmentedControl
            aria-label="Which items"
            value={how}
            onChange={(value) => setHow(value === "random" ? "random" : "all")}
            data={[
              { value: "all", label: whichOf(start) },
              { value: "random", label: "Some at random" },
            ]}
          />
          {how === "random" && (
            <NumberInput
              aria-label="Items drawn at random"
              w={110}
              min={1}
              value={n}
              onChange={(value) => setN(Math.max(1, Number(value) || 1))}
            />
          )}
          <span>×</span>
          <NumberInput
            aria-label="People for each item"
            w={76}
            min={1}
            max={1000}
            value={overlap}
            onChange={(value) => setOverlap(Math.max(1, Number(value) || 1))}
          />
          <span>{overlap === 1 ? "person" : "people"}</span>
        </div>
        <details className="plan-more">
          <summary>Let each item ask for a skill</summary>
          <TextInput
            label="Column that names the language or skill"
            description="An item whose column says “de” goes only to those who know de."
            maxLength={200}
            value={column}
            onChange={(event) => setColumn(event.currentTarget.value)}
          />
        </details>
        <div className="batch-preview">
          {preview.isError && <ProblemNotice error={preview.error} />}
          {found && !preview.isError && (
            <>
              <p>
                {counted(found.n_items, "item")}
                {how === "random" ? ": " : " "}
                <span className="quiet">({found.told})</span>
              </p>
              {found.n_planned > 0 && (
                <p className="quiet">
                  {thin(found.n_planned)} of them are planned already: they move here and keep their people.
                </p>
              )}
              {overlap === 1 && found.n_planned < found.n_items && (
                <p className="quiet">
                  {percent(0.1)} of the items get a second person, at random: agreement is measured on them.
                </p>
              )}
              <CostLine cost={found.cost} onAssume={setAssumed} />
            </>
          )}
        </div>
        {make.isError && <ProblemNotice error={make.error} />}
        <Group justify="flex-end">
          <Button variant="default" onClick={onClose}>
            Cancel
          </Button>
          <Button type="submit" loading={make.isPending} disabled={!found || preview.isError}>
            Make the batch
          </Button>
        </Group>
      </form>
    </Modal>
  );
}

function whichOf(start: Start): string {
  if (start.ids.length > 0) return counted(start.ids.length, "chosen item");
  return start.filter === "" ? "All items" : "All that match";
}
