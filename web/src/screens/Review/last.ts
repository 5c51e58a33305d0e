/** The verdict given last in this tab, so that it can be undone. */

export interface Last {
  slug: string;
  item: string;
  question: string;
  verdict: string;
}

let last: Last | undefined;

export const rememberVerdict = (verdict: Last | undefined): void => {
  last = verdict;
};

export const lastVerdict = (slug: string): Last | undefined => (last?.slug === slug ? last : undefined);
