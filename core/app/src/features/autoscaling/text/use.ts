import { partText, type With } from "@/lib/i18n/part";

import { en } from "./en";
import { ru } from "./ru";

export type Texts = With<typeof en>;

/** The texts of this part, beside those of everywhere. */
export const useText = partText({ en, ru });
