import { keepPreviousData, useQuery } from "@tanstack/react-query";
import { useEffect, useState } from "react";

import type { MessageTemplate } from "@/api/types";
import { cx } from "@/lib/cx";
import { prefs } from "@/lib/prefs";
import { zoneName } from "@/lib/zone";

import { Refusal } from "./form";
import { previewQuery } from "./requests";
import { TelegramHtml } from "./telegram-html";
import { useText } from "./text/use";

const REST_MILLISECONDS = 400;
const MOST = 4096;

/** What has stayed for a moment: nothing is asked at each key. */
function useRested(text: string): string {
  const [rested, setRested] = useState(text);
  useEffect(() => {
    const timer = setTimeout(() => setRested(text), REST_MILLISECONDS);
    return () => clearTimeout(timer);
  }, [text]);
  return rested;
}

interface Props {
  template: MessageTemplate;
  source: string;
  eventId: string;
}

/** The message as a chat would see it, how long it is, and why the template would not be taken. */
export function Preview({ template: { name, language }, source, eventId }: Props) {
  const { t, f } = useText();
  const asked = { name, language, source: useRested(source), eventId, timezone: zoneName(prefs.get().zone) };
  const { data, error, isFetching } = useQuery({ ...previewQuery(asked), placeholderData: keepPreviousData });
  const busy = isFetching || asked.source !== source;
  return (
    <section aria-label={t.templates.preview} aria-busy={busy} className="grid gap-2">
      <h3 className="flex items-baseline gap-2 text-xs text-fg2">{t.templates.preview}{busy && <span className="text-fg3">{t.templates.seeing}</span>}</h3>
      {data?.fault && <p role="alert" className="rounded-ctl bg-sev3soft px-3 py-2 break-words">{t.templates.fault} {data.fault}</p>}
      <Refusal error={error} />
      {data && (
        <>
          {/* Long messages scroll, by keyboard too. */}
          {/* eslint-disable-next-line jsx-a11y/no-noninteractive-tabindex */}
          <div lang={language} tabIndex={0} className={cx("max-h-[44vh] overflow-y-auto rounded-[12px] rounded-bl-[3px] border border-line2 bg-bg px-3.5 py-2.5 text-md leading-5 break-words whitespace-pre-wrap", busy && "opacity-70")}><TelegramHtml html={data.html} /></div>
          <p className={cx("num text-xs", data.length > MOST ? "text-badink" : "text-fg3")}>{t.templates.length(f.integer(data.length), f.integer(MOST))}</p>
          {!data.event_id && name !== "digest" && <p className="text-xs text-fg3">{t.templates.sample}</p>}
        </>
      )}
    </section>
  );
}
