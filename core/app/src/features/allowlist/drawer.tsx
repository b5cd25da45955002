import { Link } from "@tanstack/react-router";
import { type FormEvent, useState } from "react";

import type { AllowEntry } from "@/api/types";
import { Button } from "@/components/button";
import { Facts } from "@/components/facts";
import { TextField } from "@/components/field";
import { Modal } from "@/components/modal";
import { nowSeconds } from "@/lib/clock";
import { unix } from "@/lib/instant";

import { StateWord } from "./columns";
import { type Said, shownNetwork } from "./requests";
import { useText } from "./text/use";
import { UntilField } from "./until-field";
import { useActs } from "./use-acts";

/** An entry: what it was for, what it met, and what may be said anew of it. */
export default function Drawer({ entry, blocked, onClose }: { entry: AllowEntry; blocked: string | false; onClose: () => void }) {
  const { t, f } = useText();
  const acts = useActs();
  const [said, setSaid] = useState<Said>({ until_at: entry.until_at, owner: entry.owner, reason: entry.reason });
  const network = shownNetwork(entry.network);
  const submit = async (event: FormEvent) => {
    event.preventDefault();
    if (!blocked && (await acts.amend(entry, said))) onClose();
  };
  const remove = () => {
    acts.remove([entry]);
    onClose();
  };
  const lastMet = entry.last_at ? `${f.ago(nowSeconds() - unix(entry.last_at))}, ${t.allowlist.lastBy(entry.last_source, entry.last_service)}` : "—";
  return (
    <Modal title={network} onClose={onClose} place="side">
      <form onSubmit={(event) => void submit(event)} className="grid min-h-full grid-cols-[minmax(0,1fr)] grid-rows-[1fr_auto]">
        <div className="grid grid-cols-[minmax(0,1fr)] content-start gap-4 p-4">
          <p className="flex flex-wrap items-center gap-x-4 gap-y-1"><StateWord entry={entry} t={t} /><Link to="/sources/$source" params={{ source: network }} className="text-accent hover:underline">{t.allowlist.profile}</Link></p>
          <TextField label={t.allowlist.reason} maxLength={500} value={said.reason} onChange={(reason) => setSaid({ ...said, reason })} />
          <TextField label={t.allowlist.owner} maxLength={100} value={said.owner} onChange={(owner) => setSaid({ ...said, owner })} />
          <UntilField value={said.until_at} before={entry.until_at} onChange={(until_at) => setSaid({ ...said, until_at })} />
          <Facts rows={[
            [t.allowlist.lastMet, lastMet],
            [t.allowlist.met, `${f.integer(entry.requests)}${entry.counted_from ? ` · ${t.allowlist.counted(f.date(unix(entry.counted_from)))}` : ""}`],
            [t.allowlist.flagged, f.integer(entry.anomalous)],
            [t.allowlist.made, `${f.moment(unix(entry.made_at))} · ${entry.made_by}`],
          ]} />
          {entry.lifted_decisions.length > 0 && <p className="text-fg2">{t.allowlist.liftedThen(entry.lifted_decisions.length)}</p>}
          {entry.overlapping.length > 0 && (
            <section className="grid gap-1">
              <h3 className="font-semibold">{t.allowlist.overlapping(entry.overlapping.length)}</h3>
              <p className="text-fg2">{t.allowlist.overlapLead}</p>
              <ul>{entry.overlapping.map((each) => <li key={each.id}><Link to="/decisions" search={{ open: each.id }} className="mono hover:text-accent hover:underline">{each.value}</Link> <span className="text-fg2">{each.service}</span></li>)}</ul>
            </section>
          )}
        </div>
        <div className="sticky bottom-0 flex flex-wrap items-center justify-end gap-2 border-t border-line bg-raised px-4 py-3">
          <Button kind="danger" className="mr-auto" blocked={blocked} onClick={remove}>{t.allowlist.remove}</Button>
          <Button kind="ghost" onClick={onClose}>{t.state.cancel}</Button>
          <Button kind="primary" type="submit" blocked={blocked}>{t.allowlist.save}</Button>
        </div>
      </form>
    </Modal>
  );
}
