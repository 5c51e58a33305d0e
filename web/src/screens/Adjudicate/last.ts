/** The ruling given last in this tab, so that it can be opened again and ruled anew. */

interface Last {
  slug: string;
  item: string;
  question: string;
}

let last: Last | undefined;

export const rememberRuling = (ruling: Last): void => {
  last = ruling;
};

export const lastRuling = (slug: string): Last | undefined => (last?.slug === slug ? last : undefined);
