import { type ReactNode, useEffect } from "react";

import { resume, session } from "@/api/session";
import { Button } from "@/components/button";
import { Logo } from "@/components/logo";
import { SignInForm } from "@/features/sign-in/sign-in-form";
import { SignInPage } from "@/features/sign-in/sign-in-page";
import { useText } from "@/lib/i18n/react";
import { useStore } from "@/lib/store";
import { Modal } from "@/components/modal";

/** The application for who is signed in; the sign-in page, in the place of the page asked for, for others. */
export function Gate({ children }: { children: ReactNode }) {
  const { phase, me } = useStore(session);
  const { t } = useText();
  useEffect(() => {
    void resume();
  }, []);
  if (phase === "starting") return <div className="grid min-h-dvh place-items-center"><span className="late"><Logo /></span></div>;
  if (phase === "out") return <SignInPage />;
  if (phase === "away") {
    return (
      <main className="grid min-h-dvh place-content-center justify-items-center gap-3 p-4 text-center">
        <Logo />
        <h1 className="text-lg font-semibold">{t.state.unreachable}</h1>
        <p className="text-fg2">{t.signIn.away}</p>
        <Button onClick={() => void resume()}>{t.state.retry}</Button>
      </main>
    );
  }
  return (
    <>
      {children}
      {phase === "expired" && (
        <Modal title={t.signIn.expired} onClose={() => session.set({ phase: "out", me: null })}>
          <div className="p-5">
            <p className="mb-4 text-fg2">{t.signIn.expiredLead}</p>
            <SignInForm login={me?.login ?? ""} />
          </div>
        </Modal>
      )}
    </>
  );
}
