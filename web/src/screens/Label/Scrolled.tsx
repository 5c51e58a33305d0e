import { type ReactNode, type RefObject, useEffect, useRef } from "react";

/**
 * What scrolls inside the page and says by a fading edge that there is more below.
 *
 * id: another one starts at its top. label: makes it a place of its own that the keyboard reaches.
 */
export function Scrolled(props: { id: string; className: string; label?: string; children: ReactNode }) {
  const { id, className, label, children } = props;
  const frame = useRef<HTMLDivElement & HTMLElement>(null);
  // biome-ignore lint/correctness/useExhaustiveDependencies: another item starts at its top
  useEffect(() => {
    frame.current?.scrollTo(0, 0);
  }, [id]);
  useMore(frame);
  return (
    <div className={`scrolled ${className}-frame`}>
      {label === undefined ? (
        <div ref={frame} className={className} role="presentation">
          {children}
        </div>
      ) : (
        // biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls must be reachable by keyboard
        <section ref={frame} className={className} aria-label={label} tabIndex={0}>
          {children}
        </section>
      )}
    </div>
  );
}

/** Marks the frame while something is hidden below. */
function useMore(frame: RefObject<HTMLElement | null>): void {
  useEffect(() => {
    const element = frame.current;
    if (!element) return;
    const mark = () => {
      const hidden = element.scrollHeight - element.clientHeight - element.scrollTop;
      element.parentElement?.toggleAttribute("data-more", hidden > 4);
    };
    const sizes = new ResizeObserver(mark);
    const observe = () => {
      sizes.disconnect();
      for (const each of [element, ...element.children]) sizes.observe(each);
      mark();
    };
    const content = new MutationObserver(observe);
    content.observe(element, { childList: true });
    element.addEventListener("scroll", mark, { passive: true });
    observe();
    return () => {
      sizes.disconnect();
      content.disconnect();
      element.removeEventListener("scroll", mark);
    };
  }, [frame]);
}
