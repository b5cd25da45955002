import { useQueries } from "@tanstack/react-query";
import { Waves } from "lucide-react";

import type { FeatureDrift } from "@/api/types";
import { cell, headCell } from "@/components/page";
import { Empty, Failure, Skeleton } from "@/components/states";
import { cx } from "@/lib/cx";
import { featureName, featureValue } from "@/lib/feature";

import { driftLevel, MOVED } from "./assessment";
import { studyQuery, trialQuery } from "./requests";
import { Studying } from "./studying";
import { useText } from "./text/use";

const INK = { stable: "text-fg3", shifting: "text-fg2", moved: "text-warnink", unknown: "text-fg3" };
const BAR = { stable: "bg-off", shifting: "bg-accent", moved: "bg-warn", unknown: "bg-off" };

/** How far what visitors do has moved away from what the version in charge was trained on. */
export default function Drift() {
  const { t } = useText();
  const [study, trial] = useQueries({ queries: [studyQuery, trialQuery] });
  if (study.error && !study.data) return <section className="panel"><Failure error={study.error} onRetry={() => void study.refetch()} /></section>;
  if (!study.data) return <section className="panel p-4"><Studying /><Skeleton className="h-96" /></section>;
  const { drift, ordinary, ordinary_needed } = study.data;
  if (drift.length === 0) return <section className="panel"><Empty icon={<Waves size={18} />} title={t.models.nothing} lead={t.models.nothingLead} /></section>;
  return (
    <section className="panel min-w-0 overflow-hidden">
      <div className="grid gap-1 p-4">
        <p className="max-w-[96ch] text-fg2">{t.models.driftLead}</p>
        <p className="max-w-[96ch] text-fg3">{t.models.onlyMore}</p>
        <p className="num text-xs text-fg3">{t.models.driftCount(t.models.sourcesOf(ordinary), ordinary_needed)} · {t.models.calibrated}: {trial.data?.champion_warm ? t.models.yes : t.models.no}</p>
      </div>
      <div className="relative overflow-x-auto">
        <table className="num w-full border-collapse">
          <thead>
            <tr className="border-t border-line">
              <th scope="col" className={headCell}>{t.models.feature}</th>
              <th scope="col" className={headCell}>{t.models.sinceTraining}</th>
              <th scope="col" className={cx(headCell, "text-right! max-md:hidden")}>{t.models.sinceBefore}</th>
              <th scope="col" className={cx(headCell, "text-right! max-lg:hidden")}>{t.models.trained}</th>
              <th scope="col" className={cx(headCell, "text-right! max-md:hidden")}>{t.models.seen}</th>
              <th scope="col" className={cx(headCell, "max-lg:hidden")}>{t.models.means}</th>
            </tr>
          </thead>
          <tbody>{drift.map((each) => <Row key={each.feature} drift={each} />)}</tbody>
        </table>
      </div>
    </section>
  );
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

function Row({ drift: { feature, since_training, since_before, trained_median, trained_high, median, high } }: { drift: FeatureDrift }) {
  const { t, f } = useText();
  const level = driftLevel(since_training);
  const value = (number: number) => featureValue(feature, number, f);
  const index = (number: number | null) => (number === null ? "—" : f.decimal(number, 2));
  const meaning = level === "stable" || level === "unknown" ? t.models.same : (median === trained_median ? high > trained_high : median > trained_median) ? t.models.more : t.models.fewer;
  return (
    <tr className="border-t border-line hover:bg-hover">
      <th scope="row" className={cx(cell, "text-left font-medium")}>{featureName(feature, t, f)}</th>
      <td className={cx(cell, "w-[26%]")}>
        <Extent index={since_training} />
      </td>
      <td className={cx(cell, "text-right max-md:hidden")}>{index(since_before)}</td>
      <td className={cx(cell, "text-right text-fg2 max-lg:hidden")}>{value(trained_median)} / {value(trained_high)}</td>
      <td className={cx(cell, "text-right max-md:hidden")}>{value(median)} / {value(high)}</td>
      <td className={cx(cell, "text-fg2 max-lg:hidden")}>{meaning}</td>
    </tr>
  );
}
