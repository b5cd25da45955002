import type { Problem } from "@/api/types";

import { refusedText } from "./refused/refused";
import { foundText } from "./said/found";

/**
 * What the core's refusals say in Russian, by the type that it gives them; in English its own words stand. It is loaded
 * with the first refusal that a Russian reader gets.
 */
export const refusals: Readonly<Record<string, string>> = {
  "last-administrator": "Это последний администратор.", "changed-meanwhile": "Кто-то ещё изменил эту учётную запись в тот же миг: посмотрите на неё снова.",
  "own-account": "Вашу роль, охват и учётную запись меняет другой администратор.", "more-than-ones-own": "Нельзя дать больше, чем есть у вас.",
  "no-login": "Логин состоит из букв, цифр и знаков . @ + - _", "reserved-login": "Этот логин занят самой системой.", "taken-login": "Этот логин уже занят.",
  "same-password": "Новый пароль совпадает с прежним.", "weak-password": "Такой пароль угадают.", "password-change-wanted": "Сначала смените пароль: его знает кто-то ещё.",
  "password-elsewhere": "Пароль этого человека там, где он входит.", "second-factor-elsewhere": "Второй фактор этого человека там, где он входит.",
  "second-factor-stands": "Второй фактор уже включён: сначала выключите его.", "no-second-factor": "Второго фактора нет.", "second-factor-wanted": "Нужен и код второго фактора.",
  "second-factor-setup-wanted": "Сначала включите второй фактор: ваша роль его требует.", "wrong-code": "Код неверен, устарел или уже был использован.",
  "invitation-over": "Этого приглашения нет: оно истекло, им воспользовались или его не было.", "too-many-invitations": "Приглашений больше нельзя: отзовите какие-нибудь.",
  "too-many-tokens": "Токенов у одной учётной записи больше нельзя.", "permissions-beyond": "У токена не бывает прав, которых нет у владельца.", "no-network": "Это не адрес и не сеть.",
  "wrong-filter": "Фильтр не понят.", "keys-of-the-environment": "Ключи подписи заданы в DOZOR_SECRET: поставьте новый первым там.",
};

/** Why a part of a filter does not work. */
const faults: Readonly<Record<string, string>> = {
  no_value: "не хватает значения", no_field: "такого поля нет", not_numeric: "это не число, сравнить больше или меньше нельзя", no_network: "это не адрес и не сеть", no_number: "нужно число, как 404, 0.5 или 10k", too_many: "условий больше нельзя",
};

/** Of what has no type of its own; where the core's words say more than these, they stand: a conflict, what is not valid. */
const statuses: Readonly<Record<number, string>> = {
  401: "Войдите снова.", 403: "Ваша роль или охват этого не позволяет.", 404: "Такого нет.", 413: "Это слишком велико.", 415: "Такой вид данных здесь не понимают.", 429: "Слишком много попыток: подождите немного.",
  500: "В ядре что-то сломалось.", 503: "То, что для этого нужно, сейчас недоступно: попробуйте чуть позже.", 504: "Узел не ответил.",
};

const MOST_PARTS = 10;

interface Refused {
  status: number;
  type: string;
  /** Of its own words, which are the message; empty where they have none. */
  code: Problem["code"];
  args: Problem["args"];
  message: string;
  parts: readonly Problem["errors"][number][];
}

/** A refusal in Russian; empty where nobody wrote any. */
export function refusalText({ status, type, code, args, message, parts }: Refused): string {
  if (code) return refusedText({ code, args, message });
  const name = type.replace(/^urn:dozor:/, "");
  if (name === "not-valid") return `Не годится: ${parts.map(({ field }) => field.replace(/^(?:body|query|path)\./, "")).join(", ")}.`;
  if (name === "wrong-filter") return `${refusals[name]} ${parts.map((part) => `${part.field}: ${faults[part.message] ?? part.message}`).join("; ")}.`;
  if (parts.some((part) => part.code)) return `Не годится: ${parts.slice(0, MOST_PARTS).map(foundText).join("; ")}.`;
  return refusals[name] ?? (type.startsWith("urn:") ? "" : (statuses[status] ?? ""));
}
