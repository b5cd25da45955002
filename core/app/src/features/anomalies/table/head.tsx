import { ArrowDown } from "lucide-react";

import { cx } from "@/lib/cx";
import { useText } from "@/lib/i18n/react";
import { type Sort, useChangeSearch, useViewSearch } from "@/lib/view";

const cell = "py-2.5 pr-3 whitespace-nowrap text-left text-xs font-normal text-fg2";

export function SourceHead({ all, onAll }: { all: boolean; onAll: (on: boolean) => void }) {
  const { t } = useText();
  return (
    <thead>
      <tr className="border-t border-line">
        <Sortable by="score" label={t.sources.score} className="w-[78px] pl-3! md:w-[112px] md:pl-4!">
          <input type="checkbox" className="mr-2 size-4 align-[-3px] accent-[var(--accent)] max-md:hidden" aria-label={t.sources.selectAll} checked={all} onChange={(event) => onAll(event.target.checked)} />
        </Sortable>
        <Sortable by="source" label={t.sources.source} className="md:w-[24%] xl:w-[15.5%]" />
        <th scope="col" className={cx(cell, "w-[132px] max-xl:hidden")}>{t.sources.spark}</th>
        <Sortable by="rps" label={t.sources.rps} className="w-[82px] pr-4! text-right!" />
        <th scope="col" className={cx(cell, "max-md:hidden")}>{t.sources.why}</th>
        <th scope="col" className={cx(cell, "w-[13.5%] max-xl:hidden")}>{t.sources.target}</th>
        <th scope="col" className={cx(cell, "w-[196px] pr-4! text-right! max-md:hidden")}>{t.sources.action}</th>
      </tr>
    </thead>
  );
}

interface SortableProps {
  by: Sort;
  label: string;
  className: string;
  children?: React.ReactNode;
}

function Sortable({ by, label, className, children }: SortableProps) {
  const { sort = "score" } = useViewSearch();
  const change = useChangeSearch();
  const on = sort === by;
  return (
    <th scope="col" aria-sort={on ? (by === "source" ? "ascending" : "descending") : undefined} className={cx(cell, className)}>
      {children}
      <button type="button" onClick={() => change({ sort: by === "score" ? undefined : by })} className={cx("inline-flex items-center gap-1 whitespace-nowrap hover:text-fg", on && "font-medium text-fg")}>
        {label}
        {on && <ArrowDown size={12} aria-hidden="true" className={by === "source" ? "rotate-180" : ""} />}
      </button>
    </th>
  );
}
