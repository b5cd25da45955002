const WIDTHS = [1, 2, 5, 10, 15, 30, 60, 120, 300, 600, 900, 1800, 3600, 7200, 10_800, 21_600, 43_200, 86_400, 604_800] as const;

/** The width of a bar: about `count` of them, of a length that people count in. */
export const stepOf = (seconds: number, count: number): number => WIDTHS.find((width) => width * count >= seconds) ?? 604_800;

/** Classes of status as they are stacked, and what they are drawn in. */
export const CLASSES = ["2xx", "3xx", "4xx", "5xx", "refused", "1xx", "other"] as const;
export type StatusClass = (typeof CLASSES)[number];
export const FILL: Record<StatusClass, string> = { "2xx": "var(--s1)", "3xx": "var(--off)", "4xx": "var(--warn)", "5xx": "var(--bad)", refused: "var(--s3)", "1xx": "var(--line-2)", other: "var(--line-2)" };

/** What of a filter means a class. */
export const tokenOfClass = (name: StatusClass): readonly [field: string, value: string] | null =>
  name === "refused" ? ["refused", "yes"] : name === "other" ? null : ["status", name];

/** The class of one request, as the core counts it. */
export function classOf({ status = "", verdict = "" }: { status?: string; verdict?: string }): StatusClass {
  if (verdict === "ban" || (verdict === "challenge" && status !== "204") || (verdict === "limit" && status === "429")) return "refused";
  return CLASSES.find((name) => name === `${status.slice(0, 1)}xx`) ?? "other";
}
