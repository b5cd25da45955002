import { useInfiniteQuery, useMutation, useQueryClient } from "@tanstack/react-query";
import { Link } from "@tanstack/react-router";

import { tellFailed } from "@/api/failed";
import { may, session } from "@/api/session";
import type { SourceLabel } from "@/api/types";
import { Ago } from "@/components/age";
import { Button } from "@/components/button";
import { cell, headCell } from "@/components/page";
import { cx } from "@/lib/cx";
import { unix } from "@/lib/instant";
import { useStore } from "@/lib/store";
import { showToast } from "@/lib/toasts";

import { labelsQuery, unlabel } from "./requests";
import { useText } from "./text/use";

const INK = { attack: "text-badink", harmless: "text-okink", unsure: "text-fg3" };

/** What was said, the newest first. */
export function LabelHistory() {
  const { t } = useText();
  const { data, hasNextPage, isFetchingNextPage, fetchNextPage } = useInfiniteQuery(labelsQuery);
  const labels = data?.pages.flatMap((page) => page.items) ?? [];
  return (
    <section className="panel min-w-0 overflow-hidden" aria-labelledby="labels-history">
      <h2 id="labels-history" className="px-4 pt-4 pb-1 text-md font-semibold">{t.models.history}</h2>
      {data && labels.length === 0 && <p className="px-4 pb-4 text-fg2">{t.models.historyNone}</p>}
      {labels.length > 0 && (
        <div className="relative overflow-x-auto">
          <table className="num w-full border-collapse">
            <thead>
              <tr><th scope="col" className={headCell}>{t.decisions.source}</th><th scope="col" className={headCell}>{t.models.word}</th><th scope="col" className={cx(headCell, "max-md:hidden")}>{t.models.who}</th><th scope="col" className={cx(headCell, "max-sm:hidden")}>{t.models.when}</th><th scope="col" className={headCell}><span className="sr-only">{t.models.takeBack}</span></th></tr>
            </thead>
            <tbody>{labels.map((each) => <Row key={`${each.incident_id} ${each.source} ${each.service}`} said={each} />)}</tbody>
          </table>
        </div>
      )}
      {hasNextPage && <div className="grid justify-items-center border-t border-line p-3"><Button disabled={isFetchingNextPage} onClick={() => void fetchNextPage()}>{t.state.more}</Button></div>}
    </section>
  );
}

function Row({ said }: { said: SourceLabel }) {
  const { t } = useText();
  const client = useQueryClient();
  const state = useStore(session);
  const blocked = may(state, "train") || may(state, "decide") ? false : t.models.needsLabel;
  const { mutate, isPending } = useMutation({
    mutationFn: unlabel,
    onSuccess: () => showToast({ tone: "done", title: t.models.takenBack(said.source) }),
    onError: (error) => tellFailed(error, t),
    onSettled: () => client.invalidateQueries({ queryKey: ["lab"] }),
  });
  return (
    <tr className="border-t border-line hover:bg-hover">
      <th scope="row" className={cx(cell, "text-left font-normal")}><span className="mono break-all">{said.source}</span><span className="block text-xs text-fg3">{said.service}</span></th>
      <td className={cell}><b className={cx("font-semibold", INK[said.label])}>{t.models[said.label]}</b><span className="block text-xs text-fg3">{said.incident_id ? <Link to="/incidents/$id" params={{ id: said.incident_id }} className="hover:text-accent hover:underline">{t.models.byIncident}</Link> : t.models.bySelf}{said.reason && ` · «${said.reason}»`}</span></td>
      <td className={cx(cell, "text-fg2 max-md:hidden")}>{said.said_by}</td>
      <td className={cx(cell, "whitespace-nowrap text-fg2 max-sm:hidden")}><Ago at={unix(said.said_at)} /></td>
      <td className={cx(cell, "text-right")}>{!said.incident_id && <Button size="small" kind="ghost" blocked={blocked} disabled={isPending} onClick={() => mutate(said)}>{t.models.takeBack}</Button>}</td>
    </tr>
  );
}
