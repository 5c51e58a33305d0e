import "./ProblemNotice.css";
import { Button } from "@mantine/core";
import { IconAlertTriangle, IconPlugConnectedX } from "@tabler/icons-react";
import { useState } from "react";
import { ApiError } from "../api/problem";
import type { Fault, Problem } from "../model/api.gen";
import { thin } from "./num";

const FEW = 8;

/** The problem that any thrown thing tells: the server's own words, or the error's message. */
export function problemFrom(error: unknown): Problem {
  if (error instanceof ApiError) return error.problem;
  const what = error instanceof Error ? error.message : String(error);
  return {
    slug: "page",
    what,
    where: "",
    mend: "Reload the page. If it stays, tell the project lead.",
    faults: [],
  };
}

/** What went wrong, where, and how to mend it, in the page where it happened. */
export function ProblemNotice({ error, onRetry }: { error: unknown; onRetry?: () => void }) {
  const problem = problemFrom(error);
  const isOffline = error instanceof ApiError && error.isOffline;
  const Icon = isOffline ? IconPlugConnectedX : IconAlertTriangle;
  return (
    <div className="problem" role="alert">
      <Icon className="problem-icon" size={20} stroke={1.75} aria-hidden />
      <div className="problem-text">
        <p className="problem-what">{problem.what}</p>
        {problem.where !== "" && <p className="problem-where">{problem.where}</p>}
        {problem.mend !== "" && <p>{problem.mend}</p>}
        <FaultList faults={problem.faults ?? []} />
        {onRetry && (
          <Button variant="default" size="xs" mt={8} onClick={onRetry}>
            Try again
          </Button>
        )}
      </div>
    </div>
  );
}

/** Each fault of an input that has many; long lists open on demand. */
export function FaultList({ faults, onPick }: { faults: readonly Fault[]; onPick?: (fault: Fault) => void }) {
  const [isOpen, setIsOpen] = useState(false);
  if (faults.length === 0) return null;
  const shown = isOpen ? faults : faults.slice(0, FEW);
  return (
    <div className="faults">
      <ol>
        {shown.map((fault, index) => (
          // biome-ignore lint/suspicious/noArrayIndexKey: faults have no identity and never move
          <li key={index}>
            {fault.where !== "" &&
              (onPick ? (
                <button type="button" className="faults-where" onClick={() => onPick(fault)}>
                  {fault.where}
                </button>
              ) : (
                <span className="faults-where">{fault.where}</span>
              ))}
            <span>
              {fault.what} {fault.mend !== "" && <span className="faults-mend">{fault.mend}</span>}
            </span>
          </li>
        ))}
      </ol>
      {shown.length < faults.length && (
        <button type="button" className="link" onClick={() => setIsOpen(true)}>
          Show all {thin(faults.length)}
        </button>
      )}
    </div>
  );
}
