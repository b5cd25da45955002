import type { Problem } from "@/api/types";
import { type Told, toldText, type Words } from "@/lib/told";

import { CERTIFICATES } from "./certificates";
import { DECISIONS } from "./decisions";
import { DEPLOYING } from "./deploying";
import { DOCUMENTS } from "./documents";
import { LAB } from "./lab";
import { LIMITS } from "./limits";
import { NODES } from "./nodes";
import { NOTIFICATIONS } from "./notifications";
import { QUESTIONS } from "./questions";

export type RefusalCode = Exclude<Problem["code"], "">;

/** What the core's refusals say in Russian, by their codes. */
export const RUSSIAN: Words<RefusalCode> = {
  ...CERTIFICATES, ...DECISIONS, ...DEPLOYING, ...DOCUMENTS, ...LAB, ...LIMITS, ...NODES, ...NOTIFICATIONS, ...QUESTIONS,
};

export const numbers = {
  integer: (value: number) => value.toLocaleString("ru"),
  decimal: (value: number, digits: number) => value.toLocaleString("ru", { maximumFractionDigits: digits }),
};

/** Why something was refused, in Russian; in English where the core is newer. */
export const refusedText = (told: Told<RefusalCode>): string => toldText(told, RUSSIAN, "ru", numbers);
