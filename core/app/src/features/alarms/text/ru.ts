import { count } from "@/lib/i18n/russian";

import type { en } from "./en";

const series = (value: number) => count(value, "ряде", "рядах", "рядах");

export const ru: typeof en = {
  alarms: {
    title: "Тревоги", lead: "Что не в порядке на машинах, в контейнерах и сервисах, что было и за чем следим.", shown: "Что показать", parts: { firing: "Сейчас", silences: "Заглушено", history: "История", rules: "Правила" },
    total: (value) => count(value, "тревога", "тревоги", "тревог"), pending: (value) => `ещё ${count(value, "может", "могут", "могут")} сработать`, unscored: (value) => `${count(value, "метрика", "метрики", "метрик")} без поиска аномалий: больше нет места`,
    watching: (rules) => `Отчёты узлов проверяет ${count(rules, "правило", "правила", "правил")}.`, toRules: "За чем следим", none: "Тревог нет", noneLead: "Если что-то выйдет из строя, это появится здесь за секунды.", noneThen: "В это время тревог не было", silencedOnes: "Заглушённые", noSilences: "Ничего не заглушено", noSilencesLead: "Всё, что заглушили, стоит здесь до конца срока, даже если сейчас ничего не случилось.", until: "До", firingNow: "длится сейчас", endedNow: (rule) => `${rule}: снова говорим`,
    severity: "Важность", what: "Что", where: "Где", value: "Значение", since: "Началась", ended: "Кончилась", open: (rule, where) => `${where}: подробности о тревоге ${rule}`, fleet: "все узлы",
    seen: "Вижу", unsee: "Ещё не видели", seenBy: (by) => `видит ${by}`, seenNow: (rule) => `${rule}: отмечено, что видели`, silence: "Заглушить", silenceFor: "Никому не говорить", unsilence: "Снова говорить",
    silencedNow: (rule, span) => `${rule}: ${span} никому не говорим`, silencedUntil: (until, by) => `заглушил ${by} до ${until}`, firing: "длится",
    whys: { "": "значение вернулось", gone: "ряда больше нет", rule: "правило изменили", node: "узел удалили" }, events: "Что было", rule: "Правило", asItWas: "Правило, каким оно было", lasted: "Длилась",
    happened: { fired: "Сработала", cleared: "Кончилась", acknowledged: "Увидели", unacknowledged: "Ещё не видели", silenced: "Заглушили", unsilenced: "Снова говорим" },
    form: "Как записано правило", forms: { fields: "Поля", text: "Текст" }, metric: "Метрика", metricHelp: "ВИД.МЕТРИКА, например host.cpu_busy_share; начните печатать.", lookFor: "За чем следим",
    kindNames: { threshold: "Слишком большое или малое значение", change: "Значение сильно изменилось", forecast: "Значение станет слишком большим или малым", anomaly: "Значение, которого никто не ждал", absence: "Значение пропало", silence: "Узел молчит" },
    kindHelps: { threshold: "С порогом сравниваются средние за десять секунд.", change: "На сколько оно поднялось над самым низким или упало ниже самого высокого за это время.", forecast: "Куда ведёт тренд за это время.", anomaly: "Насколько значение неожиданно, говорит детектор метрик: он учится тому, что обычно.", absence: "Узел присылает отчёты, но этого в них больше нет.", silence: "Узел совсем не присылает отчётов." },
    side: "Срабатывает, когда значение", sides: { value: { above: "выше", below: "ниже" }, change: { above: "выросло больше чем на", below: "упало больше чем на" } }, limit: "Порог", clear: "Кончается на", clearSame: "самом пороге", mebibytes: "МиБ", notANumber: "Порог — это число.",
    lasts: "Должно длиться", overAfter: "Кончится, если в норме", atOnce: "сразу", window: "За время", ahead: "Смотрит вперёд на", patterns: "Имена или id, можно * и ?; через запятую.", entities: "Чего именно", entitiesHelp: "Файловые системы, контейнеры, интерфейсы…: можно * и ?.", but: "Кроме", summary: "Что прочтут люди", enabled: "Правило включено",
    newRule: "Новое правило", edit: (name) => `Изменить правило ${name}`, name: "Имя", nameHelp: "Строчные латинские буквы, цифры, точка, дефис и подчёркивание.", condition: "Срабатывает", origin: "Чьё", origins: { builtin: "встроенное", changed: "встроенное, изменено", own: "своё" }, off: "выключено",
    json: "Правило в JSON", jsonHelp: "kind: threshold, change, forecast, anomaly, absence или silence. metric: ВИД.МЕТРИКА, например host.cpu_busy_share. Ровно одно из above и below.", badJson: "Это не объект JSON:", save: "Сохранить", saved: (name) => `Правило ${name} сохранено`,
    reset: "Как встроено", remove: "Убрать", removed: (name) => `Правило ${name} убрано`, turnOff: "Выключить", turnOn: "Включить",
    try: "Испытать за последние", trying: "Испытываем…", hours: { day: "сутки", threeDays: "3 суток", week: "7 суток" }, tried: (fired, all, firing) => `Сработало бы ${count(fired, "раз", "раза", "раз")} на ${series(all)}, всего на ${firing}.`,
    triedNever: (all) => `Не сработало бы ни разу на ${series(all)}.`, triedNone: "Такого ряда нет.", still: "до сих пор",
    kinds: { change: "изменилось на", forecast: "прогноз", anomaly: "неожиданность", absence: "пропал", silence: "узел молчит" }, lasting: (span) => `в течение ${span}`,
  },
};
