import type { Skipped } from "@/api/types";
import type { Formats } from "@/lib/format";
import type { Lang } from "@/lib/prefs";
import { toldText, type Words } from "@/lib/told";

export type MissingCode = Exclude<Skipped["code"], "">;

export const RUSSIAN: Words<MissingCode> = {
  spool_full: "на диске или в очереди узла не было места",
  came_faster: "они приходили быстрее, чем их читали",
  container_gone: "контейнера больше нет",
  file_gone: "файла больше нет",
  access_gone: "журнала запросов больше нет",
  question_unknown: "агент этого узла такого вопроса не знает",
  answers_many: "узел уже отвечает на слишком много вопросов",
  memory_full: "больше не помещается в память ядра",
  node_away: "узел не на связи",
  node_new: "узел ещё ни разу не присылал отчёта",
  asked_much: "узел спрашивают слишком много сразу",
  node_late: "узел не ответил вовремя",
  node_silent: "узел замолчал",
  node_deleted: "узел удалён",
  broken_off: "ответ оборвался",
  answer_unclear: "ответ узла не понят: {why}",
  core_ends: "ядро останавливается",
  keeps_no_requests: "узел не хранит запросов: DOZOR_LOG_REQUESTS там не 1",
};

/** Why lines or requests are not here; in English what nobody has words for. */
export const missingText = ({ code, args, why }: Skipped, lang: Lang, f: Formats): string => (code ? toldText({ code, args, message: why }, RUSSIAN, lang, f) : why);
