import type { ProxyNode } from "@/api/types";
import type { Formats } from "@/lib/format";
import type { Lang } from "@/lib/prefs";
import { toldText, type Words } from "@/lib/told";

type Behind = NonNullable<ProxyNode["why"]>;

export const RUSSIAN: Words<Behind["code"]> = {
  deploying: "идёт развёртывание",
  away: "узла нет на связи",
  unheard: "от узла ещё ничего не слышали",
  not_deployed: "сохранённое ещё не развёрнуто",
  left_out: "не вошли: {files}",
  trouble: "{text}",
  runs_other: "NGINX работает с чем-то другим",
  no_answer: "NGINX не отвечает",
};

/** What keeps a node from running what is saved, in the reader's language; nothing where it does. */
export const behindText = (why: Behind | null, lang: Lang, f: Formats): string => (why === null ? "" : toldText(why, RUSSIAN, lang, f));
