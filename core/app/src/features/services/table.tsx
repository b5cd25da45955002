import { Link, useNavigate } from "@tanstack/react-router";
import { Waypoints } from "lucide-react";
import { useCallback, useMemo } from "react";

import { ListTable } from "@/components/list-table/list-table";
import { Empty } from "@/components/states";

import { columnsOf, FIELDS, type Known } from "./columns";
import { Condition } from "./condition";
import { useText } from "./text/use";

const keyOf = ({ name }: Known) => name;
const words = ({ name, proxied }: Known) => `${name}\n${proxied?.domains.join("\n") ?? ""}`;

/** Every service: whether somebody answers for it, how it is doing, and how strictly it is protected. */
export function ServiceTable({ services, error, onRetry }: { services: readonly Known[] | undefined; error: unknown; onRetry: () => void }) {
  const { t, f } = useText();
  const navigate = useNavigate();
  const columns = useMemo(() => columnsOf(t, f), [t, f]);
  const open = useCallback(({ name }: Known) => void navigate({ to: "/services/$name", params: { name } }), [navigate]);
  const phone = useCallback((row: Known) => <Phone {...row} />, []);
  return (
    <ListTable
      name="services" label={t.services.title} rows={services} keyOf={keyOf} columns={columns} usual="members" title={t.services.title} note={t.services.total} live onOpen={open} renderPhone={phone} error={error} onRetry={onRetry}
      words={words} asked={{ fields: FIELDS, names: t.services.fields, label: t.services.filter }} noMatch={t.services.noMatch}
      none={<Empty icon={<Waypoints size={20} />} title={t.services.none} lead={t.services.noneLead}><Link to="/domains" className="ctl border border-line2 hover:bg-hover">{t.services.toDomains}</Link></Empty>}
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
