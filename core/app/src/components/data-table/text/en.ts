import { n } from "@/lib/i18n/english";

export const en = {
  table: {
    details: "Details of", select: (row: string) => `Select ${row}`, selectAll: "Select all", selected: (picked: number) => `${n(picked)} selected`, clearSelection: "Clear selection",
    tools: "Table settings", columns: "Columns", density: "Row height", normal: "Normal", compact: "Compact", reset: "Reset",
    export: "Save the list", csv: "As CSV", ndjson: "As NDJSON", copyLink: "Copy link to this view", linkCopied: "Link copied",
    include: "Only these", exclude: "Without these", copy: "Copy", copied: (value: string) => `Copied: ${value}`,
    more: "Show more", values: "What to do with this value", dropToken: (token: string) => `Remove ${token} from the filter`, suggestions: "Suggestions", unread: (tokens: string) => `${tokens}: a number is needed here`,
  },
};
