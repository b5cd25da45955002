import { partText } from "@/lib/i18n/part";

import { en } from "./en";
import { ru } from "./ru";

/** The texts of tables, beside those of everywhere. */
export const useText = partText({ en, ru });
