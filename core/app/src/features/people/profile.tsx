import { may, session } from "@/api/session";
import { Page } from "@/components/page";
import { useStore } from "@/lib/store";

import { PasswordCard } from "./password-card";
import { SecondFactorCard } from "./second-factor-card";
import { OwnSessions } from "./session-list";
import { ReachText } from "./scope-field";
import { TelegramCard } from "./telegram-card";
import { OwnTokens } from "./own-tokens";
import { useText } from "./text/use";

/** Oneself: how one signs in, from where one is, and what speaks for one. */
export default function Profile() {
  const { t } = useText();
  const state = useStore(session);
  const { me } = state;
  if (!me) return null;
  return (
    <Page lead={<><b className="font-semibold text-fg">{me.login}</b> · {t.role[me.role]} · <ReachText {...me} /></>}>
      <div className="grid grid-cols-[minmax(0,1fr)] gap-3 lg:grid-cols-2">
        {me.has_password && <PasswordCard login={me.login} />}
        <div className="grid min-w-0 grid-cols-[minmax(0,1fr)] content-start gap-3">
          {me.has_password && <SecondFactorCard />}
          {may(state, "read") && <TelegramCard />}
        </div>
      </div>
      <OwnSessions />
      <OwnTokens me={me} />
    </Page>
  );
}
