import { CircleDashed, ShieldAlert, ShieldCheck, TriangleAlert } from "lucide-react";

import { StateMark } from "@/components/status";

import { type Directory, OWN_NAMES } from "./draft";
import { type State, TONE } from "./state";
import { type Texts, useText } from "./text/use";

const MARK = { ok: "ok", warn: "warn", bad: "down", off: "new" } as const;
const INK = { ok: "", warn: "text-warnink", bad: "text-badink", off: "text-fg2" } as const;

export const ICONS = { ok: ShieldCheck, warn: TriangleAlert, bad: ShieldAlert, off: CircleDashed } as const;

/** A state by shape, colour and word. */
export function StateWord({ state }: { state: State }) {
  const { t } = useText();
  const tone = TONE[state];
  return <span className={`inline-flex items-center gap-2 font-medium ${INK[tone]}`}><StateMark state={MARK[tone]} />{t.certificates.states[state]}</span>;
}

/** What people call a directory. */
export const directoryName = (directory: Directory, { certificates }: Texts): string => OWN_NAMES[directory] ?? certificates.directories[directory as keyof typeof certificates.directories];
