import { lazy, Suspense } from "react";

import { cx } from "@/lib/cx";

import { Skeleton } from "../states";

const CodeMirror = lazy(() => import("./code-mirror"));

/** Something about a line; lines count from 1. */
export interface Problem {
  line: number;
  severity: "error" | "warning";
  message: string;
}

export interface EditorProps {
  label: string;
  value: string;
  language: "yaml" | "nginx" | "html";
  /** Without it the text is only read. */
  onChange?: ((value: string) => void) | undefined;
  problems?: readonly Problem[];
  /** The line to be brought into sight, anew with each `turn`. */
  goTo?: { line: number; turn: number } | undefined;
  className?: string;
}

/** Text with line numbers, colours and what is wrong on which line; what draws it is loaded with the first. */
export function Editor({ className, ...props }: EditorProps) {
  return (
    <div className={cx("min-w-0 overflow-hidden rounded-ctl border border-line2 bg-[var(--field)] focus-within:outline-2 focus-within:-outline-offset-1 focus-within:outline-accent", className ?? "h-80")}>
      <Suspense fallback={<Skeleton className="h-full" />}><CodeMirror key={`${props.language} ${props.label} ${Boolean(props.onChange)}`} {...props} /></Suspense>
    </div>
  );
}
