/** Small things remembered for a person in this browser: folded columns, the last reason, what was seen. */
import { useCallback, useState } from "react";

const PREFIX = "goldsmith:";

export function recall(key: string): string | undefined {
  try {
    return localStorage.getItem(PREFIX + key) ?? undefined;
  } catch {
    return undefined; // storage is closed: nothing is remembered
  }
}

export function keepInMind(key: string, value: string): void {
  try {
    localStorage.setItem(PREFIX + key, value);
  } catch {
    // storage is closed: it holds until the page goes
  }
}

/** A remembered text as state. */
export function useRemembered(key: string, otherwise: string): [string, (value: string) => void] {
  const [value, setValue] = useState(() => recall(key) ?? otherwise);
  const change = useCallback(
    (next: string) => {
      setValue(next);
      keepInMind(key, next);
    },
    [key],
  );
  return [value, change];
}
