import { useQuery } from "@tanstack/react-query";
import { Link } from "@tanstack/react-router";

import type { Node, ProxyNode } from "@/api/types";
import { behindText } from "@/components/deploying/behind";
import { saidText } from "@/lib/i18n/said/said";
import { Facts } from "@/components/facts";
import { Skeleton } from "@/components/states";
import { unix } from "@/lib/instant";

import { latestQuery, proxyQuery } from "./requests";
import { useText } from "./text/use";

const WORKERS = ["nginx.workers_count", "nginx.workers_busy_share", "nginx.workers_stopping_count"] as const;
const SHORT = 12;

const short = (digest: string) => <span className="mono text-xs" title={digest}>{digest ? digest.slice(0, SHORT) : "—"}</span>;

/** Its NGINX: whether it runs, on which configuration, and why not on the newest one. */
export function Nginx({ node }: { node: Node }) {
  const { t, f } = useText();
  const { data: all } = useQuery(proxyQuery);
  const { data: latest } = useQuery(latestQuery(node.id, WORKERS));
  const proxy = all?.find(({ id }) => id === node.id);
  const valueOf = (metric: string) => latest?.values.find((each) => `${each.kind}.${each.metric}` === metric)?.value;
  const [workers, busy] = [valueOf(WORKERS[0]), valueOf(WORKERS[1])];
  return (
    <section className="panel grid min-w-0 gap-3 p-4">
      <div className="flex items-center gap-2"><h2 className="flex-1 text-md font-semibold">{t.nodes.nginxTitle}</h2><Link to="/domains" className="inline-flex min-h-7 items-center text-xs text-accent hover:underline">{t.nodes.toDomains}</Link></div>
      {!all && <Skeleton className="h-40" />}
      {proxy && <Sync proxy={proxy} />}
      <Facts rows={[
        [t.nodes.nginx, `${node.nginx_version || ""} ${node.nginx_up ? t.nodes.up : t.nodes.notUp}`.trim()],
        [t.nodes.workers, workers == null ? "—" : `${f.integer(workers)}${busy == null ? "" : `, ${t.nodes.workersBusy(f.percent(busy))}`}`],
        ...(proxy?.heard_at ? generations(proxy) : []),
      ]} />
      {proxy && <Problems proxy={proxy} />}
    </section>
  );

  function generations(known: ProxyNode) {
    const confirmed = known.confirmed_at ? <span key="confirmed">{short(known.confirmed)} <span className="text-fg3">{t.nodes.revision(known.revision, f.moment(unix(known.confirmed_at)))}</span></span> : short(known.confirmed);
    return [[t.nodes.desired, short(known.desired)], [t.nodes.confirmed, confirmed], [t.nodes.applied, short(known.applied)], [t.nodes.reloads, f.integer(known.reloads)]] as const;
  }
}

function Sync({ proxy }: { proxy: ProxyNode }) {
  const { t, f, lang } = useText();
  if (!proxy.heard_at) return <p className="text-fg2">{t.nodes.nobody}</p>;
  if (proxy.in_sync) return <p className="rounded-ctl bg-oksoft px-3 py-2 text-okink">{t.nodes.inSync}</p>;
  return <p role="status" className="rounded-ctl bg-warnsoft px-3 py-2 break-words text-warnink"><b className="font-semibold">{t.nodes.notInSync}.</b> {proxy.why && `${t.nodes.why}: ${behindText(proxy.why, lang, f)}`}</p>;
}

function Problems({ proxy }: { proxy: ProxyNode }) {
  const { t, f, lang } = useText();
  const told = [...proxy.problems, ...proxy.left_out].map((each) => ({ file: each.line > 0 ? `${each.file}:${each.line}` : each.file, said: saidText(each, lang, f) }));
  if (told.length === 0 && !proxy.trouble) return null;
  return (
    <section>
      <h3 className="label mb-1.5">{t.nodes.problems}</h3>
      <ul className="grid gap-1">
        {proxy.trouble && <li lang="en" className="mono rounded-chip bg-bg px-2 py-1 text-xs break-words">{proxy.trouble}</li>}
        {told.map(({ file, said }) => <li key={`${file} ${said}`} className="rounded-chip bg-bg px-2 py-1 break-words">{file && <span className="mono text-xs text-fg3">{file} </span>}{said}</li>)}
      </ul>
    </section>
  );
}
