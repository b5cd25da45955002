import { ChevronRight } from "lucide-react";
import { memo, type ReactNode, type Ref } from "react";

import { cx } from "@/lib/cx";

import type { Column } from "./columns";
import { useText } from "./text/use";

export interface RowProps<R> {
  row: R;
  id: string;
  columns: readonly Column<R>[];
  compact: boolean;
  /** Null where rows cannot be picked. */
  picked: boolean | null;
  current: boolean;
  open: boolean;
  /** `page`: opening leads elsewhere; `detail`: it unfolds what is below. */
  opens: "nothing" | "page" | "detail";
  detail?: ((row: R) => ReactNode) | undefined;
  phone?: ((row: R) => ReactNode) | undefined;
  look?: ((row: R) => string) | undefined;
  /** What is said above it and those that follow. */
  group?: ReactNode;
  /** Of virtual rows: the place among all, and what measures the height. */
  index?: number;
  measure?: Ref<HTMLTableSectionElement>;
}

/** Plain elements and no handlers: rows come by the hundred and change every second, so the table listens for all. */
function TableRow<R>(props: RowProps<R>) {
  const { row, id, columns, picked, current, open, opens, detail, phone, look, group, index, measure } = props;
  const across = phone ? 1 : columns.length + (picked === null ? 0 : 1);
  return (
    <tbody ref={measure} data-index={index} className="border-t border-line">
      {group && <tr className="border-b border-line bg-bg"><th scope="rowgroup" colSpan={across} className="px-4 py-1.5 text-left text-xs font-medium text-fg2">{group}</th></tr>}
      <tr
        data-key={id}
        aria-current={current || undefined}
        aria-rowindex={index === undefined ? undefined : index + 2}
        className={cx("scroll-mt-28 scroll-mb-24 hover:bg-hover", opens !== "nothing" && "cursor-pointer", open && "bg-hover", picked && "bg-accentsoft!", current && "shadow-[inset_3px_0_0_var(--accent)]", look?.(row))}
      >
        {phone ? <td className="py-2 pr-3 pl-3 text-left"><Opener {...props}>{phone(row)}</Opener></td> : <Cells {...props} />}
      </tr>
      {open && detail && <tr><td colSpan={across} className="border-t border-line bg-hover p-4 text-left">{detail(row)}</td></tr>}
    </tbody>
  );
}
export const Row = memo(TableRow) as typeof TableRow;

function Cells<R>(props: RowProps<R>) {
  const { t } = useText();
  const { row, id, columns, compact, picked } = props;
  const pad = compact ? "py-0.5 h-[34px]" : "py-1.5 h-11";
  return (
    <>
      {picked !== null && <td className="w-10 pl-4"><input type="checkbox" data-pick readOnly aria-label={t.table.select(id)} checked={picked} className="size-4 align-middle accent-[var(--accent)]" /></td>}
      {columns.map((column) => {
        const { id: name, render, value, token, align, lead, className } = column;
        const held = token ? (value?.(row) ?? null) : null;
        const attributes = {
          className: cx("px-2 first:pl-4 last:pr-4", pad, align === "right" ? "text-right" : "text-left", className),
          ...(held === null || held === "" ? {} : { "data-name": token, "data-value": String(held) }),
        };
        return lead ? <th key={name} scope="row" {...attributes} className={cx(attributes.className, "font-normal")}><Opener {...props}>{render(row)}</Opener></th> : <td key={name} {...attributes}>{render(row)}</td>;
      })}
    </>
  );
}

function Opener<R>({ open, opens, phone, children }: RowProps<R> & { children: ReactNode }) {
  const { t } = useText();
  if (opens === "nothing") return children;
  return (
    <button type="button" data-open aria-expanded={opens === "detail" ? open : undefined} className="flex min-h-6 w-full max-w-full items-center gap-1.5 text-left">
      {opens === "detail" && <ChevronRight size={14} aria-hidden="true" className={cx("shrink-0 text-fg3 transition-transform", open && "rotate-90")} />}
      <span className={cx("relative min-w-0", phone ? "flex-1" : "max-w-full")}><span className="sr-only">{t.table.details} </span>{children}</span>
    </button>
  );
}
