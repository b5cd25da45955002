import { expect, it } from "vitest";

import type { DetectorVersion, FeatureDrift, Trial } from "@/api/types";
import { sortRows } from "@/components/data-table/columns";
import { textOf } from "@/components/list-table/asked";
import { featureName } from "@/lib/feature";
import type { Formats } from "@/lib/format";
import { joined } from "@/lib/i18n/part";
import { ru } from "@/lib/i18n/ru";

import { driftColumns } from "./drift-columns";
import { ru as part } from "./text/ru";
import { versionColumns } from "./version-columns";

const t = joined(ru, part);
const f = {} as Formats;
const driftOf = (feature: string) => ({ feature, since_training: 0.3, median: 2, trained_median: 1 }) as FeatureDrift;

it("words are looked for in what is said of a feature and of a version, in the reader's language", () => {
  const said = textOf(driftColumns(t, f), driftOf("not_found_paths_600s"));
  expect(said.split("\n")).toEqual(expect.arrayContaining([featureName("not_found_paths_600s", t, f), t.models.levels.moved, t.models.more]));
  expect(textOf(versionColumns(t, f, {} as Trial, false), { status: "champion", notes: "" } as DetectorVersion)).toContain(t.models.champion);
});

it("features are sorted by what they are called", () => {
  const drift = ["not_found_paths_600s", "posts_600s", "errors_600s", "paths_600s"].map(driftOf);
  const names = sortRows(drift, driftColumns(t, f), "feature").map(({ feature }) => featureName(feature, t, f));
  expect(names).toEqual(names.toSorted((a, b) => a.localeCompare(b, "en")));
  expect(names).not.toEqual(sortRows(drift, [{ id: "feature", head: "", value: ({ feature }) => feature, render: () => null }], "feature").map(({ feature }) => featureName(feature, t, f)));
});
