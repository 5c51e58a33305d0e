import { Button, NativeSelect, NumberInput, SegmentedControl, Slider } from "@mantine/core";
import { IconX } from "@tabler/icons-react";
import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { type FormEvent, useState } from "react";
import { Link } from "wouter";
import { api } from "../../api/client";
import { ApiError } from "../../api/problem";
import type { Arm, NewPlan, ProjectHome } from "../../model/api.gen";
import { counted, percent } from "../../ui/num";
import { ProblemNotice } from "../../ui/ProblemNotice";
import { CostOf } from "../Work/Cost";
import { labelersOf, useMembers } from "./members";
import { answersOf, isUnknowable, withArm, withoutArm, withShare } from "./plan";

type Policy = NewPlan["policy"];

/** Choose a pilot, or open the rest with an overlap; says what it costs before anything is planned. */
export function PlanForm({ home, onDone }: { home: ProjectHome; onDone: () => void }) {
  const queries = useQueryClient();
  const free = home.plan.n_unplanned;
  const [policy, setPolicy] = useState<Policy>(home.plan.phase === "none" && free > 4 ? "pilot" : "overlap");
  const [n, setN] = useState(Math.min(50, free));
  const [arms, setArms] = useState<Arm[]>([{ share: 1, overlap: 1 }]);
  const [floor, setFloor] = useState(0.1);
  const [stratify, setStratify] = useState("");
  const [skill, setSkill] = useState("");
  const people = labelersOf(useMembers(home) ?? []).map((member) => member.person.name);
  const columns = useMetadataKeys(home.slug);
  const plan = useMutation({
    mutationFn: () =>
      api.plan(home.slug, {
        policy,
        n,
        arms: policy === "overlap" ? arms : [],
        floor_share: floor,
        stratify_by: policy === "overlap" && stratify !== "" ? stratify : null,
        skill_column: policy === "overlap" && skill !== "" ? skill : null,
        seed: 0,
      }),
    onSuccess: async () => {
      await queries.invalidateQueries({ queryKey: ["home", home.slug] });
      onDone();
    },
  });
  const submit = (event: FormEvent) => {
    event.preventDefault();
    plan.mutate();
  };
  const nPeople = Math.max(1, people.length);
  const isRefusedColumn = plan.error instanceof ApiError && plan.error.problem.where === "stratify_by";
  const cost = policy === "pilot" ? n * nPeople : answersOf(free, arms, floor);
  return (
    <form className="plan-form" onSubmit={submit}>
      {home.plan.phase === "none" && (
        <SegmentedControl
          aria-label="How to begin"
          value={policy}
          onChange={(value) => setPolicy(value === "pilot" ? "pilot" : "overlap")}
          data={[
            { value: "pilot", label: "A pilot first" },
            { value: "overlap", label: "Open everything" },
          ]}
        />
      )}
      {policy === "pilot" ? (
        <Pilot n={n} most={Math.min(100, free)} onChange={setN} />
      ) : (
        <Overlap arms={arms} floor={floor} onArms={setArms} onFloor={setFloor} />
      )}
      {policy === "overlap" && columns.length > 0 && (
        <details className="plan-more">
          <summary>Keep a balance, or route by language</summary>
          <NativeSelect
            label="Column"
            description="Items are drawn so that each value of this column keeps its share."
            data={[{ value: "", label: "none" }, ...columns]}
            value={stratify}
            onChange={(event) => {
              setStratify(event.currentTarget.value);
              plan.reset();
            }}
          />
          <NativeSelect
            label="Language or skill"
            description="Each item goes only to those who know what this column says."
            data={[{ value: "", label: "none" }, ...columns]}
            value={skill}
            onChange={(event) => setSkill(event.currentTarget.value)}
          />
          {isRefusedColumn && <ProblemNotice error={plan.error} />}
        </details>
      )}
      <Cost nAnswers={cost} people={people} policy={policy} slug={home.slug} />
      {policy === "overlap" && isUnknowable(arms, floor) && (
        <p className="plan-warning">
          Nobody would answer the same item twice. Agreement stays unknowable, and every release will say so.
        </p>
      )}
      {plan.isError && !isRefusedColumn && <ProblemNotice error={plan.error} />}
      <Button type="submit" loading={plan.isPending} style={{ justifySelf: "start" }}>
        {policy === "pilot" ? `Start a pilot of ${counted(n, "item")}` : `Open ${counted(free, "item")}`}
      </Button>
    </form>
  );
}

