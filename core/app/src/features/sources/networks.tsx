import type { SourceMap } from "@/api/types";
import { SourceLink } from "@/components/source-link";
import { Skeleton } from "@/components/states";

import { useText } from "./text/use";

/** The owners of the networks that what is anomalous comes from, and then the busiest. */
export function Networks({ map }: { map: SourceMap | undefined }) {
  const { t, f } = useText();
  const systems = map?.systems.filter(({ key }) => key) ?? [];
  const most = Math.max(1e-9, ...systems.map(({ load_rps: load }) => load));
  return (
    <section aria-labelledby="networks-title" className="panel flex min-w-0 flex-col px-4 py-3 max-md:hidden">
      <div className="mb-2 flex flex-wrap items-baseline gap-x-2"><h2 id="networks-title" className="text-md font-semibold">{t.who.networks.title}</h2><span className="text-xs text-fg3">{t.who.networks.note}</span></div>
      {!map && <Skeleton className="h-56" />}
      {map && systems.length === 0 && <p className="text-fg2">{t.who.networks.none}</p>}
      <ul className="grid gap-2.5">
        {systems.slice(0, 7).map((each) => (
          <li key={each.key} className="min-w-0">
            <div className="flex items-baseline gap-2">
              <SourceLink source={each.key} className="min-w-0 flex-1"><span className="cut block">{each.name || each.key}</span></SourceLink>
              <span className="num shrink-0 text-fg2">{f.amount(each.load_rps)}</span>
            </div>
            <div className="flex items-center gap-2">
              <span aria-hidden="true" className="h-1 min-w-0 flex-1 overflow-hidden rounded-full bg-active">
                <i className="block h-full rounded-full" style={{ width: `${(each.load_rps / most) * 100}%`, background: each.anomalous > 0 ? "var(--sev3)" : "var(--s1)" }} />
              </span>
              <span className="num w-[9.5rem] shrink-0 text-right text-2xs text-fg3">{t.who.networks.share(each.anomalous, each.sources)}</span>
            </div>
          </li>
        ))}
      </ul>
    </section>
  );
}
