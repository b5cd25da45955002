import { Popover } from "radix-ui";
import { type FormEvent, type ReactElement, useId, useState } from "react";

import { Button } from "@/components/button";
import { Kbd } from "@/components/kbd";
import { nowSeconds } from "@/lib/clock";
import { cx } from "@/lib/cx";
import { prefs, setPrefs } from "@/lib/prefs";
import { bounds, QUICK, type Range } from "@/lib/range";
import { useStore } from "@/lib/store";
import { parseInstant, parseRange } from "@/lib/typed-range";
import { useRange, useSetRange } from "@/lib/view";
import { offsetLabel, wallText, zoneName } from "@/lib/zone";

import { useText } from "./text/use";

interface Props {
  button: ReactElement;
  onClose: () => void;
}

export default function RangePopover({ button, onClose }: Props) {
  const { t } = useText();
  const setRange = useSetRange();
  const choose = (range: Range) => {
    setRange(range);
    onClose();
  };
  return (
    <Popover.Root open onOpenChange={(open) => !open && onClose()}>
      <Popover.Trigger asChild>{button}</Popover.Trigger>
      <Popover.Portal>
        <Popover.Content
          align="end"
          sideOffset={6}
          collisionPadding={8}
          aria-label={t.range.title}
          className="pop z-50 flex w-[min(430px,calc(100vw-16px))] animate-[popin_140ms_var(--ease)] max-md:flex-col"
        >
          <QuickList onChoose={choose} />
          <Exact onChoose={choose} />
        </Popover.Content>
      </Popover.Portal>
    </Popover.Root>
  );
}

function QuickList({ onChoose }: { onChoose: (range: Range) => void }) {
  const { t, f } = useText();
  const range = useRange();
  return (
    <ul aria-label={t.range.quick} className="w-40 shrink-0 border-line p-1.5 max-md:grid max-md:w-full max-md:grid-cols-3 max-md:border-b md:border-r">
      {QUICK.map((seconds) => {
        const current = range.kind === "live" && range.seconds === seconds;
        return (
          <li key={seconds}>
            <button
              type="button"
              aria-pressed={current}
              onClick={() => onChoose({ kind: "live", seconds })}
              className={cx("h-[30px] w-full rounded-[7px] px-2.5 text-left hover:bg-hover pointer-coarse:h-11", current && "bg-accentsoft font-medium")}
            >
              {t.range.last(f.span(seconds))}
            </button>
          </li>
        );
      })}
    </ul>
  );
}

function Exact({ onChoose }: { onChoose: (range: Range) => void }) {
  const { t } = useText();
  const zone = zoneName(useStore(prefs).zone);
  const shown = bounds(useRange(), nowSeconds());
  const [typed, setTyped] = useState("");
  const [from, setFrom] = useState(() => wallText(shown.from, zone));
  const [to, setTo] = useState(() => wallText(shown.to, zone));
  const [problem, setProblem] = useState<"typed" | "from" | "to" | "order" | null>(null);

  const apply = (event: FormEvent) => {
    event.preventDefault();
    const now = nowSeconds();
    if (typed.trim()) {
      const range = parseRange(typed, now, zone);
      if (range) onChoose(range);
      else setProblem("typed");
      return;
    }
    const [start, end] = [parseInstant(from, now, zone), parseInstant(to, now, zone)];
    if (start === null) setProblem("from");
    else if (end === null) setProblem("to");
    else if (end - start < 10) setProblem("order");
    else onChoose({ kind: "fixed", from: Math.floor(start), to: Math.ceil(end) });
  };
  const edit = (set: (text: string) => void) => (text: string) => {
    set(text);
    setProblem(null);
  };
  const message = { typed: t.range.bad, from: t.range.badField, to: t.range.badField, order: t.range.reversed };
  return (
    <form onSubmit={apply} className="grid min-w-0 flex-1 content-start gap-2.5 p-2.5">
      <Field label={t.range.type} hidden value={typed} onChange={edit(setTyped)} bad={problem === "typed"} focus />
      <Field label={t.range.from} value={from} onChange={edit(setFrom)} bad={problem === "from" || problem === "order"} />
      <Field label={t.range.to} value={to} onChange={edit(setTo)} bad={problem === "to" || problem === "order"} />
      <ZoneField />
      <p role="alert" className="min-h-4 text-xs text-badink">{problem && message[problem]}</p>
      <div className="flex items-center gap-2 text-xs text-fg3">
        <Kbd>T</Kbd> <span className="flex-1">{t.range.title}</span>
        <Button kind="primary" type="submit">{t.range.apply}</Button>
      </div>
    </form>
  );
}

interface FieldProps {
  label: string;
  value: string;
  onChange: (text: string) => void;
  bad: boolean;
  hidden?: boolean;
  focus?: boolean;
}

function Field({ label, value, onChange, bad, hidden = false, focus = false }: FieldProps) {
  return (
    <label className="grid gap-1">
      <span className={hidden ? "sr-only" : "label"}>{label}</span>
      <input
        className="field num"
        value={value}
        placeholder={hidden ? label : undefined}
        aria-invalid={bad}
        spellCheck={false}
        autoComplete="off"
        // The box to type into is what the picker was opened for.
        // eslint-disable-next-line jsx-a11y/no-autofocus
        autoFocus={focus}
        onChange={(event) => onChange(event.target.value)}
      />
    </label>
  );
}

function ZoneField() {
  const { t } = useText();
  const { zone } = useStore(prefs);
  const id = useId();
  const now = nowSeconds();
  const names = ["browser", "UTC", ...Intl.supportedValuesOf("timeZone")];
  const label = (name: string) => (name === "UTC" ? "UTC" : `${name} · ${offsetLabel(now, name)}`);
  return (
    <div className="grid gap-1">
      <label htmlFor={id} className="label">{t.range.zone}</label>
      <select id={id} className="field" value={zone} onChange={(event) => setPrefs({ zone: event.target.value })}>
        {names.map((name) => (
          <option key={name} value={name}>{name === "browser" ? t.range.browser(label(zoneName(name))) : name === zone ? label(name) : name}</option>
        ))}
      </select>
    </div>
  );
}
