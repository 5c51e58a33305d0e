import { useEffect, useState } from "react";
import type { GuidelineOut } from "../../model/api.gen";

interface Kept {
  text: string;
  basedOn: number | null;
}

/** The text being written. It is kept in this browser at every key, until it is saved or thrown away. */
export function useDraft(slug: string, newest: GuidelineOut | null) {
  const key = `goldsmith-guideline-draft:${slug}`;
  const fresh: Kept = { text: newest?.text ?? "", basedOn: newest?.version ?? null };
  const [isRestored, setIsRestored] = useState(() => read(key) !== null);
  const [draft, setDraft] = useState<Kept>(() => read(key) ?? fresh);
  useEffect(() => {
    if (draft.text === newest?.text) localStorage.removeItem(key);
    else localStorage.setItem(key, JSON.stringify(draft));
  }, [key, draft, newest]);
  return {
    ...draft,
    isRestored,
    set: (text: string) => setDraft((old) => ({ ...old, text })),
    rebase: (version: number) => setDraft((old) => ({ ...old, basedOn: version })),
    discard: () => {
      localStorage.removeItem(key);
      setIsRestored(false);
      setDraft(fresh);
    },
  };
}

function read(key: string): Kept | null {
  const text = localStorage.getItem(key);
  if (text === null) return null;
  const kept = JSON.parse(text) as Partial<Kept>;
  return typeof kept.text === "string" ? { text: kept.text, basedOn: kept.basedOn ?? null } : null;
}
