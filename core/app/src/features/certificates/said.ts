import type { CertificateAttempt, PreflightFinding } from "@/api/types";
import type { Formats } from "@/lib/format";
import { RUSSIAN as REFUSED } from "@/lib/i18n/refused/refused";
import type { Lang } from "@/lib/prefs";
import { toldText, type Words } from "@/lib/told";

/** What a look before an order says, in Russian. */
export const RUSSIAN: Words<PreflightFinding["code"]> = {
  directory_answers: "{url} отвечает",
  directory_silent: "каталог не отвечает ядру (узел, возможно, до него достучится): {why}",
  reach_unknown: "неизвестно, ведёт ли {server} сюда: {why}",
  reach_nowhere: "у {server} нет адреса в DNS",
  reach_unjudged: "{server} ведёт на {addresses}; адреса узлов не известны",
  reach_elsewhere: "{server} ведёт на {addresses}, и это адрес не наших узлов",
  reach_here: "{server} ведёт на {addresses}",
  caa_unknown: "записи CAA у {domain} не известны: {why}",
  caa_none: "записи CAA не мешают {server}",
  caa_open: "записи CAA у {domain} никому не запрещают выпуск",
  caa_unjudged: "CAA у {domain} разрешает {permitted}; имя каталога не известно",
  caa_permits: "CAA у {domain} разрешает {permitted}",
  caa_forbids: "CAA у {domain} разрешает {permitted}, но не {authority}",
  caa_forbids_all: "CAA у {domain} не разрешает никому, в том числе {authority}",
  budget_left: "заказов у этого каталога за неделю: {count}",
  budget_of_name: "сертификатов для {domain} за неделю: {count}, а разрешено {most}",
  budget_of_names: "сертификатов именно для этих имён за неделю: {count}, а разрешено {most}",
  budget_of_failures: "неудачных заказов за час: {count}, а разрешено {most}",
  node_missing: "узла {node} нет",
  node_unnamed: "сертификат не нужен ни одному домену, и узел для заказа не назван",
  node_away: "узел {node}, который его заказывает, не на связи",
  node_unreached: "посетители приходят и на {others}, откуда до {node} не добраться: у него нет адреса",
  node_orders: "заказывает узел {node}",
  secret_missing: "секрета {secret} нет",
};

/** A finding in the reader's language: the core says it in English itself. */
export const lookedText = (found: PreflightFinding, lang: Lang, f: Formats): string => toldText(found, RUSSIAN, lang, f);

/** How an attempt ended, by its codes in the reader's language; where a node or an authority said it, in their words. */
export function wordsOf({ detail, said }: Pick<CertificateAttempt, "detail" | "said">, lang: Lang, f: Formats): { detail: string; codes: readonly string[] } {
  const words: Words<CertificateAttempt["said"][number]["code"]> = { ...REFUSED, ...RUSSIAN };
  return { detail: said.map((each) => toldText(each, words, lang, f)).join("; ") || detail, codes: said.map(({ code }) => code) };
}
