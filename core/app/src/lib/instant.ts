/** Unix seconds of an RFC 3339 instant. */
export const unix = (instant: string): number => Date.parse(instant) / 1000;

/** An RFC 3339 instant of Unix seconds. */
export const instantText = (seconds: number): string => new Date(seconds * 1000).toISOString();

/** Decisions without an end are stored with one far away. */
export const isEndless = (until: number, now: number): boolean => until - now > 300 * 86400;
