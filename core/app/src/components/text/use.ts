import { partText, type With } from "@/lib/i18n/part";

import { en } from "./en";
import { ru } from "./ru";

export type Texts = With<typeof en>;

/** The texts of parts that several screens share, and the first one does not need. */
export const useText = partText({ en, ru });
