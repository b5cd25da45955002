import { Check } from "lucide-react";
import { DropdownMenu } from "radix-ui";

import { cx } from "@/lib/cx";

import { Kbd } from "./kbd";
import type { MenuItem, MenuProps } from "./menu";

/** Not modal: a modal one would inject a style element, which the content security policy refuses. */
export default function OpenMenu({ button, items, heading }: MenuProps) {
  return (
    <DropdownMenu.Root defaultOpen modal={false}>
      <DropdownMenu.Trigger asChild>{button}</DropdownMenu.Trigger>
      <DropdownMenu.Portal>
        <DropdownMenu.Content
          align="end"
          sideOffset={6}
          collisionPadding={8}
          className="pop z-50 min-w-44 max-w-80 animate-[popin_140ms_var(--ease)] p-1.5"
        >
          {heading && <DropdownMenu.Label className="px-2.5 pt-1 pb-1.5 text-xs text-fg3">{heading}</DropdownMenu.Label>}
          {items.map((item) => <Item key={item.label} item={item} />)}
        </DropdownMenu.Content>
      </DropdownMenu.Portal>
    </DropdownMenu.Root>
  );
}

function Item({ item }: { item: MenuItem }) {
  return (
    <>
      {item.apart && <DropdownMenu.Separator className="mx-1 my-1.5 h-px bg-line" />}
      <DropdownMenu.Item
        onSelect={item.onSelect}
        disabled={item.disabled ?? false}
        className={cx(
          "flex h-8 cursor-pointer items-center gap-2.5 rounded-[7px] px-2.5 outline-none data-highlighted:bg-active data-disabled:opacity-50 pointer-coarse:h-11",
          item.checked && "text-accent",
        )}
      >
        {item.icon}
        <span className="cut flex-1" title={item.label}>{item.label}</span>
        {item.checked && <Check size={14} aria-hidden="true" />}
        {item.hint && <Kbd>{item.hint}</Kbd>}
      </DropdownMenu.Item>
    </>
  );
}
