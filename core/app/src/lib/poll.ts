const BACKOFF_SECONDS = [1, 2, 5, 15] as const;

/** Seconds to wait before the next try, after `failures` failures in a row (0: the usual pace). */
export function pauseSeconds(usual: number, failures: number): number {
  const floor = BACKOFF_SECONDS[Math.min(failures, BACKOFF_SECONDS.length) - 1] ?? 0;
  return Math.max(usual, floor);
}

/** The same, spread by a tenth so that many pages do not ask in step; `random` in [0, 1). */
export const jittered = (seconds: number, random: number): number => seconds * (0.9 + random * 0.2);

export interface Loop {
  stop(): void;
  /** Asks at once, as after waking up. */
  now(): void;
}

/** Calls `ask` at a pace, slower while it fails, and not at all while the page is hidden. */
export function pollLoop(ask: (signal: AbortSignal) => Promise<void>, usualSeconds: () => number): Loop {
  let asking: AbortController | null = null;
  let ended = false;
  let failures = 0;
  let timer: ReturnType<typeof setTimeout> | undefined;

  const run = async () => {
    clearTimeout(timer);
    if (asking || ended || document.hidden) return;
    asking = new AbortController();
    try {
      await ask(asking.signal);
      failures = 0;
    } catch {
      failures += 1;
    }
    asking = null;
    if (!ended) timer = setTimeout(run, jittered(pauseSeconds(usualSeconds(), failures), Math.random()) * 1000);
  };
  const woken = () => {
    if (!document.hidden) void run();
  };
  document.addEventListener("visibilitychange", woken);
  void run();
  return {
    now: () => void run(),
    stop() {
      ended = true;
      asking?.abort();
      clearTimeout(timer);
      document.removeEventListener("visibilitychange", woken);
    },
  };
}
