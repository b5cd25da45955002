import { count, lines } from "@/lib/i18n/russian";

import type { en } from "./en";

export const ru: typeof en = {
  logs: {
    lead: "Что пишут контейнеры и сервисы сейчас и что писали раньше.", needsLead: "В журналах бывает то, что показывают не всем.", chooseLead: "Откройте один по имени или отметьте несколько, чтобы читать их вместе.", choose: "Чьи журналы?",
    pick: "Какие журналы читать", find: "Найти контейнер, файл или узел…", none: "Журналов ещё нет",
    noneLead: "Агенты хранят журналы контейнеров и файлов, названных в DOZOR_LOG_FILES.", noneFound: "С таким именем ничего нет.", gone: "удалён",
    most: (most) => `Вместе читается не больше ${most}.`, read: "Читать", sources: (value) => count(value, "журнал", "журнала", "журналов"), search: "Поиск по строкам",
    searchHelp: { text: "Текст, который есть в строке", regex: "Регулярное выражение (RE2), например ^5\\d\\d", field: "Поля строк JSON, например status=502" },
    how: "Искать", hows: { text: "Текст", regex: "Выражение", field: "Поле" }, badField: "Поле записывают так: имя=значение.", wrap: "Перенос", times: "Время",
    download: "Скачать", levels: "Уровни",
    levelNames: { fatal: "Крах", error: "Ошибка", warning: "Предупреждение", info: "Сведения", debug: "Отладка", trace: "След", none: "Без уровня" },
    volume: (all, from, to) => `${all} строк с ${from} по ${to}`, lines: "Строки", open: (at) => `${at}: подробности о строке`, fold: (value) => `ещё ${lines(value)}`,
    cut: (size) => `отрезано ${size}`, gap: (from, to) => `Поток прерывался с ${from} до ${to}; дальше новейшие строки.`,
    skipped: (source, value) => [source, value > 0 && `нет ${count(value, "строки", "строк", "строк")}`].filter(Boolean).join(": ") || "нет строк",
    held: (held) => `Ждут ${lines(held)}`, resume: "Следить дальше", missed: (missed) => `${missed} выпало`, opening: "Спрашиваем узлы…", following: "Следим",
    reading: "Читаем…", lost: "Поток оборвался; он возобновится сам.", ended: "Это всё", refused: "Так спросить нельзя.", count: lines,
    dropped: (value) => `${value} старых отпущено`, noMatch: "Ни одна строка не подходит", silent: "Ничего не написано", silentLead: "Новое появится здесь сразу.",
    wider: "Смотреть дальше назад", lineGone: "Этой строки больше нет: журнал ушёл вперёд. Ниже — что писалось около того времени.", around: "Рядом с ней", fields: "Поля",
    copyText: "Скопировать текст",
  },
};
