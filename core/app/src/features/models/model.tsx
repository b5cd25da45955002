import { useQueries, useQuery } from "@tanstack/react-query";
import { Link, useParams } from "@tanstack/react-router";
import { ArrowLeft, BrainCircuit, Download } from "lucide-react";

import { tellFailed } from "@/api/failed";
import { may, session } from "@/api/session";
import type { Anatomy, DetectorVersion } from "@/api/types";
import { Ago } from "@/components/age";
import { Button } from "@/components/button";
import { Facts } from "@/components/facts";
import { cell, headCell, Page } from "@/components/page";
import { Empty, Failure, Skeleton } from "@/components/states";
import { cx } from "@/lib/cx";
import { featureName, featureValue } from "@/lib/feature";
import { unix } from "@/lib/instant";
import { useStore } from "@/lib/store";

import { headName } from "./answers";
import { anatomyQuery, download, trialQuery, versionsQuery } from "./requests";
import { useText } from "./text/use";
import { StatusMark, TrialButton } from "./version-acts";

/** One version: what it was trained on, what it is made of, what it looks at. */
export default function ModelScreen() {
  const { t } = useText();
  const { id = "" } = useParams({ strict: false });
  const [versions, trial] = useQueries({ queries: [versionsQuery, trialQuery] });
  const blocked = may(useStore(session), "train") ? false : t.models.needsTrain;
  const version = versions.data?.find((each) => each.id === id);
  const back = <Link to="/models" search={{ lab: "versions" }} className="ctl border border-line2 bg-panel hover:bg-hover"><ArrowLeft size={15} aria-hidden="true" />{t.models.toModels}</Link>;
  if (versions.error && !versions.data) return <section className="panel"><Failure error={versions.error} onRetry={() => void versions.refetch()} /></section>;
  if (!versions.data || !trial.data) return <section className="panel p-4"><Skeleton className="h-96" /></section>;
  if (!version) return <section className="panel"><Empty icon={<BrainCircuit size={18} />} title={t.models.gone}>{back}</Empty></section>;
  return (
    <Page
      lead={<span className="flex flex-wrap items-center gap-2"><b className="text-lg font-semibold break-words text-fg">{version.name}</b><StatusMark status={version.status} />{version.id === trial.data.shipped && <span className="text-fg3">{t.models.shipped}</span>}</span>}
      actions={<>{back}<Button onClick={() => void download(version).catch((error: unknown) => tellFailed(error, t))}><Download size={15} aria-hidden="true" />{t.models.download}</Button><TrialButton version={version} trial={trial.data} blocked={blocked} /></>}
    >
      <About version={version} />
    </Page>
  );
}

function About({ version }: { version: DetectorVersion }) {
  const { t, f } = useText();
  const { data, error, isPending, refetch } = useQuery(anatomyQuery(version.id));
  const notes = Object.entries(version.metrics).map(([name, value]) => [(t.models.notesOf as Record<string, string>)[name] ?? name, typeof value === "number" ? f.decimal(value, 4) : String(value)] as const);
  const made = data ? [[t.models.trees, t.models.treesOf(data.trees, f.integer(data.nodes))], [t.models.probes, t.models.probesOf(data.probes_found, data.probes)]] as const : [];
  return (
    <>
      <section className="panel grid min-w-0 gap-6 p-4 md:grid-cols-2">
        <Facts rows={[[t.models.made, <span key="made"><Ago at={unix(version.made_at)} /> <span className="text-fg3">{t.models.madeBy(version.made_by)}</span></span>], [t.models.notes, version.notes || t.models.noNotes], [t.models.bytes, f.bytes(version.bytes)], ...made]} />
        {notes.length > 0 ? <Facts title={t.models.figures} rows={notes} /> : <p className="text-fg3">{t.models.noFigures}</p>}
      </section>
      {error && <section className="panel"><Failure error={error} onRetry={() => void refetch()} /></section>}
      {isPending && <section className="panel p-4"><Skeleton className="h-96" /></section>}
      {data && <><Heads anatomy={data} /><Features anatomy={data} /></>}
    </>
  );
}

