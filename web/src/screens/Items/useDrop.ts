import { useEffect, useState } from "react";
import { type Found, fromDrop } from "./collect";

/** Files dropped anywhere on the page. Returns whether something hovers over it now. */
export function useDrop(onFound: (found: Found[]) => void, options: { enabled: boolean }): boolean {
  const { enabled } = options;
  const [isOver, setIsOver] = useState(false);
  // biome-ignore lint/correctness/useExhaustiveDependencies: the listener of the last drawing would do as well
  useEffect(() => {
    if (!enabled) return;
    const scope = new AbortController();
    const { signal } = scope;
    let depth = 0;
    const hasFiles = (event: DragEvent) => event.dataTransfer?.types.includes("Files") ?? false;
    const enter = (by: number) => (event: DragEvent) => {
      if (!hasFiles(event)) return;
      depth = Math.max(0, depth + by);
      setIsOver(depth > 0);
    };
    window.addEventListener("dragenter", enter(1), { signal });
    window.addEventListener("dragleave", enter(-1), { signal });
    window.addEventListener("dragover", (event) => hasFiles(event) && event.preventDefault(), { signal });
    window.addEventListener(
      "drop",
      (event) => {
        if (!hasFiles(event) || !event.dataTransfer) return;
        event.preventDefault();
        depth = 0;
        setIsOver(false);
        void fromDrop(event.dataTransfer).then(onFound);
      },
      { signal },
    );
    return () => scope.abort();
  }, [enabled]);
  return isOver;
}
