import { Link } from "@tanstack/react-router";
import { CircleHelp, ShieldCheck, Siren, Swords, UserSearch } from "lucide-react";

import type { Candidate } from "@/api/types";
import { Button } from "@/components/button";
import { cx } from "@/lib/cx";
import { featureName, featureValue } from "@/lib/feature";
import { unix } from "@/lib/instant";

import { headName } from "./answers";
import { useText } from "./text/use";

const WORDS = [["attack", Swords], ["harmless", ShieldCheck], ["unsure", CircleHelp]] as const;

interface Props {
  candidate: Candidate;
  place: string;
  blocked: string | false;
  onJudge: (word: "attack" | "harmless" | "unsure") => void;
  onMove: (step: number) => void;
}

/** What a person needs to say what a source is: what it did, how rare that is, and some of its requests. */
export function CandidateEvidence({ candidate, place, blocked, onJudge, onMove }: Props) {
  const { t, f } = useText();
  const { source, service, why, champion_p, challenger_p, incident_id, requests, refused, rps, heads } = candidate;
  const chance = challenger_p === null || why !== "disagree" ? t.models.chance(f.amount(1 / champion_p)) : t.models.chances(f.amount(1 / champion_p), f.amount(1 / challenger_p));
  return (
    <article aria-label={source} className="grid min-w-0 content-start gap-5 p-4">
      <header className="grid gap-1">
        <p className="num flex flex-wrap items-center gap-x-3 text-xs text-fg2"><span className="rounded-chip bg-active px-1.5 py-0.5 font-medium">{t.models.why[why]}</span>{place}</p>
        <h2 className="text-lg font-semibold break-all"><span className="mono text-lg!">{source}</span> <span className="font-normal text-fg2">{service}</span></h2>
        <p className="num text-fg2">{champion_p >= 0.5 ? t.models.quietRow : chance} · {t.models.requestsNow(requests, f.amount(rps))}{refused > 0 && ` · ${t.models.refusedNow(refused)}`} · {t.models.seenAt.toLowerCase()} {f.moment(unix(candidate.at))}</p>
      </header>
      <div className="flex flex-wrap gap-2">
        {WORDS.map(([word, Icon]) => <Button key={word} size="tall" blocked={blocked} onClick={() => onJudge(word)} className="pointer-coarse:min-h-11 max-sm:flex-1"><Icon size={16} aria-hidden="true" />{t.models[word]}</Button>)}
        <Button size="tall" kind="ghost" onClick={() => onMove(1)}>{t.models.skip}</Button>
      </div>
      <div className="grid min-w-0 grid-cols-[minmax(0,1fr)] gap-5 xl:grid-cols-2">
        <section className="min-w-0">
          <h3 className="label mb-1.5">{t.models.evidence}</h3>
          <ul className="num grid">
            {candidate.features.map(({ feature, value, typical, surprisal }) => (
              <li key={feature} className="grid grid-cols-[minmax(0,1fr)_auto_4.5rem] gap-x-3 border-t border-line py-1.5">
                <span className="cut">{featureName(feature, t, f)}</span>
                <span className="text-right whitespace-nowrap"><b className="font-semibold">{featureValue(feature, value, f)}</b> <span className="text-fg3">{t.models.usual(featureValue(feature, typical, f))}</span></span>
                <span className={cx("text-right whitespace-nowrap", surprisal >= 2 ? "text-sev3ink" : "text-fg3")}>{surprisal >= 0.5 ? `1 : ${f.amount(10 ** surprisal)}` : "—"}</span>
              </li>
            ))}
          </ul>
        </section>
        <section className="grid min-w-0 content-start gap-5">
          <div>
            <h3 className="label mb-1.5">{t.models.heads}</h3>
            <ul className="num grid gap-1">
              {Object.entries(heads).map(([head, value]) => <li key={head} className="flex justify-between gap-3"><span className="text-fg2">{headName(head, t)}</span><span>{value >= 0.5 ? `1 : ${f.amount(10 ** value)}` : "—"}</span></li>)}
            </ul>
          </div>
          <Requests samples={candidate.samples} />
          <div className="flex flex-wrap gap-2">
            <Link to="/sources/$source" params={{ source }} className="ctl border border-line2 bg-panel hover:bg-hover"><UserSearch size={15} aria-hidden="true" />{t.models.profile}</Link>
            {incident_id && <Link to="/incidents/$id" params={{ id: incident_id }} className="ctl border border-line2 bg-panel hover:bg-hover"><Siren size={15} aria-hidden="true" />{t.models.judge}</Link>}
          </div>
        </section>
      </div>
    </article>
  );
}

/** Requests that were kept with a decision. Their texts are the client's own. */
function Requests({ samples }: Pick<Candidate, "samples">) {
  const { t, f } = useText();
  return (
    <div className="min-w-0">
      <h3 className="label mb-1.5">{t.models.requests}</h3>
      {samples.length === 0 && <p className="text-fg3">{t.models.noRequests}</p>}
      <ul className="grid gap-1">
        {samples.slice(0, 6).map((sample) => (
          <li key={`${sample.at} ${sample.method} ${sample.path} ${sample.status}`} title={sample.user_agent} className="mono grid grid-cols-[4.2rem_minmax(0,1fr)_auto] gap-2 text-xs leading-[18px]">
            <span className="text-fg3">{f.clock(unix(sample.at))}</span>
            <span className="cut" title={sample.path}>{sample.method} {sample.path}</span>
            <span className={sample.status >= 400 ? "text-badink" : "text-fg2"}>{sample.status}</span>
          </li>
        ))}
      </ul>
    </div>
  );
}
