import { useQuery } from "@tanstack/react-query";
import { Construction, FileWarning, ShieldCheck } from "lucide-react";

import { Answer } from "@/components/answer";
import { Button } from "@/components/button";
import { FrameWaiting } from "@/components/verdict-frame";
import { apart, sumOf } from "@/lib/shown-pages";
import { useChangeSearch } from "@/lib/view";

import { maintenanceQuery, shownQuery } from "./requests";
import { type Texts, useText } from "./text/use";

/** `default/banned` as people call it. */
export const pageName = (page: string, { errorPages }: Texts): string => {
  const key = page.slice(page.lastIndexOf("/") + 1);
  return (errorPages.names as Record<string, string>)[key] ?? key;
};

/** Whether anybody sees an error page now, and which. */
export function Summary() {
  const { t, f } = useText();
  const change = useChangeSearch();
  const { data: shown } = useQuery(shownQuery);
  const { data: maintenance } = useQuery(maintenanceQuery);
  if (!shown || !maintenance) return <FrameWaiting />;
  const working = maintenance.filter(({ because }) => because);
  if (working.length > 0) {
    return <Answer tone="warn" icon={<Construction size={20} />} title={t.errorPages.working(working.length, working.map(({ domain }) => domain).join(", "))} lead={t.errorPages.workingLead} actions={<Button onClick={() => change({ pages: "maintenance" })}>{t.errorPages.toMaintenance}</Button>} />;
  }
  const { seen, refused } = apart(shown.pages);
  const total = sumOf(seen);
  const refusals = refused.length > 0 ? [t.errorPages.refusals(f.amount(sumOf(refused)))] : [];
  const failing = seen.filter(({ status }) => status >= 500);
  const [most] = failing.length > 0 ? failing : seen;
  if (!most) return <Answer tone="ok" icon={<ShieldCheck size={20} />} title={t.errorPages.none} lead={refusals[0] ?? t.errorPages.noneLead} />;
  return <Answer tone={failing.length > 0 ? "warn" : "off"} icon={<FileWarning size={20} />} title={t.errorPages.saw(total)} lead={[t.errorPages.mostly(pageName(most.page, t), most.service || t.errorPages.others, f.amount(most.count)), ...refusals].join(" ")} />;
}
