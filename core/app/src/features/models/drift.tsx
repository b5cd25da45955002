import { useQueries } from "@tanstack/react-query";
import { Waves } from "lucide-react";
import { useMemo } from "react";

import type { FeatureDrift } from "@/api/types";
import { ListTable } from "@/components/list-table/list-table";
import { Empty, Failure, Skeleton } from "@/components/states";

import { driftColumns } from "./drift-columns";
import { studyQuery, trialQuery } from "./requests";
import { Studying } from "./studying";
import { useText } from "./text/use";

const keyOf = ({ feature }: FeatureDrift) => feature;

/** How far what visitors do has moved away from what the version in charge was trained on. */
export default function Drift() {
  const { t, f } = useText();
  const [study, trial] = useQueries({ queries: [studyQuery, trialQuery] });
  const columns = useMemo(() => driftColumns(t, f), [t, f]);
  if (study.error && !study.data) return <section className="panel"><Failure error={study.error} onRetry={() => void study.refetch()} /></section>;
  if (!study.data) return <section className="panel p-4"><Studying /><Skeleton className="h-96" /></section>;
  const { drift, ordinary, ordinary_needed } = study.data;
  return (
    <>
      {drift.length > 0 && (
        <section className="panel grid min-w-0 gap-1 p-4">
          <p className="max-w-[96ch] text-fg2">{t.models.driftLead}</p>
          <p className="max-w-[96ch] text-fg3">{t.models.onlyMore}</p>
          <p className="num text-xs text-fg3">{t.models.driftCount(t.models.sourcesOf(ordinary), ordinary_needed)} · {t.models.calibrated}: {trial.data?.champion_warm ? t.models.yes : t.models.no}</p>
        </section>
      )}
      <ListTable name="drift" label={t.models.drift} rows={drift} keyOf={keyOf} columns={columns} usual="-since_training" title={t.models.drift} none={<Empty icon={<Waves size={18} />} title={t.models.nothing} lead={t.models.nothingLead} />} />
    </>
  );
}
