import { render, screen } from "@testing-library/react";
import { expect, it } from "vitest";

import type { IncidentDetail, TimelineEntry } from "@/api/types";
import { makeFormats } from "@/lib/format";
import { en as everywhere } from "@/lib/i18n/en";
import { joined } from "@/lib/i18n/part";
import { incident } from "@/testing/fixtures";

import { Figures, firstDecisionAt } from "./figures";
import { en as own } from "./text/en";
import { entryText, Timeline } from "./timeline";

const en = joined(everywhere, own);
const f = makeFormats("en", "UTC", en);
const entry = (change: Partial<TimelineEntry>): TimelineEntry => ({ at: "2026-11-22T18:00:02Z", what: "started", subject: "", value: 0, ...change });
const detail = (...timeline: TimelineEntry[]): IncidentDetail => ({ ...incident(), timeline, spares: 0, decided_sources: [], latest_decisions: [] });

it.each([
  [entry({ what: "detected", subject: "scan" }), "Noticed: Vulnerability scan"],
  [entry({ what: "event", subject: "distributed: GET /cart: all", value: 240 }), "Many act alike: Distributed attack — GET /cart: all, 240 sources"],
  [entry({ what: "anomaly", subject: "latency_up", value: 0.25 }), "Slower than expected: 250\u00a0ms"],
  [entry({ what: "anomaly", subject: "errors_up", value: 0.5 }), "More errors than expected: 50%"],
  [entry({ what: "escalated", subject: "challenge" }), "First challenge"],
  [entry({ what: "verdict", subject: "harmless" }), "Judged: Harmless"],
  [entry({ what: "verdict", subject: "open" }), "The verdict was taken back"],
  [entry({ what: "detected", subject: "a kind of tomorrow" }), "Noticed: a kind of tomorrow"],
])("tells %o in words", (line, text) => {
  expect(entryText(line, en, f)).toBe(text);
});

it("says how long after the start each thing happened", () => {
  render(<Timeline incident={detail(entry({ at: "2026-11-22T18:00:00Z" }), entry({ at: "2026-11-22T18:01:30Z", what: "escalated", subject: "ban" }))} />);
  expect(screen.getAllByRole("listitem").map((item) => item.textContent)).toEqual(["18:00:00It began", "18:01:30First ban+1\u00a0min\u00a030\u00a0s"]);
});

it("tells the start first, though the peak was in the same second", () => {
  render(<Timeline incident={detail(entry({ what: "peak", at: "2026-11-22T18:00:00Z", value: 12 }), entry({ at: "2026-11-22T18:00:00.4Z" }))} />);
  expect(screen.getAllByRole("listitem").map((item) => item.textContent)).toEqual(["18:00:00It began", "18:00:00Peak: 12 requests / s"]);
});

it("takes the first step of the ladder for the first decision, and says where none was needed", () => {
  const two = detail(entry({ what: "escalated", subject: "limit" }), entry({ what: "escalated", subject: "ban", at: "2026-11-22T18:00:09Z" }));
  expect(firstDecisionAt(two)).toBe(Date.parse("2026-11-22T18:00:02Z") / 1000);
  render(<Figures incident={detail()} />);
  expect(screen.getByText("nothing was needed")).toBeTruthy();
});
