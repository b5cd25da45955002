import { Link, useNavigate } from "@tanstack/react-router";
import { ArrowRight, Globe, Lock, LockOpen, Plus, TriangleAlert } from "lucide-react";
import { useCallback, useMemo } from "react";

import { Answer } from "@/components/answer";
import { Button } from "@/components/button";
import type { Column } from "@/components/data-table/columns";
import { ListTable } from "@/components/list-table/list-table";
import { Empty } from "@/components/states";
import type { Fields } from "@/lib/token-filter";

import { gravityOf, toneOf } from "./state";
import { StateWord } from "./state-word";
import { type Texts, useText } from "./text/use";
import { type Domain, useDomains } from "./use-domains";

const keyOf = ({ name }: Domain) => name;
const words = ({ spec, name }: Domain) => `${name}\n${spec.names.join("\n")}\n${spec.service}\n${spec.description}`;
const phone = (row: Domain) => <span className="grid gap-0.5"><span className="cut font-medium">{row.spec.names[0]}</span><span className="text-xs text-fg2"><StateWord troubles={row.troubles} /></span></span>;
const FIELDS: Fields<Domain> = {
  name: { read: ({ spec }) => spec.names }, service: { read: ({ spec }) => spec.service }, node: { read: ({ spec }) => [...spec.nodes, ...spec.entries] }, state: { read: ({ troubles }) => toneOf(troubles), whole: true },
};

type F = ReturnType<typeof useText>["f"];

const columnsOf = (t: Texts, f: F): readonly Column<Domain>[] => [
  { id: "name", head: t.domains.name, lead: true, width: "24%", sort: "ascending", token: "name", value: ({ spec }) => spec.names[0] ?? "", render: ({ spec }) => <span className="flex min-w-0 items-baseline gap-2"><span className="cut">{spec.names[0]}</span>{spec.names.length > 1 && <span className="shrink-0 text-xs font-normal text-fg3">{t.domains.moreNames(spec.names.length - 1)}</span>}</span> },
  { id: "state", head: t.domains.state, width: "22%", sort: "ascending", value: ({ troubles }) => gravityOf(troubles), render: ({ troubles }) => <StateWord troubles={troubles} /> },
  { id: "service", head: t.domains.goesTo, from: "md", sort: "ascending", token: "service", value: ({ spec }) => spec.service, render: ({ spec, well, all }) => <span className="flex min-w-0 items-center gap-1.5"><ArrowRight size={13} aria-hidden="true" className="shrink-0 text-fg3" /><span className="cut">{spec.service}</span><span className={well < all ? "shrink-0 text-badink" : "shrink-0 text-fg3"}>{t.domains.members(well, all)}</span></span> },
  { id: "https", head: t.domains.https, width: "130px", from: "md", sort: "ascending", value: ({ spec }) => (spec.tls ? 1 : 0), render: ({ spec, certificate }) => <Https has={Boolean(spec.tls) && certificate?.current?.source !== "self_signed"} word={httpsWord(spec.tls ? (certificate?.current?.source ?? "placeholder") : null, t)} /> },
  { id: "mode", head: t.domains.protection, width: "120px", from: "xl", sort: "ascending", value: ({ mode }) => mode, render: ({ mode }) => <span className={mode === "enforce" ? "text-okink" : "text-fg2"}>{mode ? t.domains.modes[mode] : "—"}</span> },
  { id: "nodes", head: t.domains.nodes, width: "120px", from: "lg", token: "node", value: ({ spec }) => [...spec.entries, ...spec.nodes].join(" "), render: ({ spec }) => <span className="cut block text-fg2">{spec.nodes.length > 2 ? t.domains.nodeCount(spec.nodes.length) : spec.nodes.join(", ") || "—"}</span> },
  { id: "rps", head: t.domains.rps, width: "96px", align: "right", sort: "descending", from: "md", value: ({ rps }) => rps, render: ({ rps }) => f.amount(rps) },
];

function httpsWord(source: string | null, { domains }: Texts): string {
  if (source === null) return domains.httpsOff;
  if (source === "self_signed") return domains.httpsOwn;
  return source === "placeholder" ? domains.httpsWaiting : domains.httpsOn;
}

function Https({ has, word }: { has: boolean; word: string }) {
  const Icon = has ? Lock : LockOpen;
  return <span className="inline-flex items-center gap-1.5 text-fg2"><Icon size={13} aria-hidden="true" className={has ? "text-okink" : "text-fg3"} />{word}</span>;
}

/** Every domain: where it goes, whether it is safe, how it is doing. */
export function DomainTable({ onCreate, blocked }: { onCreate: () => void; blocked: string | false }) {
  const { t, f } = useText();
  const navigate = useNavigate();
  const { domains, error, refetch } = useDomains();
  const columns = useMemo(() => columnsOf(t, f), [t, f]);
  const open = useCallback(({ name }: Domain) => void navigate({ to: "/domains/$name", params: { name } }), [navigate]);
  const create = <Button kind="primary" blocked={blocked} onClick={onCreate}><Plus size={15} aria-hidden="true" />{t.domains.create}</Button>;
  return (
    <>
      <Worst domains={domains} />
      <ListTable
        name="domains" label={t.domains.title} rows={domains} keyOf={keyOf} columns={columns} usual="state" title={t.domains.title} note={t.domains.count} live onOpen={open} renderPhone={phone} error={error} onRetry={() => void refetch()}
        words={words} asked={{ fields: FIELDS, names: t.domains.fields, label: t.domains.filter }} noMatch={t.domains.noMatch}
        none={<Empty icon={<Globe size={18} />} title={t.domains.none} lead={t.domains.noneLead}>{create}<Link to="." search={{ part: "import" }} className="ctl border border-line2 hover:bg-hover">{t.domains.importInstead}</Link></Empty>}
      />
    </>
  );
}

/** What visitors suffer from now, before all else. */
function Worst({ domains }: { domains: readonly Domain[] | undefined }) {
  const { t } = useText();
  const bad = (domains ?? []).filter(({ troubles }) => toneOf(troubles) === "bad");
  const [first] = bad.toSorted((a, b) => gravityOf(a.troubles) - gravityOf(b.troubles));
  const trouble = first?.troubles[0];
  if (!first || !trouble) return null;
  return (
    <Answer
      tone="bad" icon={<TriangleAlert size={20} />} title={t.domains.broken(bad.length)} lead={`${first.spec.names[0] ?? first.name}: ${t.domains.explained[trouble]}`}
      actions={<Link to="/domains/$name" params={{ name: first.name }} className="ctl border border-line2 bg-panel hover:bg-hover">{t.domains.look}</Link>}
    />
  );
}
