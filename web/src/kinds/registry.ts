import type { Kind } from "./types";

const modules = import.meta.glob<{ default: Kind }>("./*/index.ts", { eager: true });
const kinds = new Map(Object.values(modules).map((module) => [module.default.name, module.default]));

/** The kind of that name (without its version). */
export function kindOf(name: string): Kind {
  const kind = kinds.get(name);
  if (!kind) throw new Error(`No editor for answers of kind ${name}.`);
  return kind;
}

export const kindNames = (): string[] => [...kinds.keys()].sort();
