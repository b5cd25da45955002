import { Link, useNavigate } from "@tanstack/react-router";
import { Waypoints } from "lucide-react";
import { useCallback, useMemo } from "react";

import { Button } from "@/components/button";
import { sortRows } from "@/components/data-table/columns";
import { DataTable } from "@/components/data-table/data-table";
import { TableTools, Toolbar } from "@/components/data-table/toolbar";
import { FilterField } from "@/components/filter-field";
import { Empty } from "@/components/states";
import { matcher, withToken } from "@/lib/token-filter";
import { useChangeSearch, useViewSearch } from "@/lib/view";

import { columnsOf, FIELDS, type Known } from "./columns";
import { Condition } from "./condition";
import { useText } from "./text/use";

const keyOf = ({ name }: Known) => name;
const USUAL = "members";

/** Every service: whether somebody answers for it, how it is doing, and how strictly it is protected. */
export function ServiceTable({ services, error, onRetry }: { services: readonly Known[] | undefined; error: unknown; onRetry: () => void }) {
  const { t, f } = useText();
  const { q = "", sort = USUAL } = useViewSearch();
  const change = useChangeSearch();
  const navigate = useNavigate();
  const columns = useMemo(() => columnsOf(t, f), [t, f]);
  const rows = useMemo(() => services && sortRows(services.filter(matcher(q, FIELDS, ({ name, proxied }) => `${name}\n${proxied?.domains.join("\n") ?? ""}`)), columns, sort), [services, q, columns, sort]);
  const open = useCallback(({ name }: Known) => void navigate({ to: "/services/$name", params: { name } }), [navigate]);
  const phone = useCallback((row: Known) => <Phone {...row} />, []);
  return (
    <DataTable
      name="services" label={t.services.title} rows={rows} keyOf={keyOf} columns={columns} sort={sort} live question={`${q} ${sort}`}
      onSort={(next) => change({ sort: next === USUAL ? undefined : next })}
      onOpen={open}
      onToken={(name, value, negated) => change({ q: withToken(q, name, value, negated) })}
      renderPhone={phone}
      error={error}
      onRetry={onRetry}
      empty={services?.length === 0
        ? <Empty icon={<Waypoints size={20} />} title={t.services.none} lead={t.services.noneLead}><Link to="/domains" className="ctl border border-line2 hover:bg-hover">{t.services.toDomains}</Link></Empty>
        : <Empty title={t.services.noMatch}><Button onClick={() => change({ q: undefined })}>{t.services.clear}</Button></Empty>}
      toolbar={services && services.length > 0 && (
        <Toolbar title={t.services.title} note={t.services.total(rows?.length ?? 0)}>
          <span className="flex-1" />
          <FilterField label={t.services.filter} value={q} onChange={(next) => change({ q: next || undefined }, true)} fields={t.services.fields} values={(name) => services.flatMap((row) => FIELDS[name]?.read(row) ?? []).map(String)} />
          <TableTools name="services" columns={columns} rows={rows ?? []} />
        </Toolbar>
      )}
    />
  );
}

/** A service on a phone: who answers, how much comes, how it is protected. */
function Phone({ name, heard, proxied }: Known) {
  const { t, f } = useText();
  return (
    <span className="grid grid-cols-[minmax(0,1fr)_auto] gap-x-3 gap-y-0.5">
      <span className="cut font-medium">{name}</span><span className="text-right">{f.amount(heard?.rps)} <span className="text-xs text-fg3">{t.services.rps}</span></span>
      <span className="text-xs">{proxied ? <Condition service={proxied} /> : <span className="text-fg3">{t.services.notConfigured}</span>}</span><span className="text-right text-xs text-fg2">{heard ? t.services.modes[heard.mode] : t.services.notHeard}</span>
    </span>
  );
}
