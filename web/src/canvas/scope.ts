/** Everything that must end with its owner: listeners, observers, frames. `dispose` ends all of it, last in first out. */
export class Scope {
  private readonly endings: (() => void)[] = [];

  /** Run this when the scope ends. */
  add(ending: () => void): void {
    this.endings.push(ending);
  }

  listen<Type extends keyof HTMLElementEventMap>(
    target: EventTarget,
    type: Type,
    handler: (event: HTMLElementEventMap[Type]) => void,
    options?: AddEventListenerOptions,
  ): void {
    const listener = handler as EventListener;
    target.addEventListener(type, listener, options);
    this.add(() => target.removeEventListener(type, listener, options));
  }

  observe(observer: ResizeObserver | MutationObserver): void {
    this.add(() => observer.disconnect());
  }

  dispose(): void {
    while (this.endings.length) this.endings.pop()?.();
  }
}
