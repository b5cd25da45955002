import { useCallback, useMemo } from "react";

import type { CertificateItem } from "@/api/types";
import { ListTable } from "@/components/list-table/list-table";
import { useChangeSearch } from "@/lib/view";

import { columnsOf, FIELDS, type Shown, shownAt } from "./columns";
import { StateWord } from "./state-word";
import { useText } from "./text/use";

const keyOf = ({ item }: Shown) => item.name;
const words = ({ item }: Shown) => [item.name, ...item.wanted_names, ...item.domains, item.current?.issuer ?? ""].join("\n");

/** All of them, the worst first, each with its next ninety days. `items` are in the order of what is due. */
export function CertificateTable({ items, now }: { items: readonly CertificateItem[]; now: number }) {
  const { t, f } = useText();
  const change = useChangeSearch();
  const columns = useMemo(() => columnsOf(t, f), [t, f]);
  const rows = useMemo(() => items.map((item) => shownAt(item, now)), [items, now]);
  const open = useCallback(({ item }: Shown) => change({ open: item.name }), [change]);
  const phone = useCallback((row: Shown) => <Phone {...row} />, []);
  return (
    <ListTable
      name="certificates" label={t.certificates.title} rows={rows} keyOf={keyOf} columns={columns} usual="state" title={t.certificates.title} note={t.certificates.total} onOpen={open} renderPhone={phone}
      words={words} asked={{ fields: FIELDS, names: t.certificates.fields, label: t.certificates.filter }} noMatch={t.certificates.noMatch} none={null}
    />
  );
}

/** A certificate on a phone: how it is, and until when. */
function Phone({ item, state, end }: Shown) {
  const { f } = useText();
  return (
    <span className="grid grid-cols-[minmax(0,1fr)_auto] gap-x-3 gap-y-0.5">
      <span className="cut font-medium">{item.name}</span><span className="text-right text-fg2">{end === null ? "—" : f.date(end)}</span>
      <span className="col-span-2 text-xs"><StateWord state={state} /></span>
    </span>
  );
}
