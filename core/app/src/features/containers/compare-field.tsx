import { useQuery } from "@tanstack/react-query";

import type { Container } from "@/api/types";

import { nearestQuery, placeIn } from "./requests";
import { useText } from "./text/use";

/** With which other container this one is to be compared; those that belong to the same come first. */
export function CompareField({ container, onCompare }: { container: Container; onCompare: (place: string) => void }) {
  const { t } = useText();
  const { data: all = [] } = useQuery(nearestQuery);
  const kin = (other: Container) => Number(other.service === container.service && other.service !== "") + Number(other.project === container.project && other.project !== "") + 2 * Number(other.name === container.name);
  const others = all.filter((other) => placeIn(other) !== placeIn(container)).toSorted((a, b) => kin(b) - kin(a) || a.name.localeCompare(b.name));
  if (others.length === 0) return null;
  return (
    <select aria-label={t.containers.compareWith} className="field h-7! w-auto! max-w-48 py-0! text-xs" value="" onChange={(event) => onCompare(event.target.value)}>
      <option value="">{t.containers.compareWith}</option>
      {others.map((other) => <option key={placeIn(other)} value={placeIn(other)}>{other.name} · {other.node_name}</option>)}
    </select>
  );
}
