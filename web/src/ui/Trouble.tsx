import { Component, type ReactNode } from "react";
import { ProblemNotice } from "./ProblemNotice";

/** Shows an error that a page threw while it was being drawn, in the page's place. */
export class Trouble extends Component<{ children: ReactNode }, { error: unknown }> {
  override state: { error: unknown } = { error: undefined };

  static getDerivedStateFromError(error: unknown) {
    return { error };
  }

  override render() {
    if (this.state.error === undefined) return this.props.children;
    return (
      <main className="loading-problem">
        <ProblemNotice error={this.state.error} onRetry={() => window.location.reload()} />
      </main>
    );
  }
}
