/** What to say before somebody signs out while answers of theirs still wait in this browser. */

interface Outbox {
  waiting?: (person?: string) => Promise<number>;
}

const outboxes = import.meta.glob<Outbox>("../../api/outbox.ts");

/** The question to ask, or undefined when nothing waits. */
export async function leaveSentence(person: string | undefined): Promise<string | undefined> {
  const load = outboxes["../../api/outbox.ts"];
  const waiting = await (await load?.())?.waiting?.(person);
  if (waiting === undefined || waiting === 0) return undefined;
  const answers = waiting === 1 ? "One answer has" : `${waiting} answers have`;
  return `${answers} not been sent yet. They stay in this browser and go out when you sign in here again. Sign out?`;
}
