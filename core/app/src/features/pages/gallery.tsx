import { useQuery } from "@tanstack/react-query";
import { Settings2 } from "lucide-react";
import { useState } from "react";

import { may, session } from "@/api/session";
import { Button } from "@/components/button";
import { Segmented } from "@/components/segmented";
import { Failure, Skeleton } from "@/components/states";
import { prefs } from "@/lib/prefs";
import { useStore } from "@/lib/store";
import { useChangeSearch, useViewSearch } from "@/lib/view";

import { Card } from "./card";
import { DEFAULT_SET, GROUPS } from "./page";
import { framesQuery, galleryQuery, type Language, setsQuery, shownQuery } from "./requests";
import { SetSettings } from "./set-settings";
import { useText } from "./text/use";

/** All pages of a set as visitors see them, small; each opens to be written. */
export function Gallery() {
  const { t, lang } = useText();
  const { set = DEFAULT_SET, speak = lang } = useViewSearch();
  const { theme } = useStore(prefs);
  const [dark, setDark] = useState(theme === "dark");
  const { data: frames, error, refetch } = useQuery(framesQuery(set, speak));
  const { data: gallery } = useQuery(galleryQuery(set));
  const { data: shown } = useQuery(shownQuery);
  const times = (page: string) => shown?.pages.filter((each) => each.page === `${set}/${page}`).reduce((sum, { count }) => sum + count, 0) ?? 0;
  return (
    <section className="panel min-w-0 p-4">
      <Bar set={set} speak={speak} dark={dark} onDark={setDark} />
      {error && !frames && <Failure error={error} onRetry={() => void refetch()} />}
      {!frames && !error && <Skeleton className="mt-4 h-[40rem]" />}
      {frames && Object.entries(GROUPS).map(([group, pages]) => (
        <section key={group} className="mt-5">
          <h2 className="mb-2.5 text-md font-semibold">{t.errorPages.groups[group as keyof typeof GROUPS]}</h2>
          <ul className="grid grid-cols-[repeat(auto-fill,minmax(15rem,1fr))] gap-3">
            {pages.map((page) => {
              const [framed, known] = [frames.find((each) => each.page === page), gallery?.find((each) => each.page === page && each.language === speak && each.form === "html")];
              return framed && <Card key={page} framed={framed} title={known?.title ?? ""} from={known?.comes_from ?? "dozor"} times={times(page)} dark={dark} />;
            })}
          </ul>
        </section>
      ))}
    </section>
  );
}

interface BarProps {
  set: string;
  speak: Language;
  dark: boolean;
  onDark: (dark: boolean) => void;
}

function Bar({ set, speak, dark, onDark }: BarProps) {
  const { t, lang } = useText();
  const change = useChangeSearch();
  const [settings, setSettings] = useState(false);
  const { data: sets } = useQuery(setsQuery);
  const blocked = may(useStore(session), "operate") ? false : t.state.needs.operate;
  const users = sets?.find(({ name }) => name === set)?.used_by ?? [];
  const names = sets?.map(({ name }) => name) ?? [set];
  return (
    <div className="flex flex-wrap items-center gap-x-4 gap-y-3">
      <label className="flex items-center gap-2"><span className="text-fg2">{t.errorPages.set}</span>
        <select className="field w-44!" value={set} onChange={(event) => change({ set: event.target.value === DEFAULT_SET ? undefined : event.target.value })}>{[...new Set([...names, set])].map((name) => <option key={name} value={name}>{name}</option>)}</select>
      </label>
      <Segmented label={t.errorPages.language} value={speak} options={(["en", "ru"] as const).map((value) => ({ value, label: value.toUpperCase() }))} onChange={(value) => change({ speak: value === lang ? undefined : value })} />
      <Segmented label={t.errorPages.look} value={dark ? "dark" : "light"} options={(["light", "dark"] as const).map((value) => ({ value, label: t.errorPages[value] }))} onChange={(value) => onDark(value === "dark")} />
      <Button kind="ghost" blocked={blocked} onClick={() => setSettings(true)}><Settings2 size={15} aria-hidden="true" />{t.errorPages.settings}</Button>
      <p className="min-w-0 flex-1 basis-40 text-xs break-words text-fg3">{set === DEFAULT_SET ? t.errorPages.everywhere : users.length > 0 ? t.errorPages.usedBy(users.join(", ")) : t.errorPages.unused}</p>
      {settings && <SetSettings set={set} onClose={() => setSettings(false)} />}
    </div>
  );
}
