import type { ReactNode } from "react";

import { cx } from "@/lib/cx";

import { Skeleton } from "./states";

/** What a screen answers first, in the colour of the answer. */
export function Frame({ color, icon, solid, children, actions }: { color: string; icon: ReactNode; solid: boolean; children: ReactNode; actions?: ReactNode }) {
  return (
    <section className="panel relative flex flex-wrap items-center gap-x-4 gap-y-3 overflow-hidden py-3.5 pr-4 pl-5" style={{ backgroundImage: `linear-gradient(90deg, color-mix(in srgb, ${color} 17%, transparent), transparent 46%)` }}>
      <i aria-hidden="true" className="absolute inset-y-0 left-0 w-1" style={{ background: color }} />
      <span aria-hidden="true" className={cx("grid size-10 shrink-0 place-items-center rounded-[10px]", solid && "text-white")} style={{ background: solid ? color : `color-mix(in srgb, ${color} 20%, transparent)`, ...(solid ? {} : { color }) }}>{icon}</span>
      <div className="min-w-0 flex-1 basis-64">{children}</div>
      {actions && <div className="flex items-center gap-2 max-md:w-full max-md:flex-wrap max-md:[&>*]:flex-auto">{actions}</div>}
    </section>
  );
}

/**
 * The room of an answer that is still to come. Where the screen is narrow nobody knows how high it will be, so what
 * comes after it is out of sight until then: it would move.
 */
export const FrameWaiting = () => <div className="panel flex h-[136px] items-center p-4 md:h-[92px] xl:h-[74px] max-xl:[&~*]:invisible"><Skeleton className="h-9 w-2/3" /></div>;

/** The answer in words. */
export function Words({ title, lead }: { title: string; lead: ReactNode }) {
  return (
    <>
      <p className="text-lg font-semibold tracking-[-.01em]">{title}</p>
      <p className="num mt-0.5 text-fg2">{lead}</p>
    </>
  );
}
