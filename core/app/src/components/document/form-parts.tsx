import { ChevronRight } from "lucide-react";
import { type ReactNode, useState } from "react";

import type { DraftFinding } from "@/api/types";

import { AreaField } from "../field";
import { Findings } from "./findings";

interface PartProps {
  title: string;
  /** What holds now, in a few words. */
  now: string;
  /** The fields within, by the beginnings of their paths: what is wrong with them is told here. */
  fields: readonly string[];
  findings: readonly DraftFinding[];
  open?: boolean;
  children: ReactNode;
}

/** A part of a form under its heading, with what holds now beside it; open where something is wrong within. */
export function FormPart({ title, now, fields, findings, open = false, children }: PartProps) {
  const own = findings.filter(({ path }) => fields.some((field) => path === field || path.startsWith(`${field}.`)));
  return (
    <details open={open || own.some(({ severity }) => severity === "error")} className="group border-t border-line first:border-0">
      <summary className="flex min-h-11 cursor-pointer items-center gap-2 rounded-ctl hover:bg-hover">
        <ChevronRight size={15} aria-hidden="true" className="shrink-0 text-fg3 group-open:rotate-90" />
        <span className="font-medium whitespace-nowrap">{title}</span>
        <span className="cut min-w-0 flex-1 text-right text-fg3">{now}</span>
      </summary>
      <div className="grid min-w-0 grid-cols-[minmax(0,1fr)] gap-3 pt-1 pb-4 pl-6"><Findings findings={own} />{children}</div>
    </details>
  );
}

interface LinesProps {
  label: string;
  help?: ReactNode;
  values: readonly string[];
  onChange: (values: string[]) => void;
  placeholder?: string;
}

const joined = (values: readonly string[]) => values.join("\n");
const linesOf = (text: string) => text.split(/[\n,]+/).map((line) => line.trim()).filter(Boolean);

/** A list as lines of text; blanks between them are the writer's own. */
export function LinesField({ values, onChange, ...rest }: LinesProps) {
  const [typed, setTyped] = useState(() => joined(values));
  const shown = joined(linesOf(typed)) === joined(values) ? typed : joined(values);
  return (
    <AreaField
      {...rest} className="mono" rows={Math.min(8, Math.max(2, values.length + 1))} value={shown}
      onChange={(text) => {
        setTyped(text);
        onChange(linesOf(text));
      }}
    />
  );
}

interface NumberProps {
  value: number | null | undefined;
  onChange: (value: number | null) => void;
}

/** A number's field: what is empty is none. */
export const numberProps = ({ value, onChange }: NumberProps) => ({
  type: "number", inputMode: "decimal" as const, value: value == null ? "" : String(value), onChange: (text: string) => onChange(text === "" ? null : Number(text)),
});
