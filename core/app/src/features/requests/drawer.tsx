import { useQuery } from "@tanstack/react-query";
import { Link } from "@tanstack/react-router";
import { Filter, FilterX, ScrollText, UserSearch } from "lucide-react";

import type { LogLine } from "@/api/types";
import { Button } from "@/components/button";
import { CopyButton } from "@/components/copy";
import { Modal } from "@/components/modal";
import { SourceLink } from "@/components/source-link";
import { Failure, Skeleton } from "@/components/states";
import { cx } from "@/lib/cx";
import { placeText, readPlace } from "@/lib/line-place";
import { useChangeSearch, useViewSearch } from "@/lib/view";

import { toggled } from "./filter";
import { contextQuery } from "./requests";
import { classOf, FILL } from "./steps";
import { useText } from "./text/use";

const SHOWN = ["source", "country", "service", "method", "path", "query", "status", "verdict", "member", "tried", "agent", "referer", "bytes", "id"] as const;
const FILTERED: ReadonlySet<string> = new Set(["source", "service", "method", "path", "query", "status", "verdict", "member", "tried", "agent", "referer", "id"]);

/** A request with its fields, the line as it was and what stands around it. The address of this view is its permalink. */
export default function RequestDrawer({ line, onClose }: { line: string; onClose: () => void }) {
  const { t } = useText();
  const place = readPlace(line);
  const { data, error, refetch } = useQuery(contextQuery(place.source, place.id, place.at));
  const found = data && data.position !== null ? data.lines[data.position] : undefined;
  return (
    <Modal title={t.requests.detail} onClose={onClose} place="side" className="w-[min(760px,100vw)]!">
      {error && <Failure error={error} onRetry={() => void refetch()} />}
      {!data && !error && <div className="p-4"><Skeleton className="h-96" /></div>}
      {data && (
        <div className="grid grid-cols-[minmax(0,1fr)] gap-5 p-4">
          {data.position === null && <p role="status" className="rounded-ctl bg-warnsoft px-3 py-2 text-warnink">{t.requests.gone}</p>}
          {found && <Known line={found} />}
          <section className="min-w-0">
            <h3 className="label mb-1.5">{t.requests.around}</h3>
            <Around lines={data.lines} position={data.position} />
          </section>
        </div>
      )}
    </Modal>
  );
}

function Known({ line }: { line: LogLine }) {
  const { t, f } = useText();
  const { fields } = line;
  const { method = "", path = "", status = "", source = "" } = fields;
  const node = line.source.split("/")[0] ?? "";
  return (
    <>
      <div className="grid gap-2">
        <p className="mono text-md break-all"><i aria-hidden="true" className="mr-2 inline-block size-2.5 rounded-[2px]" style={{ background: FILL[classOf(fields)] }} /><b className="font-semibold">{status}</b> {method} {path}</p>
        <p className="num text-fg2">{f.moment(line.at)} · {node} · {t.requests.verdicts[(fields["verdict"] ?? "") as keyof typeof t.requests.verdicts] ?? fields["verdict"]}</p>
        <div className="flex flex-wrap gap-2">
          {source && <Link to="/sources/$source" params={{ source }} className="ctl border border-line2 hover:bg-hover"><UserSearch size={15} aria-hidden="true" />{t.requests.profile}</Link>}
          {source && <Link to="/decisions" search={{ q: source } as never} className="ctl border border-line2 hover:bg-hover"><ScrollText size={15} aria-hidden="true" />{t.requests.decisions}</Link>}
          <CopyButton text={window.location.href} label={t.requests.copyLink} />
        </div>
      </div>
      <Timing fields={fields} />
      <dl className="grid grid-cols-[minmax(0,9rem)_minmax(0,1fr)_auto] items-center gap-x-3">
        {SHOWN.map((name) => (fields[name] ? <FieldRow key={name} name={name} value={fields[name]} /> : null))}
      </dl>
      <section>
        <div className="mb-1.5 flex items-center"><h3 className="label flex-1">{t.requests.raw}</h3><CopyButton text={line.text} /></div>
        <pre className="log max-h-48 overflow-auto rounded-ctl border border-line bg-bg p-3 break-all whitespace-pre-wrap">{line.text}</pre>
      </section>
    </>
  );
}

