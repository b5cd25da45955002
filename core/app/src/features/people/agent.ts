const BROWSERS: readonly (readonly [string, RegExp])[] = [
  ["Edge", /\bEdg(?:e|A|iOS)?\//], ["Opera", /\bOPR\//], ["Yandex", /\bYaBrowser\//], ["Firefox", /\b(?:Firefox|FxiOS)\//],
  ["Chrome", /\b(?:Chrome|CriOS|Chromium|HeadlessChrome)\//], ["Safari", /\bSafari\//],
];
const SYSTEMS: readonly (readonly [string, RegExp])[] = [
  ["Android", /\bAndroid\b/], ["iOS", /\b(?:iPhone|iPad|iPod)\b/], ["Windows", /\bWindows\b/], ["macOS", /\bMac OS X\b/], ["Linux", /\bLinux\b/],
];
const LONGEST = 60;

/** A browser's own words about itself in short, as `Firefox, Linux`; what is not known is shown as it is, cut. */
export function agentName(userAgent: string): string {
  const found = [BROWSERS, SYSTEMS].flatMap((names) => names.find(([, pattern]) => pattern.test(userAgent))?.[0] ?? []);
  return found.length > 0 ? found.join(", ") : userAgent.slice(0, LONGEST);
}
