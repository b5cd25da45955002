import { Link } from "@tanstack/react-router";

import { cx } from "@/lib/cx";

/** A source by its name, wherever it stands: an address, a network, `AS15169` or a country's code. It leads to the profile. */
export function SourceLink({ source, className, children }: { source: string; className?: string; children?: React.ReactNode }) {
  return (
    <Link to="/sources/$source" params={{ source }} title={source} className={cx("inline-block min-h-6 max-w-full hover:text-accent hover:underline", children === undefined && "mono cut align-bottom", className)}>
      {children ?? source}
    </Link>
  );
}
