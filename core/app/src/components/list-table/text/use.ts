import { partText } from "@/lib/i18n/part";

import { en } from "./en";
import { ru } from "./ru";

export const useText = partText({ en, ru });
