import { IconBrain, IconDiamond, IconWand } from "@tabler/icons-react";
import type { ReactNode } from "react";
import type { Finder } from "./Pointing";

export const FINDER_ICONS: Record<Finder, ReactNode> = {
  smart: <IconWand size={18} aria-hidden />,
  extreme: <IconDiamond size={18} aria-hidden />,
  model: <IconBrain size={18} aria-hidden />,
};
