import { useQuery } from "@tanstack/react-query";
import { Wrench } from "lucide-react";

import type { CertificateAttempt, CertificateItem } from "@/api/types";
import { Skeleton } from "@/components/states";
import { StateMark } from "@/components/status";
import { unix } from "@/lib/instant";

import { adviceOn } from "./explain";
import { attemptsQuery } from "./requests";
import { wordsOf } from "./said";
import { useText } from "./text/use";

const MARK: Record<NonNullable<CertificateAttempt["outcome"]>, "ok" | "warn" | "down"> = { done: "ok", unverified: "warn", undeployed: "warn", refused: "down", failed: "down", reverted: "down", interrupted: "warn" };

/** What was said when something went wrong; with `codes` it is in the reader's language. */
interface Words {
  detail: string;
  codes?: readonly string[] | undefined;
}

/** What can be done about what was said. */
export function Advice({ detail, codes }: Words) {
  const { t } = useText();
  return <p className="flex gap-2"><Wrench size={15} className="mt-0.5 shrink-0" aria-hidden="true" /><span><b className="font-semibold">{t.certificates.fix}.</b> {t.certificates.advice[adviceOn(detail, codes)]}</span></p>;
}

/** What was said when it went wrong, and what can be done about it. */
export function WhatToDo({ detail, codes }: Words) {
  const { t } = useText();
  return (
    <section className="grid gap-2 rounded-ctl bg-sev3soft px-3 py-2.5">
      <Advice detail={detail} codes={codes} />
      {detail && <details open><summary className="min-h-6 cursor-pointer text-xs text-fg2">{t.certificates.words}</summary><p lang={codes?.length ? undefined : "en"} className="mono max-h-48 overflow-y-auto break-words whitespace-pre-wrap">{detail}</p></details>}
    </section>
  );
}

/** What was tried, the newest first. */
export function Attempts({ item: { name, running } }: { item: CertificateItem }) {
  const { t } = useText();
  const { data } = useQuery(attemptsQuery(name, running !== null));
  return (
    <section>
      <h3 className="label mb-1.5">{t.certificates.log}</h3>
      {!data && <Skeleton className="h-16" />}
      {data?.length === 0 && <p className="text-fg3">{t.certificates.noAttempts}</p>}
      <ol className="num grid gap-1">{data?.map((each) => <Attempt key={each.id} attempt={each} />)}</ol>
    </section>
  );
}

function Attempt({ attempt }: { attempt: CertificateAttempt }) {
  const { kind, outcome, started_at, ended_at, started_by, node } = attempt;
  const { t, lang, f } = useText();
  const { detail, codes } = wordsOf(attempt, lang, f);
  const line = (
    <>
      <span className="w-32 shrink-0 text-fg3">{f.moment(unix(started_at))}</span>
      <StateMark state={outcome === null ? "new" : MARK[outcome]} />
      <span className="min-w-0 flex-1"><b className="font-medium">{t.certificates.kinds[kind]}</b>: {outcome === null ? t.certificates.goesOn : t.certificates.outcomes[outcome]} <span className="text-fg3">{[ended_at && f.span(unix(ended_at) - unix(started_at)), node, started_by === "dozor" ? t.certificates.itself : t.certificates.by(started_by)].filter(Boolean).join(" · ")}</span></span>
    </>
  );
  if (!detail) return <li className="flex min-h-7 items-center gap-2">{line}</li>;
  return (
    <li>
      <details>
        <summary className="flex min-h-7 cursor-pointer items-center gap-2 rounded-chip hover:bg-hover">{line}</summary>
        <p lang={codes.length > 0 ? undefined : "en"} className="mono mb-1.5 max-h-40 overflow-y-auto rounded-chip bg-hover px-2 py-1.5 break-words whitespace-pre-wrap">{detail}</p>
      </details>
    </li>
  );
}
