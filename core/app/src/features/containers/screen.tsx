import { TriangleAlert } from "lucide-react";
import { lazy, Suspense } from "react";

import { Page } from "@/components/page";
import { useChangeSearch, useViewSearch } from "@/lib/view";

import { ContainerList } from "./list";
import { useText } from "./text/use";
import { useTroubles } from "./troubles";

const ContainerDrawer = lazy(() => import("./drawer"));
const Comparison = lazy(() => import("./comparison"));

/** What runs where, how well, and what can be done about it. */
export default function ContainersScreen() {
  const { t } = useText();
  const { open } = useViewSearch();
  const change = useChangeSearch();
  const troubles = useTroubles();
  // One place, or two that are compared; no name of a container has a comma.
  const [place = "", other] = open?.split(",") ?? [];
  return (
    <Page lead={t.containers.lead}>
      {troubles.map(({ name, trouble }) => (
        <p key={name} role="alert" className="panel flex gap-2.5 px-4 py-2.5"><TriangleAlert size={16} className="mt-px shrink-0 text-warnink" aria-hidden="true" /><span className="min-w-0 break-words"><b className="font-semibold">{t.containers.away(name)}</b> {trouble}</span></p>
      ))}
      <ContainerList />
      <Suspense>
        {place && !other && <ContainerDrawer key={place} place={place} onClose={() => change({ open: undefined })} onCompare={(beside) => change({ open: `${place},${beside}` })} />}
        {other && <Comparison places={[place, other]} onClose={() => change({ open: place })} />}
      </Suspense>
    </Page>
  );
}
