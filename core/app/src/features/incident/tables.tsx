import { Link } from "@tanstack/react-router";
import type { ReactNode } from "react";

import type { Decision, IncidentSource } from "@/api/types";
import { cell, headCell } from "@/components/page";
import { SourceLink } from "@/components/source-link";
import { cx } from "@/lib/cx";
import { unix } from "@/lib/instant";

import { useText } from "./text/use";

/** Who took part, the strongest held first. */
export function IncidentSources({ sources }: { sources: readonly IncidentSource[] }) {
  const { t, f } = useText();
  return (
    <Table title={t.incident.sources} count={f.integer(sources.length)} none={sources.length === 0 && t.incident.noSources} heads={[t.sources.source, t.incident.strongest, t.decisions.kind, t.evidence.score, t.decisions.since]}>
      {sources.map((one) => (
        <tr key={one.source} className="border-t border-line hover:bg-hover">
          <th scope="row" className={cx(cell, "text-left font-normal")}>
            <SourceLink source={one.source} />
          </th>
          <td className={cell}><Why id={one.decision_id} source={one.source}>{t.decisions.types[one.type]}</Why>{!one.active && <span className="text-fg3"> · {t.incident.ended}</span>}</td>
          <td className={cx(cell, "max-md:hidden")}>{t.kind[one.kind]}</td>
          <td className={cx(cell, "num max-md:hidden")}>{f.score(one.score)}</td>
          <td className={cx(cell, "num whitespace-nowrap text-fg2 max-md:hidden")}>{f.moment(unix(one.decided_at))}</td>
        </tr>
      ))}
    </Table>
  );
}

/** What was decided, newest first. */
export function IncidentDecisions({ decisions, total }: { decisions: readonly Decision[]; total: number }) {
  const { t, f } = useText();
  const count = total > decisions.length ? t.incident.newest(f.integer(decisions.length), f.integer(total)) : f.integer(decisions.length);
  return (
    <Table title={t.incident.decisions} count={count} none={decisions.length === 0 && t.incident.noDecisions} heads={[t.decisions.source, t.decisions.type, t.decisions.kind, t.decisions.since, t.decisions.ends]}>
      {decisions.map((made) => (
        <tr key={made.id} className="border-t border-line hover:bg-hover">
          <th scope="row" className={cx(cell, "text-left font-normal")}><SourceLink source={made.value} /></th>
          <td className={cell}><Why id={made.id} source={made.value}>{t.decisions.types[made.type]}</Why></td>
          <td className={cx(cell, "max-md:hidden")}>{t.kind[made.kind]}</td>
          <td className={cx(cell, "num whitespace-nowrap text-fg2 max-md:hidden")}>{f.moment(unix(made.decided_at))}</td>
          <td className={cx(cell, "num whitespace-nowrap text-fg2 max-md:hidden")}>{made.lifted_at ? `${f.moment(unix(made.lifted_at))} · ${made.replaced ? t.decisions.replaced : t.decisions.lifted}` : f.moment(unix(made.until_at))}</td>
        </tr>
      ))}
    </Table>
  );
}

function Why({ id, source, children }: { id: string; source: string; children: ReactNode }) {
  const { t } = useText();
  return <Link to="/decisions" search={{ open: id } as never} title={t.evidence.whyOf(source)} className="underline decoration-line2 underline-offset-3 hover:text-accent hover:decoration-current">{children}</Link>;
}

interface TableProps {
  title: string;
  count: string;
  none: string | false;
  heads: readonly string[];
  children: ReactNode;
}

function Table({ title, count, none, heads, children }: TableProps) {
  return (
    <section className="panel min-w-0 overflow-hidden">
      <h2 className="flex items-baseline gap-2 px-4 py-3 text-md font-semibold">{title} <span className="num text-xs font-normal text-fg3">{count}</span></h2>
      {none ? <p className="px-4 pb-4 text-fg2">{none}</p> : (
        // A region that scrolls must be reachable by keyboard.
        // eslint-disable-next-line jsx-a11y/no-noninteractive-tabindex
        <div className="relative max-h-[420px] overflow-auto" tabIndex={0} role="region" aria-label={title}>
          <table className="w-full border-collapse">
            <thead><tr className="border-t border-line">{heads.map((head, i) => <th key={head} scope="col" className={cx(headCell, i > 1 && "max-md:hidden")}>{head}</th>)}</tr></thead>
            <tbody>{children}</tbody>
          </table>
        </div>
      )}
    </section>
  );
}
