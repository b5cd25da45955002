import type { FramedPage, GalleryPage } from "@/api/types";
import { cx } from "@/lib/cx";
import { useChangeSearch } from "@/lib/view";

import { PageFrame } from "./frame";
import { useText } from "./text/use";

const [WIDTH, HEIGHT, SCALE] = [1040, 660, 0.23] as const;

interface Props {
  framed: FramedPage;
  title: string;
  from: GalleryPage["comes_from"];
  times: number;
  dark: boolean;
}

/** A page, small, with where it comes from and how often it was seen. */
export function Card({ framed: { page, frame, error }, title, from, times, dark }: Props) {
  const { t, f } = useText();
  const change = useChangeSearch();
  const name = (t.errorPages.names as Record<string, string>)[page] ?? page;
  return (
    <li className="relative grid grid-cols-[minmax(0,1fr)] overflow-hidden rounded-ctl border border-line hover:border-line2 has-focus-visible:outline-2 has-focus-visible:outline-accent">
      <div aria-hidden={frame ? undefined : true} className={cx("grid h-38 place-items-start justify-center overflow-hidden border-b border-line", dark ? "bg-[#0f141a]" : "bg-[#f4f6f8]")}>
        {frame && <PageFrame token={frame} title={t.errorPages.frame(page)} width={WIDTH} height={HEIGHT} scale={SCALE} dark={dark} picture />}
      </div>
      <div className="grid gap-0.5 px-3 py-2">
        <p className="num flex items-baseline gap-2">
          <button type="button" aria-label={t.errorPages.edit(name)} onClick={() => change({ page })} className="text-md font-semibold outline-none after:absolute after:inset-0">{name}</button>
          {times > 0 && <span className={cx("ml-auto text-xs", page === "banned" || page === "limited" ? "text-fg3" : "text-warnink")}>{t.errorPages.shownTimes(f.amount(times))}</span>}
        </p>
        <p className="cut text-xs text-fg2" title={title}>{title}</p>
        <p className={cx("text-xs", from === "set" ? "text-accent" : "text-fg3")} title={t.errorPages.fromHelp[from]}>{t.errorPages.from[from]}</p>
        {error && <p className="text-xs break-words text-badink">{t.errorPages.cannot}: <span lang="en">{error}</span></p>}
      </div>
    </li>
  );
}
