import type { Reload } from "@/api/types";
import type { Formats } from "@/lib/format";
import type { Lang } from "@/lib/prefs";
import { toldText, type Words } from "@/lib/told";

type Why = NonNullable<Reload["nodes"][number]["why"]>;

export const RUSSIAN: Words<Why["code"]> = {
  unmanaged: "конфигурацию этого NGINX пишет не Дозор",
  away: "узла нет на связи",
  silent: "NGINX не отвечает",
  agent_too_old: "агент на узле слишком старый и этого не умеет",
  deleted: "узел удалён",
  unheard: "узел не ответил вовремя",
  runs_other: "NGINX работает не с тем, что подтверждено для узла",
  refused: "NGINX не принимает свою конфигурацию и работает как раньше",
  not_taken: "рабочие процессы NGINX не взяли конфигурацию",
  worse: "сайты отвечают хуже, чем раньше",
  unwell: "узлу хуже, чем было",
  unable: "{text}",
};

/** What kept a node from being reloaded, in the reader's language. */
export const whyText = (why: Why, lang: Lang, f: Formats): string => toldText(why, RUSSIAN, lang, f);
