const PLACE = /^(\[[0-9a-f:.]+\]|[a-z0-9](?:[a-z0-9._-]*[a-z0-9])?):(\d{1,5})$/i;

/** `10.0.0.6:8080`, `app.internal:80`, `[2001:db8::1]:80`; null where it is none of these. */
export function placeOf(text: string): { host: string; port: number } | null {
  const match = PLACE.exec(text.trim());
  const port = Number(match?.[2]);
  return match && port > 0 && port < 65536 ? { host: (match[1] ?? "").replaceAll(/^\[|\]$/g, ""), port } : null;
}

/** A name for a member that nobody has yet, after where it is. */
export function freeName(host: string, taken: readonly string[]): string {
  const wanted = host.toLowerCase().replaceAll(/[^a-z0-9]+/g, "-").replaceAll(/^-+|-+$/g, "").slice(0, 50) || "member";
  if (!taken.includes(wanted)) return wanted;
  return Array.from({ length: taken.length + 1 }, (_, i) => `${wanted}-${i + 2}`).find((each) => !taken.includes(each)) ?? wanted;
}
