import { count } from "@/lib/i18n/russian";

import type { en } from "./en";

export const ru: typeof en = {
  metrics: {
    lead: "Что делала любая часть парка. Проведите по графику, чтобы узнать, что именно тогда изменилось.", copyLink: "Скопировать ссылку на этот вид", catalogue: "Метрики", find: "Найти метрику: цп…", noneFound: "С таким именем метрик нет",
    choose: "С чего начать", presets: {
      machine: "Перегружена ли машина?", disks: "Диски полны или медленны?", network: "Что идёт по сети?", nginx: "Как дела у NGINX?", containers: "Какой контейнер ест больше всех?",
    },
    groups: {
      cpu: "Процессор", memory: "Память", disks: "Диски и файловые системы", network: "Сеть", tcp: "Соединения TCP", nginx: "Сервер NGINX", containers: "Контейнеры", machines: "Виртуальные машины", system: "Система", agent: "Сам агент", services: "Сообщают сервисы",
    },
    chosen: (chosen) => count(chosen, "метрика", "метрики", "метрик"), most: (most) => `Не больше ${most} сразу.`, show: (name) => `Показать: ${name}`, hide: (name) => `Убрать: ${name}`,
    nodes: "Узлы", allNodes: "Все узлы", entities: "Чего", allEntities: "Всего", stat: "Значения", stats: { avg: "Среднее", min: "Наименьшее", max: "Наибольшее", last: "Последнее" },
    statHelp: "Как значения одной точки времени становятся одним", split: "Линии", splits: { entity: "Каждая отдельно", node: "По узлам", none: "Всё вместе" }, compare: "Сравнить", compares: { none: "Ни с чем", hour: "Часом раньше", day: "Днём раньше", week: "Неделей раньше" },
    before: (name, when) => `${name}, ${when}`, sum: "сумма", mean: "среднее", everything: "всё",
    alarm: "Сделать тревогу", alone: "Только этот график", empty: "За это время об этом ничего не известно",
    noMetrics: "Метрик ещё нет", noMetricsLead: "Узел рассказывает о себе через секунды после первого отчёта.", toNodes: "Добавить узел",
    marked: (from, to, span) => `Отмечено: ${from} – ${to}, ${span}`, zoom: "Приблизить", letGo: "Снять отметку", changes: "Что тогда изменилось", now: "Что изменилось за это время",
    changesLead: (span, compared) => `В сравнении с ${span} до того: ${count(compared, "ряд сравнён", "ряда сравнено", "рядов сравнено")}, самые непохожие сначала.`, rank: "Что изменилось?", close: "Скрыть",
    noChanges: "Ничто не стало иным", noChangesLead: "Отметьте другой отрезок или подлиннее.", appeared: "появилось", vanished: "пропало", add: (name) => `Показать: ${name}`, unlike: (share) => `непохоже на ${share}`,
  },
};
