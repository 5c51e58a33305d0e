/** Addresses of the review, and what they keep. */

const base = (slug: string) => `/p/${encodeURIComponent(slug)}/review`;

export const reviewPath = (slug: string, question?: string): string =>
  question === undefined ? base(slug) : `${base(slug)}?only=${encodeURIComponent(question)}`;

export const lookPath = (slug: string, item: string, question: string): string =>
  `${base(slug)}?${new URLSearchParams({ item, question })}`;

export const lookKey = (slug: string, item: string, question: string, names: boolean) =>
  ["look", slug, item, question, names] as const;

export const reviewKey = (slug: string, question?: string) =>
  question === undefined ? (["review", slug] as const) : (["review", slug, question] as const);
