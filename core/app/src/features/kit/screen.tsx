import { Charts } from "./charts";
import { Parts } from "./parts";
import { TableOfMany } from "./table";

/** The gallery of the kit: every part in its states, for who works on it and for pictures that are compared. English only. */
export default function KitScreen() {
  return (
    <div lang="en" className="grid min-w-0 grid-cols-[minmax(0,1fr)] gap-3">
      <Parts />
      <Charts />
      <TableOfMany />
    </div>
  );
}
