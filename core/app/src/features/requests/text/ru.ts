import { ru1 } from "@/lib/i18n/plural";
import { count } from "@/lib/i18n/russian";

import type { en } from "./en";

const requests = (value: number) => count(value, "запрос", "запроса", "запросов");

export const ru: typeof en = {
  requests: {
    lead: "Все запросы, на которые ответили ваши NGINX: находятся по содержимому — за прошлое или по мере поступления.", needsLead: "Адреса и параметры посетителей показывают не всем.",
    filter: "Фильтр: status:5xx path:/login -agent:curl source:203.0.113.0/24 duration>1", filterHelp: "Слова и поле:значение действуют вместе; - исключает; несколько значений одного поля — любое из них; «в кавычках» — значение целиком; * — что угодно.",
    fields: {
      source: "Адрес или сеть источника", service: "Сервис", method: "Метод", path: "Путь", query: "Параметры", status: "Код: 404 или 5xx", bytes: "Отдано байт: bytes>1m",
      duration: "Секунд до ответа: duration>0.5", upstream: "Секунд у сервиса", agent: "Клиент (User-Agent)", referer: "Откуда пришёл", id: "Номер запроса", verdict: "Что сделал Дозор: ban, challenge, limit, passed", member: "Кто ответил: member:10.0.0.5:8080", tried: "Кого спросили раньше и зря", refused: "Отклонён Дозором: yes или no", node: "Узел",
    },
    names: {
      source: "Источник", service: "Сервис", method: "Метод", path: "Путь", query: "Параметры", status: "Код", bytes: "Отдано", duration: "Ответ за", upstream: "из них сервис",
      agent: "Клиент (User-Agent)", referer: "Откуда пришёл", id: "Номер запроса", verdict: "Дозор", member: "Кто ответил", tried: "До него зря спросили", country: "Страна", time: "Время", node: "Узел",
    },
    verdicts: { ban: "заблокирован", challenge: "проверка", limit: "ограничен", passed: "прошёл проверку", "": "пропущен" },
    classes: { "2xx": "Отвечено", "3xx": "Перенаправлено", "4xx": "Ошибки клиента", "5xx": "Ошибки сервера", refused: "Отклонено Дозором", "1xx": "Информационные", other: "Прочее" },
    origin: "Откуда", origins: { logs: "Журналы доступа", evidence: "Сохранённые с решениями" },
    found: (all, value) => `${all} ${ru1(value, { one: "запрос", few: "запроса", many: "запросов", other: "запроса" })}`, rate: (rate) => `${rate} в секунду`,
    volume: (all, from, to) => `Запросов с ${from} по ${to}: ${all}`, chart: "Запросы по времени",
    countedFrom: (at) => `Посчитано с ${at}: на более раннее узлам не хватило времени.`, countLonger: "Посчитать всё", counting: "Узлы считают…",
    facets: "Что у них общего", only: (name, value) => `${name}: только ${value || "пустое"}`, without: (name, value) => `${name}: без ${value || "пустого"}`, empty: "(пусто)", shownFacets: (shown) => (shown ? "Скрыть значения" : "Показать значения"),
    list: "Запросы", following: "Следим", reading: "Читаем…", opening: "Спрашиваем узлы…", ended: "Это всё",
    lost: "Поток оборвался; он возобновится сам.", refused: "Так спросить нельзя.", shown: (value) => `показано: ${requests(value)}`, newest: (most) => `новейшие ${most}`,
    held: (held) => count(held, "новый запрос", "новых запроса", "новых запросов"), resume: "Следить дальше", missed: (missed) => `${missed} выпало`, dropped: (lines) => `${lines} старых отпущено`,
    gap: (from, to) => `Поток прерывался с ${from} до ${to}.`, skipped: (source, value) => [source, value > 0 && `нет ${count(value, "запроса", "запросов", "запросов")}`].filter(Boolean).join(": "),
    nothing: "Ни один запрос не подходит", nothingLead: "Посмотрите дальше назад или уберите часть фильтра.", quiet: "За это время запросов не было", wider: (span) => `Посмотреть за ${span}`, dropFilter: (token, value) => `Без ${token}: ${value}`, clear: "Убрать фильтр",
    noLogs: "Ни один узел ещё не хранит записи запросов", noLogsLead: "Задайте на узле DOZOR_LOG_REQUESTS=1 и перезапустите агент: строки его журналов доступа будут храниться в пределах DOZOR_LOG_BYTES, и их можно будет искать здесь. Запросы, на которых стоят решения, хранятся всегда.", toEvidence: "Показать сохранённые с решениями", toNodes: "Открыть узлы",
    reach: (nodes, from) => `Хранится на ${count(nodes, "узле", "узлах", "узлах")} с ${from}.`, download: "Скачать", asNdjson: "NDJSON: все поля и исходная строка", asCsv: "CSV: для таблиц", copyLink: "Скопировать ссылку",
    detail: "Запрос", timing: "Время ответа", timingText: (whole, upstream, rest) => `Всего ${whole}: сервис ${upstream}, NGINX и сеть ${rest}`, raw: "Строка, как её записал NGINX", around: "До и после него в журнале", gone: "Этого запроса в журнале больше нет. Ниже — что было около того времени.",
    profile: "Открыть источник", decisions: "Решения о нём", include: "Только такие", exclude: "Без таких",
    evidenceLead: "Образцы, на которых стоит каждое решение. Они остаются, когда журналы узлов уже ушли вперёд.", noEvidence: "У решений за это время нет таких запросов", noEvidenceLead: "Образцы хранятся с каждым автоматическим решением.", decision: "Решение", moreEvidence: "Есть и другие: сузьте фильтр или время.",
  },
};
