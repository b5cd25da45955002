import { describe, expect, it } from "vitest";

import type { Policy, Study, Trial, WorkingPoint } from "@/api/types";

import { drift, driftLevel, quality, readiness } from "./assessment";
import { moved, pointAt, pointOf } from "./thresholds";

const thresholds = { observe: 1e-2, limit: 1e-3, challenge: 1e-3, ban: 1e-4, shared_ban: 1e-5, damning_ban: 1e-3 };
const policy = { thresholds } as Policy;
const points = [2, 3, 4].map((point) => ({ p: 10 ** -point, precision: 1 - point / 100 }) as WorkingPoint);
const study = (changes: Partial<Study>) => ({ attacks: 30, harmless: 30, labels_needed: 30, champion: { points }, ordinary: 60, ordinary_needed: 50, drift: [], ...changes }) as unknown as Study;

describe("a threshold that is moved", () => {
  it("takes those of weaker steps along, so that they stay in order", () => {
    expect(moved(thresholds, "ban", 2)).toEqual({ observe: 1e-2, limit: 1e-2, challenge: 1e-2, ban: 1e-2 });
    expect(moved(thresholds, "observe", 6)).toEqual({ observe: 1e-6, limit: 1e-6, challenge: 1e-6, ban: 1e-6 });
    expect(moved(thresholds, "limit", 5)).toEqual({ observe: 1e-2, limit: 1e-5, challenge: 1e-3, ban: 1e-5 });
  });
  it("stands on a quarter within bounds", () => {
    expect([pointOf(1e-3), pointOf(2e-4), pointOf(0.5), pointOf(1e-12)]).toEqual([3, 3.75, 1, 8]);
    expect(pointAt(points, 3.1)?.p).toBe(1e-3);
  });
});

describe("what is said of the detector", () => {
  it("is a measure only with enough labels of both kinds", () => {
    expect(quality(study({}), policy)).toMatchObject({ kind: "measured", labels: 60, point: { p: 1e-3 } });
    expect(quality(study({ attacks: 28, harmless: 90 }), policy)).toEqual({ kind: "unmeasured", attacks: 2, harmless: 0 });
  });
  it("names the features that moved, the worst level first", () => {
    const features = [{ feature: "a", since_training: 0.3 }, { feature: "b", since_training: 0.12 }, { feature: "c", since_training: null }];
    expect(drift(study({ drift: features as Study["drift"] }))).toEqual({ level: "moved", features: [features[0]] });
    expect(drift(study({ drift: features.slice(1) as Study["drift"] })).level).toBe("shifting");
    expect(drift(study({ ordinary: 49, drift: features as Study["drift"] })).level).toBe("unknown");
    expect([driftLevel(0.0999), driftLevel(0.25), driftLevel(null)]).toEqual(["stable", "moved", "unknown"]);
  });
  it("tells a trial that needs time from one that has failed", () => {
    const conditions = { hours: 24, hours_needed: 24, sources: 1000, sources_needed: 1000, alike: false };
    expect(readiness({ challenger: "x", fit: false, conditions } as Trial)).toBe("unfit");
    expect(readiness({ challenger: "x", fit: false, conditions: { ...conditions, hours: 3 } } as Trial)).toBe("waiting");
    expect(readiness({ challenger: null, fit: false, conditions: null } as Trial)).toBe("none");
  });
});
