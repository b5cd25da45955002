import { CircleAlert } from "lucide-react";
import type { ReactNode } from "react";

import { ApiError } from "@/api/problem";
import { useText } from "@/lib/i18n/react";

import { Button } from "./button";

/** Why it is empty, and the one next action. */
export function Empty({ icon, title, lead, children }: { icon?: ReactNode; title: string; lead?: string; children?: ReactNode }) {
  return (
    <div className="grid justify-items-center gap-1.5 px-4 py-12 text-center">
      {icon && <span className="mb-1 grid size-10 place-items-center rounded-[10px] bg-oksoft text-okink">{icon}</span>}
      <p className="text-md font-semibold">{title}</p>
      {lead && <p className="max-w-[56ch] text-fg2">{lead}</p>}
      {children && <div className="mt-3 flex gap-2">{children}</div>}
    </div>
  );
}

/** What the core said, with the request's number for the administrator, and a way to try again. */
export function Failure({ error, onRetry }: { error: unknown; onRetry: () => void }) {
  const { t } = useText();
  const known = error instanceof ApiError ? error : null;
  return (
    <div role="alert" className="grid justify-items-center gap-1.5 px-4 py-12 text-center">
      <CircleAlert size={22} className="text-badink" aria-hidden="true" />
      <p className="text-md font-semibold">{t.state.failed}</p>
      <p className="max-w-[60ch] break-words text-fg2">{known?.status ? known.message : t.state.unreachable}</p>
      {known?.requestId && <p className="mono text-fg3">{t.state.request(known.requestId)}</p>}
      <Button className="mt-2" onClick={onRetry}>{t.state.retry}</Button>
    </div>
  );
}

/** A place holder of the final height, shown after 150 ms. */
export function Skeleton({ className }: { className: string }) {
  return <div aria-hidden="true" className={`skeleton late ${className}`} />;
}
