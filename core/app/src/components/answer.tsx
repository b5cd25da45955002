import type { ReactNode } from "react";

import { Frame } from "./verdict-frame";

const TONES = { ok: "var(--ok)", warn: "var(--warn)", bad: "var(--bad)", off: "var(--off)" } as const;
export type Tone = keyof typeof TONES;

interface Props {
  tone: Tone;
  icon: ReactNode;
  title: ReactNode;
  lead: ReactNode;
  actions?: ReactNode;
}

/** What a screen of things to be cared for answers before anything else, and the one thing to do about it. */
export function Answer({ tone, icon, title, lead, actions }: Props) {
  return (
    <div aria-live="polite">
      <Frame color={TONES[tone]} solid={false} icon={icon} actions={actions}>
        <p className="text-lg font-semibold tracking-[-.01em] break-words">{title}</p>
        <p className="num mt-0.5 break-words text-fg2">{lead}</p>
      </Frame>
    </div>
  );
}
