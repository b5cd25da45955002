import { count } from "@/lib/i18n/english";

export const en = {
  alarms: {
    title: "Alarms", lead: "What is out of order on machines, containers and services, what was, and what is looked for.", shown: "What is shown", parts: { firing: "Firing", silences: "Silences", history: "History", rules: "Rules" },
    total: (alarms: number) => count(alarms, "alarm", "alarms"), pending: (alarms: number) => `${count(alarms, "more", "more")} may fire soon`, unscored: (metrics: number) => `${count(metrics, "metric is", "metrics are")} not watched for anomalies: there is no room for more`,
    watching: (rules: number) => `${count(rules, "rule watches", "rules watch")} what nodes report.`, toRules: "What is looked for", none: "Nothing fires", noneLead: "When something is out of order, it appears here within seconds.", noneThen: "Nothing fired in this time", silencedOnes: "Silenced", noSilences: "Nothing is silenced", noSilencesLead: "What you silence stands here until its end, also while nothing fires.", until: "Until", firingNow: "fires now", endedNow: (rule: string) => `${rule}: told again`,
    severity: "Severity", what: "What", where: "Where", value: "Value", since: "Since", ended: "Ended", open: (rule: string, where: string) => `${where}: details of the alarm ${rule}`, fleet: "all nodes",
    seen: "Seen", unsee: "Not seen after all", seenBy: (by: string) => `seen by ${by}`, seenNow: (rule: string) => `${rule}: noted as seen`, silence: "Silence", silenceFor: "Tell nobody for", unsilence: "Tell again",
    silencedNow: (rule: string, span: string) => `${rule}: nobody is told for ${span}`, silencedUntil: (until: string, by: string) => `silent until ${until}, said ${by}`, firing: "fires",
    whys: { "": "its value is back", gone: "its series is gone", rule: "its rule was changed", node: "its node was deleted" }, events: "What happened", rule: "Rule", asItWas: "The rule, as it was then", lasted: "Lasted",
    happened: { fired: "Fired", cleared: "Over", acknowledged: "Seen", unacknowledged: "Not seen after all", silenced: "Silenced", unsilenced: "Told again" },
    form: "How the rule is written", forms: { fields: "Fields", text: "Text" }, metric: "Metric", metricHelp: "KIND.METRIC, as host.cpu_busy_share; type to find one.", lookFor: "What is looked for",
    kindNames: { threshold: "A value too high or too low", change: "A value that changed much", forecast: "A value that will be too high or too low", anomaly: "A value nobody expected", absence: "A value that is missing", silence: "A node that says nothing" },
    kindHelps: { threshold: "Ten-second averages are compared with the threshold.", change: "By how much it rose above its lowest, or fell below its highest, within the window.", forecast: "Where the trend of the window leads.", anomaly: "The detector of metrics says how surprising a value is; it learns what is usual.", absence: "The node reports, but this is not in its reports any more.", silence: "The node does not report at all." },
    side: "Fires when the value is", sides: { value: { above: "above", below: "below" }, change: { above: "up by more than", below: "down by more than" } }, limit: "Threshold", clear: "Over again at", clearSame: "the threshold", mebibytes: "MiB", notANumber: "The threshold is a number.",
    lasts: "It has to last", overAfter: "Over when back for", atOnce: "at once", window: "Within", ahead: "Looks ahead", patterns: "Names or ids, with * and ?; commas between.", entities: "Of what", entitiesHelp: "File systems, containers, interfaces…: with * and ?.", but: "Except", summary: "What people read", enabled: "The rule is on",
    newRule: "New rule", edit: (name: string) => `Change the rule ${name}`, name: "Name", nameHelp: "Small letters, digits, dot, dash and underscore.", condition: "Fires when", origin: "Made by", origins: { builtin: "built in", changed: "built in, changed", own: "people" }, off: "off",
    json: "The rule, as JSON", jsonHelp: "kind: threshold, change, forecast, anomaly, absence or silence. metric: KIND.METRIC, as host.cpu_busy_share. Exactly one of above and below.", badJson: "This is no JSON object:", save: "Save", saved: (name: string) => `Rule ${name}: saved`,
    reset: "As built in", remove: "Remove", removed: (name: string) => `Rule ${name}: taken away`, turnOff: "Turn off", turnOn: "Turn on",
    try: "Try on the last", trying: "Trying…", hours: { day: "day", threeDays: "3 days", week: "7 days" }, tried: (fired: number, series: number, firing: string) => `It would have fired ${count(fired, "time", "times")} on ${count(series, "series", "series")}, for ${firing} in all.`,
    triedNever: (series: number) => `It would not have fired, on ${count(series, "series", "series")}.`, triedNone: "No series is called so.", still: "still",
    kinds: { change: "changed by", forecast: "forecast", anomaly: "surprise", absence: "is missing", silence: "the node is silent" }, lasting: (span: string) => `for ${span}`,
  },
};