function Heads({ anatomy: { heads } }: { anatomy: Anatomy }) {
  const { t, f } = useText();
  return (
    <section className="panel min-w-0 overflow-hidden">
      <h2 className="px-4 pt-4 pb-1 text-md font-semibold">{t.models.headsTitle}</h2>
      <div className="relative overflow-x-auto">
        <table className="num w-full border-collapse">
          <thead><tr><th scope="col" className={headCell}>{t.models.head}</th><th scope="col" className={headCell}>{t.models.weight}</th><th scope="col" className={cx(headCell, "text-right!")}>{t.models.cap}</th><th scope="col" className={cx(headCell, "max-sm:hidden")}>{t.models.brings}</th></tr></thead>
          <tbody>
            {heads.map(({ head, weight, cap, calibrated }) => (
              <tr key={head} className="border-t border-line">
                <th scope="row" className={cx(cell, "text-left font-medium")}>{headName(head, t)}</th>
                <td className={cx(cell, "w-[34%]")}><Share share={weight} text={f.percent(weight)} most={0.5} /></td>
                <td className={cx(cell, "text-right whitespace-nowrap")}>1 : {f.amount(10 ** cap)}</td>
                <td className={cx(cell, "text-fg2 max-sm:hidden")}>{calibrated ? t.models.shippedTails : t.models.localTails}</td>
              </tr>
            ))}
          </tbody>
        </table>
      </div>
    </section>
  );
}

function Features({ anatomy: { features } }: { anatomy: Anatomy }) {
  const { t, f } = useText();
  const most = Math.max(...features.map(({ weight }) => weight), 0.01);
  return (
    <section className="panel min-w-0 overflow-hidden">
      <h2 className="px-4 pt-4 pb-1 text-md font-semibold">{t.models.features}</h2>
      <div className="relative overflow-x-auto">
        <table className="num w-full border-collapse">
          <thead>
            <tr>
              <th scope="col" className={headCell}>{t.models.feature}</th><th scope="col" className={headCell}>{t.models.importance}</th><th scope="col" className={cx(headCell, "text-right! max-md:hidden")}>{t.models.splits}</th>
              <th scope="col" className={cx(headCell, "text-right! max-sm:hidden")}>{t.models.half}</th><th scope="col" className={cx(headCell, "text-right! max-sm:hidden")}>{t.models.high}</th><th scope="col" className={cx(headCell, "max-lg:hidden")}>{t.models.alarms}</th>
            </tr>
          </thead>
          <tbody>
            {features.map(({ feature, weight, splits, median, high, alarms }) => (
              <tr key={feature} className="border-t border-line hover:bg-hover">
                <th scope="row" className={cx(cell, "text-left font-medium")}>{featureName(feature, t, f)}</th>
                <td className={cx(cell, "w-[30%]")}><Share share={weight} text={f.percent(weight)} most={most} /></td>
                <td className={cx(cell, "text-right max-md:hidden")}>{f.integer(splits)}</td>
                <td className={cx(cell, "text-right max-sm:hidden")}>{featureValue(feature, median, f)}</td>
                <td className={cx(cell, "text-right max-sm:hidden")}>{featureValue(feature, high, f)}</td>
                <td className={cx(cell, "text-fg2 max-lg:hidden")}>{alarms ? t.models.yes : t.models.context}</td>
              </tr>
            ))}
          </tbody>
        </table>
      </div>
    </section>
  );
}

function Share({ share, text, most }: { share: number; text: string; most: number }) {
  return (
    <span className="grid grid-cols-[3rem_minmax(2rem,1fr)] items-center gap-2">
      {text}
      <span aria-hidden="true" className="h-1.5 overflow-hidden rounded-full bg-active"><i className="block h-full rounded-full bg-accent" style={{ width: `${(share / most) * 100}%` }} /></span>
    </span>
  );
}
