import { Check, CircleAlert, CircleDashed, LoaderCircle, ShieldCheck, TriangleAlert } from "lucide-react";

import { Answer } from "@/components/answer";
import { Button } from "@/components/button";
import { cx } from "@/lib/cx";

import { Advice, WhatToDo } from "./attempts";
import { type Progress, type Step, type StepName, stepsOf } from "./carry-out";
import type { Draft } from "./draft";
import { Findings } from "./findings";
import { wordsOf } from "./said";
import { useText } from "./text/use";

interface Props {
  draft: Draft;
  progress: Progress;
  phase: "running" | "done" | "failed";
  onClose: () => void;
  onAgain: () => void;
  onAnyway: () => void;
  onTakeBack: () => void;
}

/** Each step as it happens; where one went wrong, why, and the ways on. */
export function ProgressPage({ draft, progress, phase, onClose, onAgain, onAnyway, onTakeBack }: Props) {
  const { t } = useText();
  const refused = progress.checked?.state === "failed";
  return (
    <div className="grid grid-cols-[minmax(0,1fr)] content-start gap-5 p-4">
      {phase === "done" && <Answer tone="ok" icon={<ShieldCheck size={20} />} title={t.certificates.wizard.done} lead={t.certificates.wizard.doneLead} actions={<Button kind="primary" onClick={onClose}>{t.state.close}</Button>} />}
      {phase === "failed" && <Answer tone="bad" icon={<TriangleAlert size={20} />} title={t.certificates.wizard.failed} lead={t.certificates.wizard.failedLead} />}
      {phase === "running" && <p className="text-fg2">{t.certificates.wizard.running}</p>}
      <ol className="grid gap-4" aria-live="polite">{stepsOf(draft).map((name) => <StepLine key={name} name={name} step={progress[name] ?? { state: "waiting" }} />)}</ol>
      {phase === "failed" && (
        <div className="flex flex-wrap gap-2">
          <Button kind="primary" onClick={onAgain}>{t.certificates.wizard.again}</Button>
          {refused && <Button onClick={onAnyway}>{t.certificates.wizard.anyway}</Button>}
          <Button kind="ghost" onClick={onTakeBack}>{t.certificates.wizard.takeBack}</Button>
        </div>
      )}
    </div>
  );
}

const ICONS = { waiting: CircleDashed, doing: LoaderCircle, done: Check, failed: CircleAlert } as const;
const INK = { waiting: "text-fg3", doing: "text-accent beat", done: "text-okink", failed: "text-badink" } as const;

function StepLine({ name, step }: { name: StepName; step: Step }) {
  const { t, lang, f } = useText();
  const Icon = ICONS[step.state];
  return (
    <li className="flex gap-3" aria-current={step.state === "doing" ? "step" : undefined}>
      <Icon size={18} aria-hidden="true" className={cx("mt-px shrink-0", INK[step.state])} />
      <div className="grid min-w-0 flex-1 grid-cols-[minmax(0,1fr)] gap-2">
        <p><b className={cx("font-semibold", step.state === "waiting" && "text-fg3")}>{t.certificates.wizard.steps[name]}</b> <span className="block text-xs text-fg3">{t.certificates.wizard.stepHelp[name]}</span></p>
        {step.findings && <Findings findings={step.findings} />}
        {step.state === "failed" && step.findings?.filter(({ verdict }) => verdict === "refused").map(({ code, message }) => <Advice key={message} detail={message} codes={[code]} />)}
        {step.attempt && <WhatToDo {...wordsOf(step.attempt, lang, f)} />}
        {step.state === "failed" && step.detail !== undefined && <WhatToDo detail={step.detail} codes={step.codes} />}
        {step.state === "done" && step.detail && <p lang="en" className="mono break-words text-fg3">{step.detail}</p>}
      </div>
    </li>
  );
}
