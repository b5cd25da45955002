export function Kbd({ children }: { children: string }) {
  return (
    <kbd className="inline-grid h-5 min-w-5 place-items-center rounded-[5px] border border-line2 px-1 font-mono text-2xs text-fg3">
      {children}
    </kbd>
  );
}
