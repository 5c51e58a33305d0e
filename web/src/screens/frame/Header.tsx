import { type ReactNode, useState } from "react";
import { Link } from "wouter";
import type { ProjectHome } from "../../model/api.gen";
import { openHelp } from "./everywhere";
import { InboxTool } from "./InboxTool";
import { PersonMenu } from "./PersonMenu";

/** The mark, the name of the house, and the project's title. */
export function Brand({ slug, title }: { slug?: string; title?: string }) {
  return (
    <div className="brand">
      <Link href="/" className="brand-home" aria-label="Goldsmith, all projects">
        <i className="brand-mark" aria-hidden />
        <span className="brand-name">Goldsmith</span>
      </Link>
      {slug !== undefined && title !== undefined && title !== "" && (
        <Link href={`/p/${encodeURIComponent(slug)}`} className="brand-project" title={title}>
          / {title}
        </Link>
      )}
    </div>
  );
}

/** The right end of the header: what the page puts there, the sheet of keys, and the person. */
export function HeaderTools(props: {
  slug?: string;
  role?: ProjectHome["role"] | undefined;
  children?: ReactNode;
}) {
  const [isOpen, setIsOpen] = useState(false);
  return (
    <div className="tools">
      {props.children !== undefined && props.children !== null && (
        <div className="tools-slot">{props.children}</div>
      )}
      {props.slug !== undefined && <InboxTool slug={props.slug} />}
      <button
        type="button"
        className="tool"
        onClick={openHelp}
        aria-label="Keys and help"
        title="Keys and help"
      >
        <kbd>?</kbd>
      </button>
      <PersonMenu slug={props.slug} role={props.role} opened={isOpen} onChange={setIsOpen} />
    </div>
  );
}

/** The header of pages that belong to no project. */
export function PlainHeader() {
  return (
    <header className="frame-header is-plain">
      <Brand />
      <span />
      <HeaderTools />
    </header>
  );
}
