import "./Markdown.css";
import createDOMPurify from "dompurify";
import MarkdownIt from "markdown-it";
import { useMemo } from "react";

const parser = new MarkdownIt({ html: false, linkify: true, typographer: false });
const purifier = createDOMPurify(window);

/** The anchor of a heading, as links and rulings name it: small letters, digits and hyphens. */
export function anchorOf(title: string): string {
  return title
    .trim()
    .toLowerCase()
    .replace(/[^\p{L}\p{N}\s-]/gu, "")
    .replace(/\s+/g, "-");
}

/** Safe HTML of Markdown. anchors: headings get ids, so that a link can point at a paragraph. */
export function htmlOf(text: string, anchors: boolean): string {
  const tokens = parser.parse(text, {});
  if (anchors) {
    const seen = new Map<string, number>();
    for (const [index, token] of tokens.entries()) {
      if (token.type !== "heading_open") continue;
      const anchor = anchorOf(tokens[index + 1]?.content ?? "");
      const n = seen.get(anchor) ?? 0;
      seen.set(anchor, n + 1);
      token.attrSet("id", n === 0 ? anchor : `${anchor}-${n}`);
    }
  }
  const html = parser.renderer.render(tokens, parser.options, {});
  return purifier.sanitize(html, { USE_PROFILES: { html: true }, FORBID_TAGS: ["style", "form", "input"] });
}

/** Markdown as text on the page. No HTML of its own, no scripts. */
export function Markdown(props: { text: string; className?: string; anchors?: boolean }) {
  const { text, className = "", anchors = false } = props;
  const html = useMemo(() => htmlOf(text, anchors), [text, anchors]);
  // biome-ignore lint/security/noDangerouslySetInnerHtml: made by markdown-it without HTML, then cleaned
  return <div className={`markdown ${className}`} dangerouslySetInnerHTML={{ __html: html }} />;
}
