/** COCO's compressed run lengths: pixels counted down the columns, lengths of "out" and "in" in turn, as text. Pure. */

const GROUP = 5;
const MORE = 32;
const SIGN = 16;
const FIRST_CHARACTER = 48;
const MOST_AT_ONCE = 8192;

/** The text of run lengths; the first one counts pixels that are out, and may be 0. */
export function encodeCounts(lengths: readonly number[]): string {
  const codes: number[] = [];
  lengths.forEach((length, at) => {
    let rest = at > 2 ? length - (lengths[at - 2] ?? 0) : length;
    for (let isMore = true; isMore; ) {
      const low = rest & (MORE - 1);
      rest >>= GROUP;
      isMore = low & SIGN ? rest !== -1 : rest !== 0;
      codes.push((isMore ? low | MORE : low) + FIRST_CHARACTER);
    }
  });
  let text = "";
  for (let from = 0; from < codes.length; from += MOST_AT_ONCE)
    text += String.fromCharCode(...codes.slice(from, from + MOST_AT_ONCE));
  return text;
}

/** The run lengths of a text. */
export function decodeCounts(text: string): number[] {
  const lengths: number[] = [];
  for (let at = 0; at < text.length; ) {
    let number = 0;
    let shift = 0;
    let code = MORE;
    while (code & MORE) {
      if (at >= text.length) throw new Error("A mask's run lengths break off.");
      code = text.charCodeAt(at) - FIRST_CHARACTER;
      number |= (code & (MORE - 1)) << shift;
      shift += GROUP;
      at += 1;
    }
    if (code & SIGN && shift < 32) number |= -1 << shift;
    lengths.push(lengths.length > 2 ? number + (lengths[lengths.length - 2] ?? 0) : number);
  }
  return lengths;
}
