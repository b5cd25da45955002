import type { Problem } from "@/api/types";
import { toldText } from "@/lib/told";

import { numbers, RUSSIAN as REFUSED } from "../refused/refused";
import { RUSSIAN as SAID } from "./said";

const RUSSIAN: Readonly<Record<string, string>> = { ...REFUSED, ...SAID };

const PLACES: Readonly<Record<string, string>> = {
  node: "узел", service: "сервис", domain: "домен", pages: "страницы", certificate: "сертификат", line: "строка",
};

/** `domain shop: tls` and `line 3` begin with a word of the core's; what follows are names. */
const placeText = (field: string): string => field.replace(/^[a-z]+(?= )/, (word) => PLACES[word] ?? word);

/** What is wrong in one of several places, in Russian; in English what nobody has words for. */
export function foundText({ field, code, args, message }: Problem["errors"][number]): string {
  return `${placeText(field)}: ${toldText({ code, args, message }, RUSSIAN, "ru", numbers).replace(/\.$/, "")}`;
}
