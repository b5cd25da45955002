import { useQuery } from "@tanstack/react-query";

import { api } from "@/api/client";
import { unwrap } from "@/api/problem";
import type { LogLine } from "@/api/types";
import { CopyButton } from "@/components/copy";
import { Modal } from "@/components/modal";
import { Failure, Skeleton } from "@/components/states";
import { withoutColors } from "@/lib/ansi";
import { cx } from "@/lib/cx";

import { sourceName, Text } from "./line";
import { readPlace } from "@/lib/line-place";
import { useText } from "./text/use";

const AROUND = 50;

/** A line with its fields and what stands around it. The address of this view is its permalink. */
export default function LineDrawer({ line, onClose }: { line: string; onClose: () => void }) {
  const { t } = useText();
  const place = readPlace(line);
  const { data, error, refetch } = useQuery({
    queryKey: ["logs", "context", line],
    queryFn: ({ signal }) => unwrap(api.GET("/api/v1/logs/context", { params: { query: { source: place.source, line: place.id, at: place.at, count: AROUND } }, signal })),
    staleTime: Infinity,
    retry: false,
  });
  const found = data && data.position !== null ? data.lines[data.position] : undefined;
  return (
    <Modal title={sourceName(place.source)} onClose={onClose} place="side" className="w-[min(860px,100vw)]!">
      {error && <Failure error={error} onRetry={() => void refetch()} />}
      {!data && !error && <div className="p-4"><Skeleton className="h-96" /></div>}
      {data && (
        <div className="grid grid-cols-[minmax(0,1fr)] gap-4 p-4">
          {data.position === null && <p role="status" className="rounded-ctl bg-warnsoft px-3 py-2 text-warnink">{t.logs.lineGone}</p>}
          {found && <Found line={found} />}
          <section className="min-w-0">
            <h3 className="label mb-1.5">{t.logs.around}</h3>
            <Around lines={data.lines} position={data.position} />
          </section>
        </div>
      )}
    </Modal>
  );
}

function Found({ line }: { line: LogLine }) {
  const { t, f } = useText();
  const fields = Object.entries(line.fields);
  return (
    <>
      <div className="flex flex-wrap items-center gap-2">
        <p className="num min-w-0 flex-1 text-fg2">{f.moment(line.at)} · {line.stream}{line.level && ` · ${t.logs.levelNames[line.level as keyof typeof t.logs.levelNames] ?? line.level}`}</p>
        <CopyButton text={window.location.href} label={t.header.copyLink} />
        <CopyButton text={withoutColors(line.text)} label={t.logs.copyText} />
      </div>
      <pre className="log max-h-72 overflow-auto rounded-ctl border border-line bg-bg p-3 break-all whitespace-pre-wrap" tabIndex={-1}><Text text={line.text} /></pre>
      {fields.length > 0 && (
        <section>
          <h3 className="label mb-1.5">{t.logs.fields}</h3>
          <dl className="mono grid grid-cols-[minmax(0,12rem)_minmax(0,1fr)] gap-x-3 gap-y-1 text-xs">
            {fields.map(([name, value]) => <div key={name} className="contents"><dt className="break-all text-fg3">{name}</dt><dd className="break-all">{value}</dd></div>)}
          </dl>
        </section>
      )}
    </>
  );
}

const shownFirst = (element: HTMLElement | null): void => element?.scrollIntoView({ block: "center" });

function Around({ lines, position }: { lines: readonly LogLine[]; position: number | null }) {
  const { f } = useText();
  return (
    <ol className="log rounded-ctl border border-line">
      {lines.map((line, i) => (
        <li key={line.id} ref={i === position ? shownFirst : null} aria-current={i === position ? "true" : undefined} className={cx("flex gap-3 px-2 py-px", i === position && "bg-accentsoft")}>
          <time className="shrink-0 text-fg2" dateTime={new Date(line.at * 1000).toISOString()}>{f.clock(line.at)}</time>
          <span className="min-w-0 break-all whitespace-pre-wrap"><Text text={line.text} /></span>
        </li>
      ))}
    </ol>
  );
}
