import type { Msg } from "@/lib/i18n/en";
import { showToast } from "@/lib/toasts";

import { ApiError } from "./problem";

type Texts = Pick<Msg, "act" | "state">;

/** Why something was not done: in the core's words, where it answered. */
export const whyNot = (error: unknown, t: Pick<Msg, "state">): string => (error instanceof ApiError && error.status ? error.message : t.state.unreachable);

/** Tells that what was asked for was not done, and why, where no form stands to say so. */
export const tellFailed = (error: unknown, t: Texts): void => void showToast({ tone: "failed", title: t.act.failed, note: whyNot(error, t) });
