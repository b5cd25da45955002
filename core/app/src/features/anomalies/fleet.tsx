import { useSnapshot } from "@/api/snapshot";
import { FleetStrip as Strip } from "@/components/fleet-strip";
import { useRange, useViewSearch } from "@/lib/view";

/** The nodes of the snapshot. */
export function FleetStrip() {
  const { service = "" } = useViewSearch();
  return <Strip nodes={useSnapshot({ service, range: useRange() }, (data) => data.nodes)} />;
}
