import type { DraftFinding } from "@/api/types";
import type { Formats } from "@/lib/format";
import type { Lang } from "@/lib/prefs";
import { type Told, toldText, type Words } from "@/lib/told";

import { DIRECTIVES } from "./directives";
import { DOCUMENTS } from "./documents";
import { FIELDS } from "./fields";
import { FILES } from "./files";

export type FindingCode = DraftFinding["code"];

export const RUSSIAN: Words<FindingCode> = { ...DOCUMENTS, ...FIELDS, ...DIRECTIVES, ...FILES };

/** What is found about documents, pages and files, in the reader's language: the core says it in English itself. */
export const saidText = (found: Told<FindingCode>, lang: Lang, f: Formats): string => toldText(found, RUSSIAN, lang, f);
