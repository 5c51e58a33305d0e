import { useQueryClient } from "@tanstack/react-query";
import { useEffect, useState, useSyncExternalStore } from "react";
import { api } from "../../api/client";
import { type Outbox, type OutboxState, outboxOf } from "../../api/outbox";
import { kindOf } from "../../kinds/registry";
import { loadDrafts } from "../../state/drafts";
import { keepImages, warmImages } from "../../state/images";
import { type BenchState, Workbench } from "./workbench";

export interface Desk {
  bench: Workbench;
  outbox: Outbox;
}

/** The bench for that person and project, from the first render after everything kept here has been read. */
export function useDesk(project: string, person: string | undefined, item: string | null): Desk | undefined {
  const [desk, setDesk] = useState<Desk>();
  const queries = useQueryClient();
  // biome-ignore lint/correctness/useExhaustiveDependencies: the item named in the address matters once, at the start
  useEffect(() => {
    if (person === undefined) return;
    let isGone = false;
    let bench: Workbench | undefined;
    const begin = async () => {
      const [outbox, drafts] = await Promise.all([outboxOf(person), loadDrafts(person, project)]);
      if (isGone) return;
      bench = new Workbench({
        project,
        person,
        outbox,
        drafts,
        kindOf,
        ask: (body) => api.next(project, body),
        mine: () => api.mine(project, 50),
        giveBack: (assignments) => api.giveBack(project, { assignments }),
        guideline: (version) =>
          queries.fetchQuery({
            queryKey: ["guideline", project, version],
            queryFn: () => api.guideline(project, version),
            staleTime: Number.POSITIVE_INFINITY,
          }),
        now: Date.now,
      });
      setDesk({ bench, outbox });
      await bench.start(item);
    };
    void begin();
    return () => {
      isGone = true;
      bench?.dispose();
      setDesk(undefined);
    };
  }, [project, person, queries]);
  return desk;
}

export function useBenchState(bench: Workbench): BenchState {
  return useSyncExternalStore(bench.subscribe, () => bench.state);
}

export function useOutboxState(outbox: Outbox): OutboxState {
  return useSyncExternalStore(
    (listener) => outbox.subscribe(listener),
    () => outbox.state,
  );
}

/** Counts the time on the item: only while somebody is there. */
export function useActiveTime(bench: Workbench): void {
  useEffect(() => {
    const touch = () => bench.state.open?.clock.touch(Date.now());
    const seen = () => {
      const { open } = bench.state;
      if (document.visibilityState === "hidden") open?.clock.hide(Date.now());
      else open?.clock.show(Date.now());
    };
    const inputs = ["keydown", "pointerdown", "pointermove", "wheel", "touchmove"] as const;
    for (const input of inputs) window.addEventListener(input, touch, { capture: true, passive: true });
    document.addEventListener("visibilitychange", seen);
    return () => {
      for (const input of inputs) window.removeEventListener(input, touch, { capture: true });
      document.removeEventListener("visibilitychange", seen);
    };
  }, [bench]);
}

const AHEAD = 3;

/** Decodes the pictures of the next items and of the last one, so that each stands at once. */
export function useDecodedAhead(state: BenchState): void {
  const { open, handouts, history } = state;
  useEffect(() => {
    const near = [...handouts.works.slice(0, AHEAD + 1).map((work) => work.item), history.at(-1)?.item];
    const items = open ? [open.work.item, ...near] : near;
    const pictures = items.map((item) =>
      Object.values(item?.fields ?? {}).flatMap((field) => (field.type === "image" ? (field.url ?? []) : [])),
    );
    // One picture is drawn on a canvas, from its bitmap; several stand beside each other as they are.
    keepImages(pictures.flatMap((urls) => urls.slice(0, 1)));
    warmImages(pictures.filter((urls) => urls.length > 1).flat());
  }, [open, handouts.works, history]);
}

declare global {
  interface Window {
    __goldsmith?: { readonly work: unknown; value(question: string): unknown; readonly outbox: number };
  }
}

/** A window for browser tests: to read, never to act. */
export function useTestHandle({ bench, outbox }: Desk): void {
  useEffect(() => {
    window.__goldsmith = {
      get work() {
        return bench.state.open?.work;
      },
      value: (question) => bench.state.open?.editor.draft(question).value,
      get outbox() {
        return outbox.state.waiting.length;
      },
    };
    return () => {
      delete window.__goldsmith;
    };
  }, [bench, outbox]);
}
