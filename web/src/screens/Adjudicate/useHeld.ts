import { useEffect, useRef } from "react";
import { api } from "../../api/client";
import { ApiError } from "../../api/problem";

/** Give the case back when the page leaves it without a ruling, so that others need not wait for the lease to end. */
export function useHeld(slug: string, item: string, question: string): { ruled(): void } {
  const isRuled = useRef(false);
  const isHere = useRef(false);
  useEffect(() => {
    isHere.current = true;
    return () => {
      isHere.current = false;
      window.setTimeout(() => {
        if (!isHere.current && !isRuled.current) void giveBack(slug, item, question);
      });
    };
  }, [slug, item, question]);
  return {
    ruled: () => {
      isRuled.current = true;
    },
  };
}

async function giveBack(slug: string, item: string, question: string): Promise<void> {
  try {
    await api.leaveCase(slug, item, question);
  } catch (error) {
    if (!(error instanceof ApiError)) throw error; // the lease ends by itself
  }
}
