import { useEffect, useRef } from "react";

import { setTablePrefs, useTablePrefs } from "@/lib/table-prefs";

import { Button } from "../button";
import { Segmented } from "../segmented";
import { type Column, isChosen } from "./columns";
import { useText } from "./text/use";

interface Props<R> {
  name: string;
  columns: readonly Column<R>[];
  onClose: () => void;
}

/** Which columns are shown, and how high rows are; closed by Esc or a press elsewhere. */
export default function Chooser<R>({ name, columns, onClose }: Props<R>) {
  const { t } = useText();
  const prefs = useTablePrefs(name);
  const box = useRef<HTMLDivElement>(null);
  useEffect(() => {
    const before = document.activeElement;
    box.current?.focus();
    const outside = (event: PointerEvent) => {
      if (event.target instanceof Node && !box.current?.parentElement?.contains(event.target)) onClose();
    };
    const pressed = (event: KeyboardEvent) => event.key === "Escape" && onClose();
    document.addEventListener("pointerdown", outside);
    document.addEventListener("keydown", pressed);
    return () => {
      document.removeEventListener("keydown", pressed);
      document.removeEventListener("pointerdown", outside);
      if (before instanceof HTMLElement) before.focus();
    };
  }, [onClose]);
  const choosable = columns.filter(({ lead, fixed }) => !lead && !fixed);
  return (
    <div
      ref={box}
      role="dialog"
      aria-label={t.table.tools}
      tabIndex={-1}
      className="pop absolute top-10 right-0 z-20 grid w-64 gap-3 p-3 outline-none"
    >
      <div className="grid justify-items-start gap-1.5">
        <span className="label">{t.table.density}</span>
        <Segmented
          label={t.table.density}
          value={prefs.density ?? "normal"}
          options={[{ value: "normal", label: t.table.normal }, { value: "compact", label: t.table.compact }]}
          onChange={(density) => setTablePrefs(name, { density })}
        />
      </div>
      <fieldset className="grid max-h-[50vh] gap-0.5 overflow-y-auto">
        <legend className="label mb-1">{t.table.columns}</legend>
        {choosable.map((column) => (
          <label key={column.id} className="flex min-h-7 cursor-pointer items-center gap-2.5 rounded-chip px-1.5 hover:bg-hover pointer-coarse:min-h-11">
            <input
              type="checkbox"
              className="size-4 accent-[var(--accent)]"
              checked={isChosen(column, prefs)}
              onChange={(event) => setTablePrefs(name, { columns: { ...prefs.columns, [column.id]: event.target.checked } })}
            />
            {column.head}
          </label>
        ))}
      </fieldset>
      <Button kind="ghost" size="small" className="justify-self-start" onClick={() => setTablePrefs(name, { columns: {}, density: "normal" })}>{t.table.reset}</Button>
    </div>
  );
}
