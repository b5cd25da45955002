import { useQueryClient } from "@tanstack/react-query";
import { useEffect } from "react";

import { snapshotOptions } from "@/api/snapshot";
import { alignClock, nowSeconds } from "@/lib/clock";
import { answered, freshness, unanswered } from "@/lib/freshness";
import { unix } from "@/lib/instant";
import { pollLoop } from "@/lib/poll";
import { useRange, useViewSearch } from "@/lib/view";

/** Fetches the snapshot for all who follow it: once a second where it is the screen's subject; once when paused. */
export function SnapshotPoller({ seconds }: { seconds: number }) {
  const client = useQueryClient();
  const { service = "" } = useViewSearch();
  const range = useRange();
  useEffect(() => {
    const options = snapshotOptions({ service, range });
    const paused = range.kind === "fixed";
    const loop = pollLoop(async () => {
      try {
        const data = await client.fetchQuery({ ...options, staleTime: 0, retry: false });
        if (!paused) alignClock(unix(data.as_of));
        answered(unix(data.as_of), nowSeconds());
      } catch (error) {
        unanswered(error);
        throw error;
      }
    }, () => (paused && freshness.get().failures === 0 ? 86_400 : seconds));
    freshness.set({ ...freshness.get(), retry: loop.now });
    return () => loop.stop();
  }, [client, service, range, seconds]);
  return null;
}
