/** The tokens that a canvas needs, read once per theme. */
export interface Colors {
  line: string;
  band: string;
  grid: string;
  text: string;
  strong: string;
  panel: string;
  excess: string;
  refused: string;
  ok: string;
  warn: string;
  bad: string;
  second: string;
  third: string;
  severity: readonly [string, string, string, string];
  soft: readonly [string, string, string, string];
}

export function readColors(): Colors {
  const style = getComputedStyle(document.documentElement);
  const of = (name: string) => style.getPropertyValue(`--${name}`).trim();
  return {
    line: of("s1"), band: of("band"), grid: of("grid"), text: of("fg-3"), strong: of("fg"), panel: of("panel"),
    excess: of("sev3"), refused: of("s5"), ok: of("ok"), warn: of("sev2"), bad: of("sev3"), second: of("s2"), third: of("s3"),
    severity: [of("sev1"), of("sev2"), of("sev3"), of("sev4")],
    soft: [of("sev1-soft"), of("sev2-soft"), of("sev3-soft"), of("sev4-soft")],
  };
}

/** A hex colour with an alpha in [0, 1]. */
export const faded = (hex: string, alpha: number): string =>
  `${hex}${Math.round(alpha * 255).toString(16).padStart(2, "0")}`;
