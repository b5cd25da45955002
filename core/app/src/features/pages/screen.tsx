import { Plus } from "lucide-react";
import { useState } from "react";

import { may, session } from "@/api/session";
import { Button } from "@/components/button";
import { Page } from "@/components/page";
import { Segmented } from "@/components/segmented";
import { useStore } from "@/lib/store";
import { PAGE_PARTS, useChangeSearch, useViewSearch } from "@/lib/view";

import { Gallery } from "./gallery";
import { MaintenanceList } from "./maintenance";
import { Matrix } from "./matrix";
import { NewSet } from "./new-set";
import { isPage } from "./page";
import { Seen } from "./seen";
import { Summary } from "./summary";
import { useText } from "./text/use";
import { Writing } from "./writing";

const PARTS = ["gallery", ...PAGE_PARTS] as const;

/** What visitors see when something fails, and what is done about it. */
export default function PagesScreen() {
  const { t } = useText();
  const { pages: part = "gallery", page } = useViewSearch();
  const change = useChangeSearch();
  const [making, setMaking] = useState(false);
  const blocked = may(useStore(session), "operate") ? false : t.state.needs.operate;
  if (isPage(page)) return <Writing key={page} page={page} />;
  return (
    <Page lead={t.errorPages.lead} actions={<Button blocked={blocked} onClick={() => setMaking(true)}><Plus size={15} aria-hidden="true" />{t.errorPages.newSet}</Button>}>
      <Summary />
      <div><Segmented label={t.errorPages.part} value={part} options={PARTS.map((value) => ({ value, label: t.errorPages.parts[value] }))} onChange={(value) => change({ pages: value === "gallery" ? undefined : value })} /></div>
      {part === "gallery" && <Gallery />}
      {part === "assigned" && <Matrix />}
      {part === "maintenance" && <MaintenanceList />}
      {part === "seen" && <Seen />}
      {making && <NewSet onClose={() => setMaking(false)} />}
    </Page>
  );
}
