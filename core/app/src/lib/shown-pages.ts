import type { ShownPages } from "@/api/types";

type Shown = ShownPages["pages"][number];

/** What Dozor refuses by, under the names that pages have: an attack that is held back is no site that fails. */
const REFUSALS: readonly string[] = ["banned", "limited"];

const isRefusal = ({ page }: Shown): boolean => REFUSALS.includes(page.slice(page.lastIndexOf("/") + 1));

/** The pages by which visitors saw something fail, and those by which somebody was refused. */
export const apart = (pages: readonly Shown[]): { seen: readonly Shown[]; refused: readonly Shown[] } => ({
  seen: pages.filter((page) => !isRefusal(page)), refused: pages.filter(isRefusal),
});

export const sumOf = (pages: readonly Shown[]): number => pages.reduce((sum, { count }) => sum + count, 0);
