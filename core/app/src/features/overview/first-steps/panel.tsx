import { useMutation, useQueryClient } from "@tanstack/react-query";
import { Link } from "@tanstack/react-router";
import { ArrowRight, LoaderCircle } from "lucide-react";
import { lazy, type ReactNode, Suspense, useState } from "react";

import type { FirstStep } from "@/api/types";
import { Button } from "@/components/button";
import { CopyButton } from "@/components/copy";
import { showToast } from "@/lib/toasts";

import { overviewQuery, putAway } from "../requests";
import { type Texts, useText } from "../text/use";
import { DomainStep } from "./domain-step";
import { ModeStep } from "./mode-step";
import { NodeStep } from "./node-step";
import { ServiceStep } from "./service-step";
import { Step } from "./step";

const CreateDialog = lazy(() => import("@/components/enrol/create-dialog"));

type Name = FirstStep["name"];

/** Leads from an empty system to one that protects. Each step knows by itself that it is done. */
export default function FirstSteps({ steps }: { steps: readonly FirstStep[] }) {
  const { t } = useText();
  // Held here: the first report closes the step, and the dialog has yet to say that it came.
  const [creating, setCreating] = useState(false);
  const next = steps.find((step) => !step.done && !step.optional)?.name;
  const needed = steps.filter((step) => !step.optional);
  return (
    <section aria-labelledby="first-title" className="panel min-w-0">
      <div className="flex flex-wrap items-center gap-x-3 gap-y-1 px-4 py-3">
        <h2 id="first-title" className="text-md font-semibold">{t.first.title}</h2>
        <span className="num text-xs text-fg3">{t.first.done(needed.filter((step) => step.done).length, needed.length)}</span>
        <span className="ml-auto"><Away /></span>
      </div>
      <ol>
        {steps.map((step, i) => (
          <Step key={step.name} number={i + 1} title={t.first[step.name]} done={step.done ? doneText(step, t) : null} optional={step.optional} next={step.name === next}>
            <Body step={step} steps={steps} onAddNode={() => setCreating(true)} />
          </Step>
        ))}
      </ol>
      {creating && <Suspense><CreateDialog onClose={() => setCreating(false)} /></Suspense>}
    </section>
  );
}

const doneText = ({ name, subject }: FirstStep, t: Texts): string => t.first[`${name}Done`](subject);

function Body({ step, steps, onAddNode }: { step: FirstStep; steps: readonly FirstStep[]; onAddNode: () => void }): ReactNode {
  const { t } = useText();
  const done = (name: Name) => steps.find((each) => each.name === name)?.done ?? false;
  switch (step.name) {
    case "node":
      return <NodeStep waiting={step.subject} onAdd={onAddNode} />;
    case "service":
      return <ServiceStep />;
    case "domain":
      return <DomainStep />;
    case "certificate":
      return <><p>{t.first.certificateLead}</p><p><Link to="/certificates" search={{} as never} className="ctl border border-line2 bg-panel text-fg hover:bg-hover">{t.first.certificateGo}<ArrowRight size={15} aria-hidden="true" /></Link></p></>;
    case "traffic":
      return <TrafficStep domain={steps.find((each) => each.name === "domain")?.subject ?? ""} />;
    case "mode":
      return <ModeStep ready={done("traffic")} />;
  }
}

function TrafficStep({ domain }: { domain: string }) {
  const { t } = useText();
  const command = `curl http://${domain || "shop.example.com"}/`;
  return (
    <>
      <p>{t.first.trafficLead}</p>
      <p className="flex min-w-0 items-center gap-2"><code className="mono cut rounded-ctl border border-line2 bg-bg px-3 py-1.5">{command}</code><CopyButton text={command} /></p>
      <p role="status" className="flex items-center gap-2"><LoaderCircle size={16} className="beat text-fg3" aria-hidden="true" />{t.first.trafficWaits}</p>
    </>
  );
}

function Away() {
  const { t } = useText();
  const client = useQueryClient();
  const { mutate, isPending } = useMutation({
    mutationFn: putAway,
    onSuccess: (_, dismissed) => dismissed && showToast({ tone: "done", title: t.first.awayDone, note: t.first.awayNote, undo: () => mutate(false) }),
    onSettled: () => client.invalidateQueries({ queryKey: overviewQuery.queryKey }),
  });
  return <Button kind="ghost" size="small" disabled={isPending} title={t.first.skip} onClick={() => mutate(true)}>{t.first.away}</Button>;
}
