import { useQuery } from "@tanstack/react-query";
import { LoaderCircle, Send } from "lucide-react";

import { Countdown } from "@/components/age";
import { Button } from "@/components/button";
import { CopyButton } from "@/components/copy";
import { clock } from "@/lib/clock";
import { unix } from "@/lib/instant";
import { useStore } from "@/lib/store";
import { showToast } from "@/lib/toasts";

import { Card } from "./card";
import { endTelegramLink, makeTelegramCode, telegramQuery } from "./requests";
import { useText } from "./text/use";
import { useAct } from "./use-act";

/** Which users of Telegram speak for one, and a code for the next. */
export function TelegramCard() {
  const { t, f } = useText();
  const make = useAct(makeTelegramCode, () => undefined);
  const end = useAct(endTelegramLink, () => showToast({ tone: "done", title: t.people.unlinked }));
  const now = useStore(clock);
  const made = make.data && unix(make.data.expires_at) > now ? make.data : null;
  const { data: links = [] } = useQuery(telegramQuery(made !== null));
  const linked = made !== null && links.some((link) => unix(link.linked_at) > unix(made.expires_at) - CODE_SECONDS);
  const waits = made !== null && !linked;
  return (
    <Card title={t.people.telegram} lead={t.people.telegramLead} actions={<Button disabled={make.isPending} onClick={() => make.mutate(undefined)}><Send size={14} aria-hidden="true" />{t.people.link}</Button>}>
      {waits && (
        <ol className="grid list-decimal gap-1.5 rounded-ctl border border-line2 py-3 pr-3 pl-8">
          <li>{t.people.linkSteps[0]}</li>
          <li className="min-w-0">
            {t.people.linkSteps[1]}
            <span className="mt-1 flex flex-wrap items-center gap-2"><output className="mono rounded-ctl bg-bg px-2 py-1 break-all select-all">/link {made.code}</output><CopyButton text={`/link ${made.code}`} /></span>
          </li>
          <li role="status" className="num"><LoaderCircle size={14} className="beat mr-1.5 inline text-fg3" aria-hidden="true" />{t.people.linkSteps[2]} <span className="text-fg3"><Countdown until={unix(made.expires_at)} /></span></li>
        </ol>
      )}
      {links.length === 0 && !waits && <p className="text-fg3">{t.people.noTelegram}</p>}
      {links.length > 0 && (
        <ul className="grid gap-2">
          {links.map((link) => (
            <li key={link.user_id} className="flex flex-wrap items-center gap-x-3">
              <span className="min-w-0 flex-1 break-words"><b className="font-medium">{link.name || link.user_id}</b> <span className="num text-xs text-fg3">{t.people.linkedAt(f.moment(unix(link.linked_at)))}</span></span>
              <Button size="small" kind="ghost" disabled={end.isPending} aria-label={`${t.people.unlink}: ${link.name || link.user_id}`} onClick={() => end.mutate(link.user_id)}>{t.people.unlink}</Button>
            </li>
          ))}
        </ul>
      )}
    </Card>
  );
}

/** How long the core takes a code. */
const CODE_SECONDS = 600;
