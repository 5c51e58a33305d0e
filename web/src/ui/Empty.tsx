import "./Empty.css";
import type { ReactNode } from "react";

/** Nothing here yet: why, and what to do about it. */
export function Empty(props: { title: string; children: ReactNode; action?: ReactNode }) {
  return (
    <section className="empty">
      <h2>{props.title}</h2>
      <div className="empty-text">{props.children}</div>
      {props.action !== undefined && <div className="empty-action">{props.action}</div>}
    </section>
  );
}
