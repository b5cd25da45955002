const DAY_SECONDS = 86_400;
const MOST_DAYS = 120;

export interface Day {
  /** Unix seconds of its beginning, UTC. */
  day: number;
  rows: number;
  /** 0 for nothing, to 3. */
  shade: 0 | 1 | 2 | 3;
}

/** Every day from the first that there is something of to now, at most 120 of them, shaded against the fullest. */
export function calendar(known: readonly { day: number; rows: number }[], now: number): readonly Day[] {
  const [first] = known;
  if (!first) return [];
  const rows = new Map(known.map((each) => [each.day, each.rows]));
  const most = Math.max(...known.map((each) => each.rows));
  const last = Math.floor(now / DAY_SECONDS) * DAY_SECONDS;
  const begin = Math.max(first.day, last - (MOST_DAYS - 1) * DAY_SECONDS);
  return Array.from({ length: Math.max(Math.round((last - begin) / DAY_SECONDS) + 1, 1) }, (_, i) => {
    const day = begin + i * DAY_SECONDS;
    const count = rows.get(day) ?? 0;
    return { day, rows: count, shade: count === 0 ? 0 : count > most * 0.66 ? 3 : count > most * 0.33 ? 2 : 1 };
  });
}
