/** What a plan costs, and how its arms are shared out. Shares always sum to one; the last arm takes what is left. */
import type { Arm } from "../../model/api.gen";

const PERCENT = 100;

/** Answers that a plan asks for: each arm's items times its overlap, and the floor in single-labeled arms. */
export function answersOf(nItems: number, arms: readonly Arm[], floorShare: number): number {
  const planned = arms.reduce((sum, arm) => sum + nItems * arm.share * arm.overlap, 0);
  const single = arms.filter((arm) => arm.overlap === 1).reduce((sum, arm) => sum + arm.share, 0);
  return Math.round(planned + nItems * single * floorShare);
}

/** Whether nothing is answered by two people, so that agreement can never be known. */
export function isUnknowable(arms: readonly Arm[], floorShare: number): boolean {
  return floorShare === 0 && arms.every((arm) => arm.overlap === 1);
}

/** The arms with the share of one of them changed; the last takes the difference. All shares stay above zero. */
export function withShare(arms: readonly Arm[], index: number, share: number): Arm[] {
  const last = arms.length - 1;
  const others = arms.reduce((sum, arm, at) => (at === index || at === last ? sum : sum + arm.share), 0);
  const kept = clamp(share, 1 / PERCENT, 1 - others - 1 / PERCENT);
  return arms.map((arm, at) => {
    if (at === index) return { ...arm, share: round(kept) };
    return at === last ? { ...arm, share: round(1 - others - kept) } : arm;
  });
}

/** One more arm before the last one, taking half of what the last one had. */
export function withArm(arms: readonly Arm[], overlap: number): Arm[] {
  const last = arms.at(-1);
  if (!last) return [{ share: 1, overlap }];
  const half = round(last.share / 2);
  return [...arms.slice(0, -1), { share: half, overlap }, { ...last, share: round(last.share - half) }];
}

/** Without that arm; its share goes to the last one that stays. */
export function withoutArm(arms: readonly Arm[], index: number): Arm[] {
  const gone = arms[index]?.share ?? 0;
  const kept = arms.filter((_, at) => at !== index);
  return kept.map((arm, at) => (at === kept.length - 1 ? { ...arm, share: round(arm.share + gone) } : arm));
}

const round = (share: number) => Math.round(share * 10_000) / 10_000;
const clamp = (x: number, low: number, high: number) => Math.min(Math.max(x, low), Math.max(low, high));
