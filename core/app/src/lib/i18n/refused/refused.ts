import type { Problem } from "@/api/types";
import { type Told, toldText, type Words } from "@/lib/told";

import { CERTIFICATES } from "./certificates";
import { DEPLOYING } from "./deploying";
import { DOCUMENTS } from "./documents";
import { LIMITS } from "./limits";
import { NODES } from "./nodes";

export type RefusalCode = Exclude<Problem["code"], "">;

/** What the core's refusals say in Russian, by their codes. */
export const RUSSIAN: Words<RefusalCode> = { ...CERTIFICATES, ...DEPLOYING, ...DOCUMENTS, ...NODES, ...LIMITS };

const numbers = {
  integer: (value: number) => value.toLocaleString("ru"),
  decimal: (value: number, digits: number) => value.toLocaleString("ru", { maximumFractionDigits: digits }),
};

/** Why something was refused, in Russian; in English where the core is newer. */
export const refusedText = (told: Told<RefusalCode>): string => toldText(told, RUSSIAN, "ru", numbers);
