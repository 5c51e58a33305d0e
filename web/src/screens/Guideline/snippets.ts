/** Pieces of a guideline to start from, for each template that the project page offers. */

interface Snippet {
  key: string;
  title: string;
  yaml: string;
}

const LABELS = `    labels:
      - key: first
        title: First label
        definition: Say in one sentence when this label is right.
      - key: second
        title: Second label
        definition: Say what sets it apart from the first.
`;

const suggestYaml = (source: string) => `    suggest: {from: ${source}, silent: 0.2}\n`;

export const SNIPPETS: readonly Snippet[] = [
  {
    key: "choice",
    title: "A question with one label",
    yaml: `  - key: topic\n    kind: choice\n    title: What is this about?\n${LABELS}`,
  },
  {
    key: "choices",
    title: "A question with several labels",
    yaml: `  - key: topics\n    kind: choices\n    title: What does this touch?\n${LABELS}`,
  },
  {
    key: "rating",
    title: "A rating",
    yaml: `  - key: quality
    kind: rating
    title: How good is this?
    labels:
      - {key: "1", title: Poor, definition: Say what earns the lowest place.}
      - {key: "2", title: Fair, definition: Say what lies between.}
      - {key: "3", title: Good, definition: Say what earns the highest place.}
`,
  },
  {
    key: "box",
    title: "Boxes on a picture",
    yaml: `  - key: objects\n    kind: box\n    title: Draw a box around each object\n${LABELS}`,
  },
  {
    key: "polygon",
    title: "Outlines on a picture",
    yaml: `  - key: outlines\n    kind: polygon\n    title: Draw each object along its edge\n${LABELS}`,
  },
  {
    key: "pairwise",
    title: "Which of two is better",
    yaml: `  - key: better
    kind: pairwise
    title: Which answer is better?
    fields: [answer_1, answer_2]
`,
  },
  {
    key: "ranking",
    title: "A ranking",
    yaml: `  - key: order\n    kind: ranking\n    title: Put these in order, the best first\n${LABELS}`,
  },
  {
    key: "text",
    title: "A free answer",
    yaml: `  - key: gist
    kind: text
    title: What does it say, in one sentence?
    max_length: 200
`,
  },
  {
    key: "number",
    title: "A number",
    yaml: `  - key: count
    kind: number
    title: How many are there?
    min: 0
    step: 1
`,
  },
  {
    key: "tree",
    title: "Labels in groups",
    yaml: `  - key: thing
    kind: choice
    title: What is this?
    labels:
      - Animals:
          - Mammals: [cat, dog]
          - key: trout
            title: Trout
            definition: A fish of cold rivers.
      - Plants: [oak, rose]
`,
  },
  {
    key: "span",
    title: "Spans in a text",
    yaml: `  - key: entities\n    kind: span\n    title: Mark every name\n${LABELS}`,
  },
  {
    key: "mask",
    title: "A label for each pixel",
    yaml: `  - key: scene\n    kind: mask\n    title: What is each pixel?\n${LABELS}`,
  },
  {
    key: "instance",
    title: "A mask for each object",
    yaml: `  - key: objects\n    kind: instance\n    title: Paint each object\n${LABELS}`,
  },
  {
    key: "segment",
    title: "Segments of a recording",
    yaml: `  - key: segments\n    kind: segment\n    title: Mark who speaks when\n    transcript: true\n${LABELS}`,
  },
  {
    key: "suggest",
    title: "Suggestions for the last question",
    yaml: suggestYaml("model-a"),
  },
  {
    key: "label",
    title: "A label",
    yaml: `      - key: another
        title: Another label
        definition: Say in one sentence when this label is right.
        good: [An example that clearly belongs here]
        bad: [An example that looks alike and does not]
`,
  },
];

/** A piece as it suits the project: suggestions are those of an annotator that it has, of a model where it has one. */
export function suited(snippet: Snippet, annotators: readonly { name: string; kind: string }[]): Snippet {
  const source = annotators.find((each) => each.kind !== "human") ?? annotators[0];
  if (snippet.key !== "suggest" || !source) return snippet;
  return { ...snippet, yaml: suggestYaml(JSON.stringify(source.name)) };
}

/**
 * The text with a piece put in, and where the cursor stands after it.
 *
 * A question goes to the end of the front matter; one is begun where there is none. A label goes to the line after
 * the cursor's.
 */
export function withSnippet(
  text: string,
  snippet: Snippet,
  cursor: number,
): { text: string; cursor: number } {
  if (snippet.key === "label") return putAt(text, snippet.yaml, lineEnd(text, cursor));
  const end = frontMatterEnd(text);
  if (end === null) return putAt(text, `---\nquestions:\n${snippet.yaml}---\n`, 0);
  return putAt(text, snippet.yaml, end);
}

/** Where the closing `---` of the front matter begins; null when there is no front matter. */
export function frontMatterEnd(text: string): number | null {
  if (!text.startsWith("---\n")) return null;
  const end = text.indexOf("\n---", 3);
  return end < 0 ? null : end + 1;
}

/** Where the text of that line (from 1) begins and ends. */
export function lineRange(text: string, line: number): [number, number] {
  const lines = text.split("\n");
  const at = Math.min(Math.max(line, 1), lines.length) - 1;
  const begin = lines.slice(0, at).reduce((sum, each) => sum + each.length + 1, 0);
  return [begin, begin + (lines[at]?.length ?? 0)];
}

/** The line that a fault's `where` names, if it names one. */
export function lineOf(where: string): number | null {
  const found = where.match(/\bline (\d+)/i) ?? where.match(/:(\d+)\b/);
  return found ? Number(found[1]) : null;
}

function lineEnd(text: string, cursor: number): number {
  const end = text.indexOf("\n", cursor);
  return end < 0 ? text.length : end + 1;
}

function putAt(text: string, piece: string, at: number): { text: string; cursor: number } {
  const glue = at > 0 && text[at - 1] !== "\n" ? "\n" : "";
  return { text: text.slice(0, at) + glue + piece + text.slice(at), cursor: at + glue.length + piece.length };
}
