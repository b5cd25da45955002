import type { LogLine } from "@/api/types";

/** Where a line stands, in one piece of a URL. */
export const placeText = ({ at, source, id }: Pick<LogLine, "at" | "source" | "id">): string => JSON.stringify([at, source, id]);

/** The same read back; a URL is anybody's text. */
export function readPlace(text: string): { at: number; source: string; id: string } {
  try {
    const [at, source, id] = JSON.parse(text) as unknown[];
    if (typeof at === "number" && typeof source === "string" && typeof id === "string") return { at, source, id };
  } catch {
    return NOWHERE;
  }
  return NOWHERE;
}

const NOWHERE = { at: 0, source: "", id: "" };
