import { Link } from "@tanstack/react-router";

import type { SourceGroup } from "@/api/types";
import { SourceLink } from "@/components/source-link";
import { countryName } from "@/lib/country";

import { Score, State } from "./columns";
import { Panel } from "./panel";
import { useText } from "./text/use";

const SHOWN = 10;

/** Who else is there: neighbours, those alike, or the members of a group. `all` is the filter that finds every one. */
export function Others({ title, none, rows, all }: { title: string; none: string; rows: readonly SourceGroup[]; all?: string }) {
  const { t, f, lang } = useText();
  return (
    <Panel title={title} action={all && rows.length > 0 && <Link to="/sources" search={{ q: all } as never} className="inline-block min-h-6 text-accent hover:underline">{t.profile.all}</Link>}>
      {rows.length === 0 && <p className="text-fg2">{none}</p>}
      <ul className="grid">
        {rows.slice(0, SHOWN).map((row) => (
          <li key={row.key} className="grid grid-cols-[4.5rem_minmax(0,1fr)_3.5rem_auto] items-center gap-x-3 border-t border-line py-1 first:border-t-0">
            <Score row={row} f={f} />
            <span className="min-w-0"><SourceLink source={row.key} /><span className="cut block text-2xs text-fg3">{[...(row.country ? [countryName(row.country, lang)] : []), ...row.services].join(" · ")}</span></span>
            <span className="num text-right text-fg2">{f.amount(row.requests)}</span>
            <State row={row} single t={t} />
          </li>
        ))}
      </ul>
    </Panel>
  );
}
