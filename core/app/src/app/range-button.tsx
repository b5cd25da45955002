import { CalendarClock, ChevronDown } from "lucide-react";
import { lazy, Suspense, useState } from "react";

import { useText } from "@/lib/i18n/react";
import { useKeys } from "@/lib/keys";
import { prefs } from "@/lib/prefs";
import { useStore } from "@/lib/store";
import { useRange } from "@/lib/view";
import { wallOf, zoneName } from "@/lib/zone";

const RangePopover = lazy(() => import("./range-popover"));

export function RangeButton() {
  const [open, setOpen] = useState(false);
  const { t } = useText();
  const label = useRangeLabel();
  useKeys({ KeyT: () => setOpen(true) });
  const button = (
    <button type="button" className="ctl num hover:bg-hover" aria-haspopup="dialog" aria-expanded={open} onClick={() => setOpen(true)} aria-label={`${t.range.title}: ${label}`} title={`${t.range.title}  T`}>
      <CalendarClock size={15} className="text-fg2" aria-hidden="true" />
      <span className="cut max-w-56 max-md:max-w-28">{label}</span>
      <ChevronDown size={14} className="text-fg3" aria-hidden="true" />
    </button>
  );
  if (!open) return button;
  return <Suspense fallback={button}><RangePopover button={button} onClose={() => setOpen(false)} /></Suspense>;
}

function useRangeLabel(): string {
  const { t, f } = useText();
  const range = useRange();
  const zone = zoneName(useStore(prefs).zone);
  if (range.kind === "live") return t.range.last(f.span(range.seconds));
  const sameDay = wallOf(range.from, zone).day === wallOf(range.to, zone).day && range.to - range.from < 86400;
  return `${f.moment(range.from)} – ${sameDay ? f.clock(range.to) : f.moment(range.to)}`;
}
