import { Globe, Map as MapIcon, Table2 } from "lucide-react";
import { useMemo } from "react";

import type { CountryTraffic, SourceMap } from "@/api/types";
import { Button } from "@/components/button";
import { Empty, Failure, Skeleton } from "@/components/states";
import { type MapMark, WorldMap } from "@/components/world-map/world-map";
import { countryName } from "@/lib/country";
import { tokensOf, withToken } from "@/lib/token-filter";
import { useChangeSearch, useViewSearch } from "@/lib/view";

import { useText } from "./text/use";

const SHAPE = "aspect-[131/59] max-h-[330px] w-full";

/** Where traffic comes from; a country chosen is a filter of the list below. */
export function MapPanel({ map, error, onRetry }: { map: SourceMap | undefined; error: unknown; onRetry: () => void }) {
  const { t } = useText();
  const { table = false } = useViewSearch();
  const change = useChangeSearch();
  return (
    <section aria-labelledby="map-title" className="panel relative min-w-0 overflow-hidden">
      <div className="flex min-h-12 flex-wrap items-center gap-x-2 px-4 pt-2">
        <h2 id="map-title" className="text-md font-semibold">{t.who.map.title}</h2>
        <span className="text-xs text-fg3 max-sm:hidden">{t.who.map.note}</span>
        <span className="flex-1" />
        <Button kind="ghost" size="icon" aria-pressed={table} aria-label={table ? t.who.map.picture : t.who.map.table} title={table ? t.who.map.picture : t.who.map.table} onClick={() => change({ table: !table || undefined })}>{table ? <MapIcon size={16} /> : <Table2 size={16} />}</Button>
      </div>
      {error && !map ? <Failure error={error} onRetry={onRetry} /> : !map ? <div className="px-4 pb-4"><Skeleton className={SHAPE} /></div> : <Known map={map} table={table} />}
    </section>
  );
}

function Known({ map, table }: { map: SourceMap; table: boolean }) {
  const { t, f, lang } = useText();
  const { q = "" } = useViewSearch();
  const change = useChangeSearch();
  const placed = useMemo(() => map.countries.filter(({ country }) => country), [map]);
  const marks = useMemo(() => marksOf(placed, (each) => t.who.map.of(countryName(each.country, lang), f.amount(each.honest_rps), f.amount(each.anomalous_rps))), [placed, t, f, lang]);
  const chosen = tokensOf(q).find(({ name, negated }) => name === "country" && !negated)?.value.toUpperCase();
  const without = tokensOf(q).filter(({ name }) => name !== "country").map(({ text }) => text).join(" ");
  const choose = (country: string) => change({ q: (country === chosen ? without : withToken(without, "country", country)) || undefined });
  if (!map.places.countries) return <Empty icon={<Globe size={18} />} title={t.who.map.noDatabase} lead={t.who.map.noDatabaseLead} />;
  const [top] = placed;
  if (!top) return <Empty icon={<Globe size={18} />} title={t.who.map.none} />;
  const all = map.countries.reduce((sum, each) => sum + total(each), 0) || 1;
  const placedSum = placed.reduce((sum, each) => sum + total(each), 0);
  return (
    <div className="px-4 pb-3">
      {table ? <Countries rows={placed} chosen={chosen} onChoose={choose} /> : <WorldMap className={SHAPE} label={t.who.map.summary(placed.length, countryName(top.country, lang), f.percent(total(top) / all))} marks={marks} chosen={chosen} onChoose={choose} />}
      <p className="mt-1 flex flex-wrap items-center gap-x-4 gap-y-1 text-xs text-fg3">
        <Key color="var(--s1)" name={t.who.map.honest} /><Key color="var(--sev3)" name={t.who.map.anomalous} />
        {placedSum < all * 0.995 && <span>{t.who.map.unplaced(f.percent(1 - placedSum / all))}</span>}
        {chosen && <Button kind="ghost" size="small" onClick={() => change({ q: without || undefined })}>{t.who.map.all}</Button>}
        {map.places.credit.length > 0 && <span className="ml-auto">{t.who.map.credit(map.places.credit.join(" · "))}</span>}
      </p>
    </div>
  );
}

const Key = ({ color, name }: { color: string; name: string }) => <span className="inline-flex items-center gap-1.5"><i aria-hidden="true" className="size-2 rounded-full" style={{ background: color }} />{name}</span>;

const total = ({ honest_rps: honest, anomalous_rps: bad }: CountryTraffic): number => honest + bad;

/** Anomalous where a tenth of it is; as strong as its size among all, by the logarithm, as one country often dwarfs the others. */
export function marksOf(countries: readonly CountryTraffic[], titleOf: (country: CountryTraffic) => string): MapMark[] {
  const most = Math.max(...countries.map(total), 1e-9);
  return countries.map((each) => ({
    country: each.country, title: titleOf(each), color: each.anomalous_rps > total(each) / 10 ? "var(--sev3)" : "var(--s1)",
    strength: Math.min(1, Math.max(0, 1 + Math.log10(Math.max(total(each), 1e-9) / most) / 2.5)),
  }));
}

function Countries({ rows, chosen, onChoose }: { rows: readonly CountryTraffic[]; chosen: string | undefined; onChoose: (country: string) => void }) {
  const { t, f, lang } = useText();
  return (
    // Scrolled by keyboard.
    // oxlint-disable-next-line jsx-a11y/no-noninteractive-tabindex
    <div className={`overflow-y-auto ${SHAPE} min-h-48`} role="region" aria-label={t.who.map.country} tabIndex={0}>
      <table className="num w-full">
        <thead className="sticky top-0 bg-panel text-xs text-fg2"><tr>{[t.who.map.country, t.who.sources, t.who.map.honest, t.who.map.anomalous].map((head, i) => <th key={head} scope="col" className={i === 0 ? "py-1.5 text-left font-normal" : "py-1.5 text-right font-normal"}>{head}</th>)}</tr></thead>
        <tbody>
          {rows.map((row) => (
            <tr key={row.country} className="border-t border-line hover:bg-hover">
              <th scope="row" className="text-left font-normal"><button type="button" aria-pressed={row.country === chosen} title={t.who.map.only(countryName(row.country, lang))} onClick={() => onChoose(row.country)} className="min-h-7 text-left hover:text-accent hover:underline aria-pressed:font-semibold">{countryName(row.country, lang)}</button></th>
              <td className="text-right">{f.integer(row.sources)}</td><td className="text-right">{f.amount(row.honest_rps)}</td>
              <td className={row.anomalous_rps > 0 ? "text-right font-semibold text-badink" : "text-right text-fg3"}>{f.amount(row.anomalous_rps)}</td>
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  );
}
