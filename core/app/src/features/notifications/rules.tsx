import { useQuery } from "@tanstack/react-query";
import { ListChecks, Plus } from "lucide-react";
import { lazy, Suspense } from "react";

import type { NotificationRule } from "@/api/types";
import { Button } from "@/components/button";
import { cell, headCell } from "@/components/page";
import { Empty, Failure, Skeleton } from "@/components/states";
import { cx } from "@/lib/cx";
import { useChangeSearch, useViewSearch } from "@/lib/view";

import { useBlocked } from "./changing";
import { chatsQuery, rulesQuery } from "./requests";
import { useText } from "./text/use";
import { chatName, hoursText, matcherText } from "./words";

const RuleDrawer = lazy(() => import("./rule-drawer"));
/** No rule may be called so. */
const NEW = "+";

/** Which events go to which chats. */
export default function Rules() {
  const { t } = useText();
  const { open } = useViewSearch();
  const change = useChangeSearch();
  const blocked = useBlocked("operate");
  const { data, error, refetch } = useQuery(rulesQuery);
  const { data: chats } = useQuery(chatsQuery);
  if (error && !data) return <section className="panel"><Failure error={error} onRetry={() => void refetch()} /></section>;
  if (!data || !chats) return <section className="panel p-4"><Skeleton className="h-72" /></section>;
  const edited = data.rules.find(({ name }) => name === open);
  const names = new Map(chats.chats.map((chat) => [chat.id, chatName(chat)]));
  const noChats = chats.chats.length === 0 && t.told.needChats;
  return (
    <section className="panel min-w-0 overflow-hidden">
      <div className="flex min-h-14 items-center justify-end px-4 py-2.5"><Button blocked={blocked || noChats} onClick={() => change({ open: NEW })}><Plus size={15} aria-hidden="true" />{t.told.newRule}</Button></div>
      {data.rules.length === 0 ? <Empty icon={<ListChecks size={18} />} title={t.told.none} lead={t.told.noneLead}>{noChats && <Button onClick={() => change({ section: "chats" })}>{t.sent.toChats}</Button>}</Empty> : (
        <div className="relative overflow-x-auto">
          <table className="num w-full border-collapse">
            <thead>
              <tr className="border-t border-line">
                <th scope="col" className={headCell}>{t.told.rule}</th>
                <th scope="col" className={cx(headCell, "max-md:hidden")}>{t.told.what}</th>
                <th scope="col" className={headCell}>{t.told.where}</th>
                <th scope="col" className={cx(headCell, "max-lg:hidden")}>{t.told.when}</th>
              </tr>
            </thead>
            <tbody>{data.rules.map((each) => <Row key={each.name} ruled={each} names={names} onOpen={() => change({ open: each.name })} />)}</tbody>
          </table>
        </div>
      )}
      {open && (edited || open === NEW) && <Suspense><RuleDrawer key={open} ruled={edited} chats={chats.chats} onClose={() => change({ open: undefined })} /></Suspense>}
    </section>
  );
}

function Row({ ruled: { name, rule }, names, onOpen }: { ruled: NotificationRule; names: ReadonlyMap<string, string>; onOpen: () => void }) {
  const { t } = useText();
  const what = matcherText(rule.events, t);
  return (
    <tr className={cx("border-t border-line hover:bg-hover", !rule.enabled && "text-fg3")}>
      <th scope="row" className={cx(cell, "w-[30%] max-w-0 text-left font-medium max-md:w-1/2")}>
        <button type="button" aria-label={t.told.edit(name)} onClick={onOpen} className="mono cut block min-h-6 max-w-full text-left hover:text-accent hover:underline">{name}</button>
        <span className="block text-xs font-normal break-words text-fg2">{[!rule.enabled && t.notes.off, rule.summary].filter(Boolean).join(" · ")}</span>
        <span className="block text-xs font-normal break-words text-fg2 md:hidden">{what}</span>
      </th>
      <td className={cx(cell, "break-words max-md:hidden")}>{what}</td>
      <td className={cx(cell, "break-words")}>{rule.chats.map((id) => names.get(id) ?? t.sent.gone).join(", ")}</td>
      <td className={cx(cell, "break-words text-fg2 max-lg:hidden")}>{rule.hours ? hoursText(rule.hours, t) : t.told.always}</td>
    </tr>
  );
}
