import { clock } from "@/lib/clock";
import { useText } from "@/lib/i18n/react";
import { useStore } from "@/lib/store";

/** How long ago, kept true by its own tick. */
export function Ago({ at }: { at: number }) {
  const { f } = useText();
  return <>{f.ago(Math.max(0, useStore(clock) - at))}</>;
}

/** Time left until an instant. */
export function Countdown({ until }: { until: number }) {
  const { f } = useText();
  return <>{f.countdown(until - useStore(clock))}</>;
}
