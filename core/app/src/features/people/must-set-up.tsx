import { lazy, Suspense, useState } from "react";

import { renew, signOut } from "@/api/session";
import { Button } from "@/components/button";
import { Logo } from "@/components/logo";

import { useText } from "./text/use";

const SetUp = lazy(() => import("./second-factor-set-up"));

/** Instead of the application, for whose role a second factor is needed and who has none yet. */
export default function MustSetUp({ login }: { login: string }) {
  const { t } = useText();
  const [asked, setAsked] = useState(false);
  const close = () => {
    setAsked(false);
    void renew(); // its answer says whether one is still wanted
  };
  return (
    <main className="grid min-h-dvh place-items-center p-4">
      <section className="panel grid w-full max-w-[420px] gap-4 p-7">
        <div className="flex items-center gap-3"><Logo /><h1 className="text-lg font-semibold">{t.people.mustSetUp}</h1></div>
        <p className="text-fg2">{t.people.mustSetUpLead(login)}</p>
        <Button kind="primary" size="tall" onClick={() => setAsked(true)}>{t.people.turnOn}</Button>
        <Button kind="ghost" onClick={() => void signOut()}>{t.profile.signOut}</Button>
      </section>
      {asked && <Suspense><SetUp onClose={close} /></Suspense>}
    </main>
  );
}
