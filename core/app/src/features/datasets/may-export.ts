import { may, type SessionState } from "@/api/session";

const EXPORTERS = ["train", "decide", "operate"] as const;

/** Who may take data along. */
export const mayExport = (state: SessionState): boolean => EXPORTERS.some((each) => may(state, each));
