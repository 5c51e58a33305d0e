/** Keys for the attributes of the object in hand: the same in every kind whose objects bear them. */
import type { Command } from "../../keys/commands";
import { type Attribute, type AttributeValues, attributeLetters, nextValue } from "./attributes";

/** A session whose objects bear attributes: what their keys and their panel ask of it. */
export interface HasAttributes {
  readonly attributes: readonly Attribute[];
  readonly commands: readonly Command[];
  /** What is said of the object in hand; undefined while there is none. */
  attributesHere(): AttributeValues | undefined;
  setAttribute(key: string, value: string | true | undefined): void;
}

export const attributeId = (key: string): string => `attributes.${key}`;

/** A letter for each attribute that `others` leave: it sets a flag or takes it back, or goes through the choices. */
export function attributeCommands(
  session: Omit<HasAttributes, "commands">,
  others: readonly Command[],
): Command[] {
  const letters = attributeLetters(session.attributes, new Set(others.flatMap((command) => command.keys)));
  return session.attributes.flatMap((attribute): Command[] => {
    const letter = letters.get(attribute.key);
    if (letter === undefined) return [];
    return [
      {
        id: attributeId(attribute.key),
        title: attribute.title,
        keys: [letter],
        group: "Attributes",
        enabled: () => session.attributesHere() !== undefined,
        needs: "choose an object first",
        run: () =>
          session.setAttribute(
            attribute.key,
            nextValue(attribute, session.attributesHere()?.[attribute.key]),
          ),
      },
    ];
  });
}
