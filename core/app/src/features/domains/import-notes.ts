import type { Imported } from "@/api/types";
import { type FindingCode, RUSSIAN as FOUND } from "@/lib/i18n/said/said";
import type { Formats } from "@/lib/format";
import type { Lang } from "@/lib/prefs";
import { toldText, type Words } from "@/lib/told";

type Note = Imported["lines"][number]["notes"][number];
type Wanted = Imported["wanted"][number];

/** What an import says of a directive, in Russian; what is wrong with documents has its words already. */
export const NOTES: Words<Exclude<Note["code"], FindingCode>> = {
  no_word: "у Dozor для этого здесь нет слова",
  no_word_at_all: "у Dozor для этого нет слова",
  service_has_no_word: "у сервиса для этого нет слова",
  included_below: "включённое стоит ниже",
  not_given: "этого файла не передали",
  outside: "файл лежит за пределами переданных",
  of_frame: "это задаёт сам узел",
  pages_are_documents: "страницы — отдельные документы: создайте набор страниц",
  page_of_errors: "страница ошибки: создайте набор страниц",
  only_http: "Dozor настраивает HTTP, а {block} — нет",
  limit_by_address: "ограничение бывает по адресу посетителя",
  one_limit: "в одном месте возможно одно ограничение по адресу посетителя",
  limit_counts: "каждый путь считает отдельно и отвечает 429",
  limit_is_429: "ответ — 429",
  passes_upgrades: "смену протокола Dozor передаёт сам",
  no_maps: "в документах нет map: выразите это путями, canary или заголовками",
  nobody_let_in: "пока вы не скажете, кого пускать, сюда не пускают никого",
  not_taken_over: "{place}: {directive} перенести не удалось",
  pages_of_set: "страницы берутся из набора домена",
  goes_no_further: "что пишет сюда посетитель, дальше не идёт",
  on_errors_too: "ставится и на ответы с ошибкой",
  no_hashes: "хеши не переносятся: создайте секрет {secret}, а для других пользователей — другие",
  own_cache: "в собственном кэше узла",
  uses_variable: "здесь используется ${variable}, а она не переносится",
  unreachable: "сюда больше ничего не ведёт",
  answers_authorities: "центрам сертификации Dozor отвечает сам",
  not_understood: "что здесь написано, не понято: {why}",
  answers_403: "ответ — 403",
  domain_answers_403: "весь домен отвечает 403",
  answers_501: "до этого ответ — 501",
  goes_elsewhere: "такие запросы попадут в другие пути: посмотрите на это, прежде чем разворачивать",
  no_files: "Dozor не отдаёт файлы: всё идёт к серверам",
  no_files_501: "Dozor не отдаёт файлы, а с серверами говорит по HTTP и gRPC: ответ — 501",
  paths_without_files: "Dozor не отдаёт файлы: пути без своего правила отвечают 501",
  by_try_files: "через try_files",
  own_protocol: "это делает Dozor: HTTP/1.1, и имя передаётся",
  name_is_domain: "имя {server} уже занято доменом {domain}",
  needs_name: "домену нужно имя",
  ports_of_node: "порты задаются у узла",
  file_to_upload: "файл надо загрузить",
  sends_by_308: "Dozor перенаправляет кодом 308",
  known_when_asked: "куда это ведёт, известно лишь при запросе: назовите сервис",
  said_differently: "у сервиса {service} уже другое {field}, и оно одно на все пути",
  consistent: "хеш станет согласованным: посетители один раз распределятся заново",
  without: "без {words}",
  passive_of_first: "max_fails и fail_timeout общие для сервиса: взяты у первого сервера",
  no_size: "{text} — не размер",
  no_time: "{text} — не время",
  no_socket: "к серверам обращаются по сети, а не через файл сокета",
  no_member_address: "{text} — не адрес сервера",
  at_field: "поле {field} не подходит",
  own: "это делает сам Dozor",
  default_holds: "действует значение NGINX по умолчанию",
  no_password_asked: "пароль не спрашивается",
  told_anyway: "серверам это сообщается и так",
  own_connections: "смену протокола и постоянные соединения ведёт сам Dozor",
};

/** What is to be given before the documents are saved, in Russian. */
export const WANTED: Words<Wanted["code"]> = {
  server_left_out: "{place}: имя {server} пропущено, это не домен",
  secret: "секрет {secret} — пароль",
  certificate: "сертификат {certificate}, прежде файл {file}, вместе с ключом",
  not_made: "{kind} {name} не получилось: {why}",
};

const ALL: Words<Note["code"]> = { ...FOUND, ...NOTES };

export const noteText = (notes: readonly Note[], lang: Lang, f: Formats): string => notes.map((note) => toldText(note, ALL, lang, f)).join("; ");

export const wantedText = (wanted: Wanted, lang: Lang, f: Formats): string => toldText(wanted, WANTED, lang, f);
