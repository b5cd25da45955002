import { count } from "@/lib/i18n/english";

export const en = {
  logs: {
    lead: "What containers and services say, now and then.", needsLead: "Logs may hold what not everybody is to see.", chooseLead: "Open one by its name, or tick several to read them together.", choose: "Whose logs?",
    pick: "Logs to read", find: "Find a container, file or node…", none: "No logs yet",
    noneLead: "Agents keep the logs of containers, and of files named by DOZOR_LOG_FILES.", noneFound: "None of that name.", gone: "removed",
    most: (most: string) => `At most ${most} are read together.`, read: "Read", sources: (sources: number) => count(sources, "log", "logs"), search: "Search in the lines",
    searchHelp: { text: "Text that stands in the line", regex: "Regular expression (RE2), as ^5\\d\\d", field: "Fields of JSON lines, as status=502" }, how: "Search by",
    hows: { text: "Text", regex: "Regex", field: "Field" }, badField: "A field is written name=value.", wrap: "Wrap", times: "Times", download: "Download", levels: "Levels",
    levelNames: { fatal: "Fatal", error: "Error", warning: "Warning", info: "Info", debug: "Debug", trace: "Trace", none: "No level" },
    volume: (lines: string, from: string, to: string) => `${lines} lines from ${from} to ${to}`, lines: "Lines", open: (at: string) => `${at}: details of the line`,
    fold: (lines: number) => `${count(lines, "more line", "more lines")}`, cut: (size: string) => `${size} cut off`,
    gap: (from: string, to: string) => `The stream was broken off from ${from} to ${to}; newest lines follow.`,
    skipped: (source: string, lines: number) => [source, lines > 0 && `${count(lines, "line is", "lines are")} missing`].filter(Boolean).join(": "),
    held: (held: number) => `${count(held, "new line", "new lines")} held`, resume: "Follow", missed: (missed: string) => `${missed} fell out`, opening: "Asking the nodes…",
    following: "Following", reading: "Reading…", lost: "The stream broke off; it is taken up again by itself.", ended: "All there is", refused: "This cannot be asked.",
    count: (lines: number) => count(lines, "line", "lines"), dropped: (lines: string) => `${lines} older ones let go`, noMatch: "No line matches", silent: "Nothing was said",
    silentLead: "What comes appears here at once.", wider: "Look further back",
    lineGone: "This line is no more: its log has moved on. What was said around that time follows.", around: "Around it", fields: "Fields", copyText: "Copy the text",
  },
};
