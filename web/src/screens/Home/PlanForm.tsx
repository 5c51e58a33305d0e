import { Button, NumberInput, SegmentedControl, Slider, TextInput } from "@mantine/core";
import { IconX } from "@tabler/icons-react";
import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { type FormEvent, useState } from "react";
import { api } from "../../api/client";
import type { Arm, NewPlan, ProjectHome } from "../../model/api.gen";
import { counted, duration, percent } from "../../ui/num";
import { ProblemNotice } from "../../ui/ProblemNotice";
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
  const nPeople = usePeople(home.slug);
  const plan = useMutation({
    mutationFn: () =>
      api.plan(home.slug, {
        policy,
        n,
        arms: policy === "overlap" ? arms : [],
        floor_share: floor,
        stratify_by: stratify.trim() === "" ? null : stratify.trim(),
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
      <details className="plan-more">
        <summary>Keep a balance</summary>
        <TextInput
          label="Column"
          description="Items are drawn so that each value of this column keeps its share."
          value={stratify}
          onChange={(event) => setStratify(event.currentTarget.value)}
        />
      </details>
      <Cost nAnswers={cost} nPeople={nPeople} policy={policy} pace={medianPace(home)} />
      {policy === "overlap" && isUnknowable(arms, floor) && (
        <p className="plan-warning">
          Nobody would answer the same item twice. Agreement stays unknowable, and every release will say so.
        </p>
      )}
      {plan.isError && <ProblemNotice error={plan.error} />}
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
        <b>{counted(n, "random item")}</b>, everyone on them
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

function Cost(props: { nAnswers: number; nPeople: number; policy: Policy; pace: number | null }) {
  const { nAnswers, nPeople, policy, pace } = props;
  const who = nPeople === 1 ? "one person" : `${nPeople} people`;
  return (
    <p className="plan-cost" role="status">
      <b>{counted(nAnswers, "answer")}</b>
      {policy === "pilot"
        ? ` from ${who}`
        : nPeople > 1
          ? `, about ${counted(Math.ceil(nAnswers / nPeople), "answer")} each for ${who}`
          : ""}
      {pace !== null && `. At ${duration(pace)} an answer: ${duration(nAnswers * pace)} of work in all`}.
      {policy === "pilot" && nPeople === 1 && " Invite a second person first: agreement needs two."}
    </p>
  );
}

/** How many people can label here. */
function usePeople(slug: string): number {
  const members = useQuery({ queryKey: ["members", slug], queryFn: () => api.members(slug) });
  return Math.max(1, (members.data ?? []).filter((member) => member.role !== "viewer").length);
}

/** The middle of people's median times, where there are any yet. */
function medianPace(home: ProjectHome): number | null {
  const times = home.annotators
    .filter((each) => each.kind === "human" && !each.is_simulated)
    .map((each) => each.median_ms)
    .filter((ms) => ms !== null)
    .sort((a, b) => a - b);
  return times[Math.floor(times.length / 2)] ?? null;
}
