/** Addresses of the adjudication pages. `only`: the question that the walk through the queue keeps to. */

const base = (slug: string) => `/p/${encodeURIComponent(slug)}/adjudicate`;

const withQuery = (path: string, query: Readonly<Record<string, string | null | undefined>>): string => {
  const search = new URLSearchParams();
  for (const [key, value] of Object.entries(query)) if (value) search.set(key, value);
  return search.size ? `${path}?${search}` : path;
};

export const queuePath = (slug: string, only?: string | null): string => withQuery(base(slug), { only });

export const casePath = (slug: string, item: string, question: string, only?: string | null): string =>
  withQuery(base(slug), { item, question, only });

export const caseKey = (slug: string, item: string, question: string, names: boolean) =>
  ["case", slug, item, question, names] as const;
