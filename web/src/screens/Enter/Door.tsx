import "./Door.css";
import type { ReactNode } from "react";

/** The page before one is in: the mark, a sentence, and a form. */
export function Door(props: { title: string; children: ReactNode }) {
  return (
    <main className="door">
      <section className="door-card">
        <p className="door-brand">
          <i className="brand-mark" aria-hidden />
          Goldsmith
        </p>
        <h1>{props.title}</h1>
        {props.children}
      </section>
      <p className="door-foot">A workshop for ground truth. Your data stays on this server.</p>
    </main>
  );
}

/** The token in the address's fragment; it is taken out of the address so that it stays in no history. */
export function takeToken(): string | null {
  const token = new URLSearchParams(window.location.hash.slice(1)).get("t");
  if (token !== null) {
    window.history.replaceState(null, "", window.location.pathname + window.location.search);
  }
  return token === "" ? null : token;
}
