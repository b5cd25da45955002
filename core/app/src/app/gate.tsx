import { CatchBoundary } from "@tanstack/react-router";
import { lazy, type ReactNode, Suspense, useEffect } from "react";

import { resume, session } from "@/api/session";
import { Button } from "@/components/button";
import { Logo } from "@/components/logo";
import { useText } from "@/lib/i18n/react";
import { useStore } from "@/lib/store";

import { Crashed } from "./crashed";

// Who comes back is signed in by a cookie and needs neither.
const SignInPage = lazy(() => import("@/features/sign-in/sign-in-page"));
const Expired = lazy(() => import("@/features/sign-in/expired"));
const OwnPassword = lazy(() => import("@/features/sign-in/own-password"));
const MustSetUp = lazy(() => import("@/features/people/must-set-up"));
const Invitation = lazy(() => import("@/features/sign-in/invitation"));

/** What opens an invitation comes behind the #, where no log of any server sees it. */
const invitation = window.location.pathname.endsWith("/invitation") ? window.location.hash.slice(1) : "";

/** The application for who is signed in; the sign-in page, in the place of the page asked for, for others. */
export function Gate({ children }: { children: ReactNode }) {
  return <CatchBoundary getResetKey={() => "gate"} errorComponent={Crashed}><Way>{children}</Way></CatchBoundary>;
}

function Way({ children }: { children: ReactNode }) {
  const { phase, me } = useStore(session);
  useEffect(() => {
    if (!invitation) void resume();
  }, []);
  if (invitation) return <Suspense fallback={<Starting />}><Invitation token={invitation} /></Suspense>;
  if (phase === "starting") return <Starting />;
  if (phase === "out") return <Suspense fallback={<Starting />}><SignInPage /></Suspense>;
  if (phase === "away") return <Away />;
  if (phase === "in" && me.must_change_password) return <Suspense fallback={<Starting />}><OwnPassword login={me.login} /></Suspense>;
  if (phase === "in" && me.must_set_up_second_factor) return <Suspense fallback={<Starting />}><MustSetUp login={me.login} /></Suspense>;
  return (
    <>
      {children}
      {phase === "expired" && <Suspense><Expired login={me?.login ?? ""} /></Suspense>}
    </>
  );
}

const Starting = () => <div className="grid min-h-dvh place-items-center"><span className="late"><Logo /></span></div>;

function Away() {
  const { t } = useText();
  return (
    <main className="grid min-h-dvh place-content-center justify-items-center gap-3 p-4 text-center">
      <Logo />
      <h1 className="text-lg font-semibold">{t.state.unreachable}</h1>
      <p className="text-fg2">{t.state.away}</p>
      <Button onClick={() => void resume()}>{t.state.retry}</Button>
    </main>
  );
}
