import { Kbd } from "@/components/kbd";
import { Modal } from "@/components/modal";
import { prefs } from "@/lib/prefs";
import { useStore } from "@/lib/store";

import { letterOf, PLACES } from "./places";
import { useText } from "./text/use";

export default function KeySheet({ onClose }: { onClose: () => void }) {
  const { t } = useText();
  const { shortcuts } = useStore(prefs);
  const k = t.keys;
  const everywhere: [string, string[]][] = [
    [k.palette, ["Ctrl", "K"]], [k.help, ["?"]], [k.filter, ["/"]], [k.go, ["G", PLACES.map(letterOf).join(" ")]], [k.range, ["T"]], [k.shift, ["[", "]"]], [k.zoom, ["-", "="]], [k.live, ["L"]], [k.undo, ["Z"]],
  ];
  const table: [string, string[]][] = [[k.rows, ["J", "K"]], [k.open, ["Enter"]], [k.select, ["X"]], [k.ban, ["B"]], [k.allow, ["A"]], [k.keep, ["I"]], [k.leave, ["E"]], [k.copy, ["C"]]];
  const logs: [string, string[]][] = [[k.lines, ["J", "K"]], [k.openLine, ["Enter"]], [k.follow, ["End"]]];
  return (
    <Modal title={k.title} onClose={onClose}>
      <div className="grid gap-4 p-4 text-fg2">
        {!shortcuts && <p className="text-warnink">{k.off}</p>}
        <Part heading={k.general} rows={everywhere} />
        <Part heading={k.table} rows={table} />
        <Part heading={k.logs} rows={logs} />
        <p className="text-xs text-fg3">{k.note}</p>
      </div>
    </Modal>
  );
}

function Part({ heading, rows }: { heading: string; rows: [string, string[]][] }) {
  return (
    <section>
      <h3 className="mb-1.5 font-semibold text-fg">{heading}</h3>
      <dl className="grid gap-x-6 gap-y-1.5 sm:grid-cols-2">
        {rows.map(([what, keys]) => (
          <div key={what} className="flex items-center gap-2">
            <dt className="flex-1">{what}</dt>
            <dd className="flex gap-1">{keys.map((key) => <Kbd key={key}>{key}</Kbd>)}</dd>
          </div>
        ))}
      </dl>
    </section>
  );
}
