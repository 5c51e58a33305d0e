/** Numbers and times as people read them. Thin separators, true minus signs, no false precision. */

const THIN = "\u202f"; // narrow no-break space

/** `12345` as `12 345`, with narrow spaces. */
export function thin(n: number): string {
  const [whole = "", rest] = Math.abs(n).toString().split(".");
  const grouped = whole.replace(/\B(?=(\d{3})+$)/g, THIN);
  return `${n < 0 ? "−" : ""}${grouped}${rest === undefined ? "" : `.${rest}`}`;
}

/** A share in whole percent. It says 0 or 100 only when it is exactly that. */
export function percent(x: number): string {
  const rounded = Math.round(x * 100);
  if (rounded <= 0 && x > 0) return `<1${THIN}%`;
  if (rounded >= 100 && x < 1) return `>99${THIN}%`;
  return `${thin(rounded)}${THIN}%`;
}

/** The number with this many digits after the point, with a true minus sign. */
export function fixed(x: number, digits: number): string {
  const text = Math.abs(x).toFixed(digits);
  return x < 0 && Number(text) !== 0 ? `−${text}` : text;
}

/** How long: `3.2 s`, `2 min 5 s`, `1 h 20 min`. */
export function duration(ms: number): string {
  const seconds = ms / 1000;
  if (seconds < 59.95) return `${fixed(seconds, seconds < 10 ? 1 : 0)}${THIN}s`;
  const all = Math.round(seconds);
  if (all < 3600) return joined(Math.floor(all / 60), "min", all % 60, "s");
  const minutes = Math.round(all / 60);
  return joined(Math.floor(minutes / 60), "h", minutes % 60, "min");
}

function joined(large: number, largeUnit: string, small: number, smallUnit: string): string {
  const first = `${thin(large)}${THIN}${largeUnit}`;
  return small === 0 ? first : `${first} ${small}${THIN}${smallUnit}`;
}

/** How long ago an ISO time was: `just now`, `3 min ago`, `2 days ago`; the date when it is over a month. */
export function ago(iso: string, now: number = Date.now()): string {
  const time = Date.parse(iso);
  if (Number.isNaN(time)) return iso;
  const minutes = Math.round((now - time) / 60_000);
  if (minutes < 1) return "just now";
  if (minutes < 60) return `${minutes} min ago`;
  const hours = Math.round(minutes / 60);
  if (hours < 24) return `${hours} h ago`;
  const days = Math.round(hours / 24);
  if (days <= 30) return days === 1 ? "yesterday" : `${days} days ago`;
  return new Date(time).toLocaleDateString(undefined, { day: "numeric", month: "short", year: "numeric" });
}

/** `1 item`, `12 items`: the count with its noun. */
export function counted(n: number, one: string, many = `${one}s`): string {
  return `${thin(n)} ${n === 1 ? one : many}`;
}

/** A size on disk: `412 kB`, `3.1 MB`. */
export function bytes(n: number): string {
  if (n < 1000) return `${n}${THIN}B`;
  const units = ["kB", "MB", "GB", "TB"];
  let value = n / 1000;
  let at = 0;
  while (value >= 999.5 && at < units.length - 1) {
    value /= 1000;
    at += 1;
  }
  return `${fixed(value, value < 10 ? 1 : 0)}${THIN}${units[at]}`;
}
