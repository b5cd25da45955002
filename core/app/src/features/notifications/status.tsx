import { CircleAlert, CircleCheck, CircleDashed, CircleSlash, ListCollapse } from "lucide-react";

import type { NotificationThread } from "@/api/types";
import { cx } from "@/lib/cx";

import { useText } from "./text/use";

const MARKS = {
  waiting: [CircleDashed, "text-warnink"], delivered: [CircleCheck, "text-okink"], digested: [ListCollapse, "text-okink"], refused: [CircleAlert, "text-badink"], dropped: [CircleSlash, "text-fg3"],
} as const;

/** How far a message is: a shape, a colour and a word. */
export function StatusMark({ status, failing }: { status: NotificationThread["status"]; failing: boolean }) {
  const { t } = useText();
  const [Icon, ink] = MARKS[status];
  return <span title={t.sent.helps[status]} className={cx("inline-flex items-center gap-1.5", failing ? "text-badink" : ink)}><Icon size={14} aria-hidden="true" className="shrink-0" />{t.sent.statuses[status]}</span>;
}
