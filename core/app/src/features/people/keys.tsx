import { useQuery } from "@tanstack/react-query";

import { Button } from "@/components/button";
import { Failure, Skeleton } from "@/components/states";
import { unix } from "@/lib/instant";
import { question } from "@/lib/question";
import { showToast } from "@/lib/toasts";

import { Card } from "./card";
import { keysQuery, rotateKeys } from "./requests";
import { useText } from "./text/use";
import { useAct } from "./use-act";

/** The keys that sign what people come in by. */
export default function Keys() {
  const { t, f } = useText();
  const { data, error, refetch } = useQuery(keysQuery);
  const rotate = useAct(rotateKeys, () => showToast({ tone: "done", title: t.people.rotated }));
  const blocked = data && !data.rotate_themselves && t.people.keysGiven;
  const forget = () => question.set({ title: t.people.forget, lead: t.people.forgetLead, action: t.people.forget, onConfirm: () => rotate.mutate(true) });
  const actions = (
    <span className="flex flex-wrap gap-2">
      <Button blocked={blocked} disabled={!data || rotate.isPending} onClick={() => rotate.mutate(false)}>{t.people.rotate}</Button>
      <Button kind="danger" blocked={blocked} disabled={!data || rotate.isPending} onClick={forget}>{t.people.forget}</Button>
    </span>
  );
  return (
    <Card title={t.people.parts.keys} lead={t.people.keysLead} actions={actions}>
      {error && !data && <Failure error={error} onRetry={() => void refetch()} />}
      {!data && !error && <Skeleton className="h-16" />}
      {blocked && <p className="text-fg2">{blocked}</p>}
      <ul className="num grid">
        {data?.keys.map(({ id, made_at, signs }) => (
          <li key={id} className="flex flex-wrap items-center gap-x-3 border-t border-line py-2 first:border-0">
            <span className="mono min-w-0 flex-1 break-all">{id}</span>
            <span className="text-fg2">{signs ? t.people.signs : t.people.believed}</span>
            <span className="text-fg3">{made_at ? f.moment(unix(made_at)) : t.people.fromSettings}</span>
          </li>
        ))}
      </ul>
    </Card>
  );
}
