import type { FeatureDrift } from "@/api/types";
import type { Column } from "@/components/data-table/columns";
import { cx } from "@/lib/cx";
import { featureName, featureValue } from "@/lib/feature";
import type { Formats } from "@/lib/format";

import { driftLevel, MOVED } from "./assessment";
import { type Texts, useText } from "./text/use";

const INK = { stable: "text-fg3", shifting: "text-fg2", moved: "text-warnink", unknown: "text-fg3" };
const BAR = { stable: "bg-off", shifting: "bg-accent", moved: "bg-warn", unknown: "bg-off" };

/** The columns of features: how far each has moved, and from where to where. */
export function driftColumns(t: Texts, f: Formats): readonly Column<FeatureDrift>[] {
  const { models } = t;
  const called = ({ feature }: FeatureDrift) => featureName(feature, t, f);
  const pair = (feature: string, median: number, high: number) => `${featureValue(feature, median, f)} / ${featureValue(feature, high, f)}`;
  return [
    { id: "feature", head: models.feature, lead: true, sort: "ascending", token: "feature", value: (row) => row.feature, words: called, rank: called, render: (row) => <span className="block font-medium break-words">{called(row)}</span> },
    { id: "since_training", head: models.sinceTraining, width: "30%", sort: "descending", token: "moved", value: (row) => row.since_training, words: (row) => models.levels[driftLevel(row.since_training)], render: (row) => <Extent index={row.since_training} /> },
    { id: "since_before", head: models.sinceBefore, width: "130px", align: "right", from: "md", sort: "descending", value: (row) => row.since_before, render: (row) => (row.since_before === null ? "—" : f.decimal(row.since_before, 2)) },
    { id: "trained", head: models.trained, width: "150px", align: "right", from: "lg", value: (row) => row.trained_median, render: (row) => <span className="text-fg2">{pair(row.feature, row.trained_median, row.trained_high)}</span> },
    { id: "seen", head: models.seen, width: "150px", align: "right", from: "md", value: (row) => row.median, render: (row) => pair(row.feature, row.median, row.high) },
    { id: "level", head: models.means, width: "130px", from: "lg", sort: "ascending", token: "level", value: (row) => driftLevel(row.since_training), words: (row) => meaningOf(row, t), render: (row) => <span className="text-fg2">{meaningOf(row, t)}</span> },
  ];
}

function meaningOf({ since_training, median, trained_median, high, trained_high }: FeatureDrift, { models }: Texts): string {
  const level = driftLevel(since_training);
  if (level === "stable" || level === "unknown") return models.same;
  const isMore = median === trained_median ? high > trained_high : median > trained_median;
  return isMore ? models.more : models.fewer;
}

function Extent({ index }: { index: number | null }) {
  const { t, f } = useText();
  const level = driftLevel(index);
  return (
    <span className="grid grid-cols-[3rem_minmax(2rem,1fr)_auto] items-center gap-2">
      <b className="font-semibold">{index === null ? "—" : f.decimal(index, 2)}</b>
      <span aria-hidden="true" className="h-1.5 overflow-hidden rounded-full bg-active"><i className={cx("block h-full rounded-full", BAR[level])} style={{ width: `${Math.min((index ?? 0) / (4 * MOVED), 1) * 100}%` }} /></span>
      <span className={cx("w-20 text-xs max-sm:sr-only", INK[level])}>{t.models.levels[level]}</span>
    </span>
  );
}
