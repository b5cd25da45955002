import { useEffect, useRef, useState } from "react";

import { api } from "@/api/client";
import { unwrap } from "@/api/problem";
import { nowSeconds, steadySeconds } from "@/lib/clock";
import { type Loop, pollLoop } from "@/lib/poll";
import { beginning, bounds, type Range } from "@/lib/range";
import { SeriesWindow } from "@/lib/series";

/** `behind`: what is shown ends at `until` (Unix seconds), as nothing newer could be had. */
export type FeedState = { phase: "loading" | "ready" | "empty" } | { phase: "behind"; until: number } | { phase: "failed"; error: unknown };
export type Show = (window: SeriesWindow, from: number, to: number) => void;

const WHOLE_AGAIN_AFTER_SECONDS = 60;

/** One answer merged into the window: the whole range first, then only what follows. Answers whether any point is there. */
async function ask(window: SeriesWindow, range: Range, service: string, fresh: boolean, signal: AbortSignal, show: Show): Promise<boolean> {
  const { from, to } = bounds(range, nowSeconds());
  const since = fresh ? window.since : null;
  const query = { from, to, ...(since === null ? {} : { since }), ...(service ? { service } : {}) };
  const series = await unwrap(api.GET("/api/v1/traffic/series", { params: { query }, signal }));
  if (since === null) window.clear();
  window.merge(series, from - series.step_seconds);
  show(window, beginning(range, window.begins, from, to), to);
  return window.t.length > 0;
}

/** Keeps the window of a range growing and shows it; React hears only of changes of state. */
export function useFeed(range: Range, service: string, show: Show): { state: FeedState; window: SeriesWindow; retry: () => void } {
  const [state, setState] = useState<FeedState>({ phase: "loading" });
  const [window] = useState(() => new SeriesWindow());
  const loop = useRef<Loop | null>(null);
  const latest = useRef(show);
  useEffect(() => {
    latest.current = show;
  });
  useEffect(() => {
    window.clear();
    let answeredAt: number | null = null;
    const become = (phase: "ready" | "empty") => setState((old) => (old.phase === phase ? old : { phase }));
    const polling = pollLoop(async (signal) => {
      try {
        const fresh = answeredAt !== null && steadySeconds() - answeredAt < WHOLE_AGAIN_AFTER_SECONDS;
        const any = await ask(window, range, service, fresh, signal, (...args) => latest.current(...args));
        answeredAt = steadySeconds();
        become(any ? "ready" : "empty");
      } catch (error) {
        // What is shown stays and says how old it is; only a chart that has shown nothing yet turns into a message.
        const until = window.t.at(-1);
        if (!signal.aborted) setState(answeredAt === null || until === undefined ? { phase: "failed", error } : { phase: "behind", until });
        throw error;
      }
    }, () => (range.kind === "fixed" ? 86_400 : Math.min(15, Math.max(1, window.stepSeconds))));
    loop.current = polling;
    return () => polling.stop();
  }, [range, service, window]);
  return { state, window, retry: () => loop.current?.now() };
}