function FieldRow({ name, value }: { name: (typeof SHOWN)[number]; value: string }) {
  const { t, f, lang } = useText();
  const { q = "" } = useViewSearch();
  const change = useChangeSearch();
  const told = name === "bytes" ? f.bytes(Number(value)) : name === "country" ? (new Intl.DisplayNames(lang, { type: "region" }).of(value) ?? value) : value;
  const press = (negated: boolean) => change({ q: toggled(q, name, value, negated) || undefined, line: undefined });
  return (
    <div className="contents">
      <dt className="py-1 text-fg3">{t.requests.names[name]}</dt>
      <dd className={cx("num min-w-0 py-1 break-all", name !== "bytes" && name !== "country" && "mono text-xs")}>{name === "source" ? <SourceLink source={value} className="mono break-all" /> : told}</dd>
      <dd className="flex">
        {FILTERED.has(name) && (
          <>
            <Button kind="ghost" size="icon" className="h-7! w-7!" aria-label={t.requests.only(t.requests.names[name], told)} title={t.requests.include} onClick={() => press(false)}><Filter size={13} /></Button>
            <Button kind="ghost" size="icon" className="h-7! w-7!" aria-label={t.requests.without(t.requests.names[name], told)} title={t.requests.exclude} onClick={() => press(true)}><FilterX size={13} /></Button>
          </>
        )}
      </dd>
    </div>
  );
}

/** How long the answer took, and how much of that the service behind did. */
function Timing({ fields }: { fields: Readonly<Record<string, string>> }) {
  const { t, f } = useText();
  const whole = Number(fields["duration"] ?? 0);
  const upstream = Math.min(Number(fields["upstream"] ?? 0), whole);
  if (whole <= 0) return null;
  return (
    <section>
      <h3 className="label mb-1.5">{t.requests.timing}</h3>
      <div aria-hidden="true" className="flex h-3 overflow-hidden rounded-[4px] bg-active"><i className="block h-full bg-(--s1)" style={{ width: `${(upstream / whole) * 100}%` }} /><i className="block h-full flex-1 bg-(--off)" /></div>
      <p className="num mt-1 text-xs text-fg2">{t.requests.timingText(f.ms(whole * 1000), f.ms(upstream * 1000), f.ms((whole - upstream) * 1000))}</p>
    </section>
  );
}

const shownFirst = (element: HTMLElement | null): void => element?.scrollIntoView({ block: "center" });

function Around({ lines, position }: { lines: readonly LogLine[]; position: number | null }) {
  const { f } = useText();
  const change = useChangeSearch();
  return (
    <ol className="num max-h-[50vh] overflow-y-auto rounded-ctl border border-line">
      {lines.map((line, i) => {
        const { method = "", path = "", status = "", source = "" } = line.fields;
        return (
          <li key={line.id} ref={i === position ? shownFirst : null} aria-current={i === position ? "true" : undefined} className={cx(i === position && "bg-accentsoft")}>
            <button type="button" onClick={() => change({ line: placeText(line) })} className="flex min-h-7 w-full items-center gap-3 px-2 text-left hover:bg-hover">
              <time className="shrink-0 text-fg2" dateTime={new Date(line.at * 1000).toISOString()}>{f.clock(line.at)}</time>
              <span className="w-8 shrink-0">{status}</span>
              <span className="mono cut min-w-0 flex-1 text-xs">{method} {path}</span>
              <span className="mono cut w-32 shrink-0 text-xs text-fg2 max-md:hidden">{source}</span>
            </button>
          </li>
        );
      })}
    </ol>
  );
}
