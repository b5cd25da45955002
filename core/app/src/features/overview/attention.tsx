import { useState } from "react";

import type { AttentionItem } from "@/api/types";
import { Button } from "@/components/button";

import { Row } from "./attention-row";
import { useOverview } from "./requests";
import { useText } from "./text/use";

const AT_FIRST = 6;

/** What waits for somebody, the worst first; then what may wait. */
export function AttentionPanel() {
  const { t } = useText();
  const items = useOverview((data) => data.attention);
  const [whole, setWhole] = useState(false);
  if (!items || items.length === 0) return null;
  const waiting = items.filter((item) => item.snoozed_until === null);
  const snoozed = items.filter((item) => item.snoozed_until !== null);
  const shown = whole ? waiting : waiting.slice(0, AT_FIRST);
  return (
    <section aria-labelledby="attention-title" className="panel min-w-0">
      <h2 id="attention-title" className="px-4 pt-3 pb-2 text-md font-semibold">{t.overview.attention} <span className="ml-1 text-xs font-normal text-fg3">{t.overview.attentionNote}</span></h2>
      <List items={shown} />
      {waiting.length > AT_FIRST && (
        <p className="border-t border-line px-3 py-1.5"><Button kind="ghost" size="small" onClick={() => setWhole(!whole)}>{whole ? t.overview.less : t.overview.more(waiting.length - AT_FIRST)}</Button></p>
      )}
      {snoozed.length > 0 && (
        <details className="border-t border-line">
          <summary className="num min-h-9 cursor-pointer px-4 py-2 text-xs text-fg2 hover:text-fg">{t.overview.waits(snoozed.length)}</summary>
          <List items={snoozed} />
        </details>
      )}
    </section>
  );
}

const List = ({ items }: { items: readonly AttentionItem[] }) => <ul>{items.map((item) => <Row key={item.key} item={item} />)}</ul>;
