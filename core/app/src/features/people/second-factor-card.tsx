import { useQuery } from "@tanstack/react-query";
import { ShieldCheck, ShieldOff } from "lucide-react";
import { lazy, Suspense, useState } from "react";

import { Button } from "@/components/button";
import { Failure, Skeleton } from "@/components/states";

import { Card } from "./card";
import { secondFactorQuery } from "./requests";
import { useText } from "./text/use";

const SetUp = lazy(() => import("./second-factor-set-up"));
const TurnOff = lazy(() => import("./second-factor-off"));
/** With so few recovery codes left, new ones are due. */
const FEW = 3;

/** Whether a code is asked for beside one's password. */
export function SecondFactorCard() {
  const { t } = useText();
  const { data, error, refetch } = useQuery(secondFactorQuery);
  const [asked, setAsked] = useState(false);
  const close = () => setAsked(false);
  const action = data && <Button kind={data.on ? "danger" : "primary"} onClick={() => setAsked(true)}>{data.on ? t.people.turnOff : t.people.turnOn}</Button>;
  return (
    <Card title={t.people.secondFactor} lead={t.people.secondFactorLead} actions={action}>
      {error && !data && <Failure error={error} onRetry={() => void refetch()} />}
      {!data && !error && <Skeleton className="h-6" />}
      {data && (
        <p className="num flex gap-2">
          {data.on ? <ShieldCheck size={16} className="mt-px shrink-0 text-okink" aria-hidden="true" /> : <ShieldOff size={16} className="mt-px shrink-0 text-fg3" aria-hidden="true" />}
          <span>{data.on ? t.people.isOn : t.people.isOff}</span>
          {data.on && <span className={data.recovery_codes_left <= FEW ? "text-warnink" : "text-fg2"}>{t.people.codesLeft(data.recovery_codes_left)}{data.recovery_codes_left <= FEW && ` ${t.people.fewCodes}`}</span>}
        </p>
      )}
      {data && asked && <Suspense>{data.on ? <TurnOff onClose={close} /> : <SetUp onClose={close} />}</Suspense>}
    </Card>
  );
}
