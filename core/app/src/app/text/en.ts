export const en = {
  palette: {
    title: "Search and commands", placeholder: "A page, a thing, an address or a command…", none: "Nothing found. Paste an address to ban it.", sources: "Sources", pages: "Pages", objects: "Things", found: { node: "node", service: "service", domain: "domain", certificate: "certificate", container: "container", decision: "decision" },
    actions: "Actions", address: "Address", ban: (source: string) => `Ban ${source} for 4 h`, allow: (source: string) => `Allow ${source}`,
    open: (source: string) => `Show ${source}`, theme: "Switch theme", keys: "Keyboard shortcuts", signOut: "Sign out", live: "Back to live",
  },
  keys: {
    title: "Keyboard shortcuts", palette: "Search and commands", help: "This list", filter: "Filter", range: "Time range", shift: "Shift the time range",
    zoom: "Zoom out, in", live: "Live or paused", go: "Go to a place: the palette shows the letter of each", rows: "Next, previous row",
    open: "Open the row", select: "Select the row", ban: "Ban for 4 h", allow: "Allow", undo: "Undo", note: "Keys work on any layout and rest while you type.",
    keep: "Keep only the value under the pointer", leave: "Leave it out", copy: "Copy it", lines: "Next, previous line", openLine: "Open the line", follow: "Follow what comes", logs: "In logs", general: "Everywhere", table: "In the table of sources", off: "Single-key shortcuts are off. Turn them on in your account menu.",
  },
  missing: {
    title: "There is no such page", lead: (path: string) => `Nothing stands at ${path}. The address may be mistyped, or from another release.`, home: "Go home", search: "Ctrl K finds pages, nodes, domains and addresses.",
  },
  range: {
    type: "Type 90m, 6h, 3d or a date", from: "From", to: "To", zone: "Time zone", browser: (name: string) => `Browser: ${name}`, apply: "Apply",
    bad: "Not a time range. Try 90m, 6h or 2026-11-22 18:04.", badField: "Not a time. Try 2026-11-22 18:04.",
    reversed: "The range must last at least 10 s and end after it starts.", quick: "Quick ranges",
  },
};
