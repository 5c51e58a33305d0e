/** A list of listeners with a version that grows at each change, as `useSyncExternalStore` wants it. */
export class Signal {
  private readonly listeners = new Set<() => void>();
  private count = 0;

  readonly version = (): number => this.count;

  readonly subscribe = (listener: () => void): (() => void) => {
    this.listeners.add(listener);
    return () => this.listeners.delete(listener);
  };

  emit(): void {
    this.count += 1;
    for (const listener of [...this.listeners]) listener();
  }
}
