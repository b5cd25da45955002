import { Command } from "cmdk";
import type { ReactNode } from "react";

import { Kbd } from "@/components/kbd";

export interface GroupProps {
  then: (action: () => void) => () => void;
}

export function Group({ heading, children }: { heading: string; children: ReactNode }) {
  return <Command.Group heading={heading} className="pb-1 text-fg3 [&_[cmdk-group-heading]]:px-2.5 [&_[cmdk-group-heading]]:pt-2 [&_[cmdk-group-heading]]:pb-1 [&_[cmdk-group-heading]]:text-xs">{children}</Command.Group>;
}

interface ItemProps {
  value: string;
  icon: ReactNode;
  children: ReactNode;
  keys?: string[];
  onSelect: () => void;
}

export function Item({ value, icon, children, keys = [], onSelect }: ItemProps) {
  return (
    <Command.Item value={value} onSelect={onSelect} className="flex h-9 cursor-pointer items-center gap-3 rounded-ctl px-2.5 text-fg data-[selected=true]:bg-active pointer-coarse:h-11">
      <span className="text-fg2" aria-hidden="true">{icon}</span>
      <span className="cut flex-1">{children}</span>
      <span className="flex gap-1" aria-hidden="true">{keys.map((key) => <Kbd key={key}>{key}</Kbd>)}</span>
    </Command.Item>
  );
}
