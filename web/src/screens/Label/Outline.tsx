import { Skeleton } from "@mantine/core";

/** The page's outline while the first item is on its way. */
export function Outline() {
  return (
    <div className="bench" aria-busy="true">
      <div className="bench-guideline">
        <Skeleton height={18} width="60%" mb={20} />
        {["92%", "84%", "96%", "70%", "88%"].map((width) => (
          <Skeleton key={width} height={12} width={width} mb={10} />
        ))}
      </div>
      <div className="bench-item">
        <div className="bench-item-scroll">
          <Skeleton height={22} width="min(560px, 90%)" mb={14} />
          <Skeleton height={22} width="min(380px, 70%)" />
        </div>
      </div>
      <div className="bench-answers">
        <Skeleton height={18} width="70%" mb={14} />
        {[1, 2, 3].map((row) => (
          <Skeleton key={row} height={44} radius={8} mb={6} />
        ))}
      </div>
    </div>
  );
}
