import { deeds } from "@/lib/i18n/deeds/en";

export const en = {
  audit: {
    lead: "Who did what, from where, and what became different. Nothing here can be changed or removed.", notYours: "This is for administrators", search: "Anything in an entry", who: "Who", action: "What", subject: "To what", address: "From where", at: "When",
    entries: "Entries", help: "Words and who:, action:, subject:, address: hold together; - excludes.", within: "Only in the time range above", only: (name: string, value: string) => `Only ${name}: ${value}`, none: "Nothing was done", noMatch: "No entry matches", clear: "Clear the filters",
    request: "Request", session: "Session or token", kind: "How", changed: "What became different", nothing: "Nothing is told of what became different.", field: "Field", before: "Before", after: "After", empty: "nothing", whole: "value",
    done: (what: string) => `${what}: what came of it`,
    kinds: { person: "signed in", token: "API token", local: "this machine", telegram: "Telegram", system: "by itself" },
    actions: deeds,
  },
};