function Pilot({ n, most, onChange }: { n: number; most: number; onChange: (n: number) => void }) {
  const least = Math.min(10, most);
  return (
    <div className="plan-slider">
      <span>
        <b>{counted(n, "random item")}</b>, for every member who labels
      </span>
      <Slider
        min={least}
        max={most}
        step={most > 20 ? 5 : 1}
        value={n}
        onChange={onChange}
        label={null}
        color="ink"
        thumbLabel="Items in the pilot"
      />
    </div>
  );
}

function Overlap(props: {
  arms: Arm[];
  floor: number;
  onArms: (arms: Arm[]) => void;
  onFloor: (share: number) => void;
}) {
  const { arms, floor, onArms, onFloor } = props;
  const hasSingle = arms.some((arm) => arm.overlap === 1);
  return (
    <>
      <ul className="plan-list">
        {arms.map((arm, index) => (
          // biome-ignore lint/suspicious/noArrayIndexKey: an arm is its place
          <li key={index}>
            <b className="plan-share">{percent(arm.share)}</b>
            <Slider
              min={1}
              max={100}
              value={Math.round(arm.share * 100)}
              disabled={index === arms.length - 1}
              onChange={(value) => onArms(withShare(arms, index, value / 100))}
              label={null}
              color="ink"
              thumbLabel={`Share of items in arm ${index + 1}`}
            />
            <span>of the items ×</span>
            <NumberInput
              aria-label={`People for each item in arm ${index + 1}`}
              min={1}
              max={1000}
              w={72}
              size="xs"
              value={arm.overlap}
              onChange={(value) =>
                onArms(
                  arms.map((each, at) =>
                    at === index ? { ...each, overlap: Math.max(1, Number(value) || 1) } : each,
                  ),
                )
              }
            />
            <span>{arm.overlap === 1 ? "person" : "people"}</span>
            {arms.length > 1 && (
              <button
                type="button"
                className="tool"
                aria-label={`Remove arm ${index + 1}`}
                onClick={() => onArms(withoutArm(arms, index))}
              >
                <IconX size={16} />
              </button>
            )}
          </li>
        ))}
      </ul>
      {arms.length < 4 && (
        <button type="button" className="link plan-add" onClick={() => onArms(withArm(arms, 3))}>
          Give some items to more people
        </button>
      )}
      {hasSingle && (
        <div className="plan-slider">
          <span>
            <b>{percent(floor)}</b> of single-labeled items get a second person, at random
          </span>
          <Slider
            min={0}
            max={50}
            value={Math.round(floor * 100)}
            onChange={(value) => onFloor(value / 100)}
            label={null}
            color="ink"
            thumbLabel="Share of single-labeled items with a second person"
          />
          <span className="quiet">This is what agreement is measured on.</span>
        </div>
      )}
    </>
  );
}

function Cost(props: { nAnswers: number; people: readonly string[]; policy: Policy; slug: string }) {
  const { nAnswers, people, policy, slug } = props;
  const nPeople = Math.max(1, people.length);
  return (
    <div className="plan-cost">
      <CostOf slug={slug} nAnswers={nAnswers} nPeople={nPeople} />
      {nPeople > 1 && (
        <span className="quiet">
          {policy === "pilot"
            ? `If all ${nPeople} who can label take part: ${listed(people)}.`
            : `About ${counted(Math.ceil(nAnswers / nPeople), "answer")} each if all ${nPeople} who can label take part.`}
        </span>
      )}
      {policy === "pilot" && nPeople === 1 && (
        <span>
          <Link href={`/p/${encodeURIComponent(slug)}/people`}>Invite a second person first</Link>: agreement
          needs two.
        </span>
      )}
    </div>
  );
}

/** The columns that came along with the items, by what the first of them have. */
function useMetadataKeys(slug: string): string[] {
  const page = useQuery({
    queryKey: ["items", slug, "metadata"],
    queryFn: () => api.items(slug, { limit: 200 }),
    staleTime: 60_000,
  });
  return [...new Set((page.data?.rows ?? []).flatMap((row) => Object.keys(row.metadata)))].sort();
}

/** The first few names, and how many more. */
function listed(names: readonly string[], most = 6): string {
  const more = names.length - most;
  return more > 1 ? `${names.slice(0, most).join(", ")} and ${more} more` : names.join(", ");
}
