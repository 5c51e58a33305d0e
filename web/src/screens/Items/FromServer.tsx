import { Button, Checkbox, TextInput } from "@mantine/core";
import { useQueryClient } from "@tanstack/react-query";
import { type FormEvent, useId, useState } from "react";
import { type ImportState, importOf, runPlaceImport } from "./importing";
import { State } from "./Parcels";
import { refreshItems, useSources } from "./useItems";

/** Bring what lies on the server's machine or in a bucket. Only where its admin allowed a place. */
export function FromServer({ slug, onSee }: { slug: string; onSee: (id: string | null) => void }) {
  const queries = useQueryClient();
  const sources = useSources(slug);
  const list = useId();
  const [place, setPlace] = useState("");
  const [isLeft, setIsLeft] = useState(true);
  const [state, setState] = useState<ImportState>({ step: "ready" });
  const places = [...(sources?.folders ?? []), ...(sources?.buckets ?? [])];
  if (places.length === 0) return null;
  const isMoving = state.step === "running";
  const start = async (keepGood: boolean) => {
    await runPlaceImport(slug, place.trim(), { link: isLeft, keep_good: keepGood }, setState);
    await refreshItems(queries, slug);
  };
  const submit = (event: FormEvent) => {
    event.preventDefault();
    void start(false);
  };
  return (
    <form className="from-server" onSubmit={submit}>
      <TextInput
        label="Or a folder or bucket that the server reads"
        placeholder={places[0] ?? ""}
        list={list}
        value={place}
        onChange={(event) => setPlace(event.currentTarget.value)}
      />
      <datalist id={list}>
        {places.map((each) => (
          <option key={each} value={each} />
        ))}
      </datalist>
      <Checkbox
        color="ink"
        label="Leave images and recordings where they are"
        checked={isLeft}
        onChange={(event) => setIsLeft(event.currentTarget.checked)}
      />
      <div className="row">
        <Button type="submit" variant="default" loading={isMoving} disabled={place.trim() === ""}>
          Import from there
        </Button>
        {state.step === "done" && (
          <Button variant="default" onClick={() => onSee(importOf(state.job))}>
            See the items
          </Button>
        )}
      </div>
      <State state={state} total={null} onKeepGood={() => void start(true)} onColumns={null} />
    </form>
  );
}
