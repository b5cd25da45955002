import { en as deploying } from "@/components/deploying/text/en";
import { ru as deployingRu } from "@/components/deploying/text/ru";
import { partText, type With } from "@/lib/i18n/part";

import { en } from "./en";
import { ru } from "./ru";

const both = { en: { ...deploying, ...en }, ru: { ...deployingRu, ...ru } };

export type Texts = With<(typeof both)["en"]>;

/** The texts of this part, beside those of everywhere and of deployments. */
export const useText = partText(both);
