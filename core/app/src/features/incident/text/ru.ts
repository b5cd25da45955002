import { count, sources } from "@/lib/i18n/russian";

import type { en } from "./en";

export const ru: typeof en = {
  incident: {
    back: "Аномалии", ended: "закончился", on: (service) => `на ${service}`, started: "Начался", detected: "Замечен", decided: "Первое решение", end: "Закончился",
    after: (span) => `через ${span} после начала`, atOnce: "сразу", notDecided: "не понадобилось", lasted: "Длился", sources: "Источники",
    decisions: "Решения", refused: "Отклонено запросов", peak: "Наибольшее, запр. / с", score: "Высшая оценка", timeline: "Что происходило",
    newest: (shown, all) => `последние ${shown} из ${all}`, noSources: "Об отдельных источниках ничего не решено.", strongest: "Решено", noDecisions: "Решений нет.",
    zoom: "Показать на графике", copy: "Скопировать ссылку", live: "Он продолжается: страница следит за ним.",
    what: {
      started: "Началось", goesOn: "Продолжение инцидента, который длился шесть часов", detected: (kind) => `Замечено: ${kind}`, event: (kind, value) => `Многие действуют одинаково: ${kind}, ${sources(value)}`, anomaly: (metric, value) => `${metric}: ${value}`, refused: "Отклонены первые запросы",
      escalated: (type) => `Впервые: ${type}`, grew: (value) => `Выросло: ${sources(value)}`, peak: (rps) => `Пик: ${rps} запросов / с`, ended: "Закончилось: больше ничего не видно", verdict: (verdict) => `Вердикт: ${verdict}`, unjudged: "Вердикт отозван",
    },
    metric: {
      requests_up: "Запросов больше ожидаемого", requests_down: "Запросов меньше ожидаемого", errors_up: "Ошибок больше ожидаемого", errors_down: "Ошибок меньше ожидаемого", server_errors_up: "Ошибок сервера больше ожидаемого", server_errors_down: "Ошибок сервера меньше ожидаемого",
      latency_up: "Медленнее ожидаемого", latency_down: "Быстрее ожидаемого", bytes_up: "Данных больше ожидаемого", bytes_down: "Данных меньше ожидаемого",
    },
    verdict: "Что это было?",
    verdictHelp: { open: "ещё никто не сказал", attack: "детекторы учатся на нём", harmless: "источники отпущены, детекторы запомнят ошибку", expected: "источники отпущены; так и задумано, например нагрузочный тест" },
    spares: (value) => `на сутки отпускает не больше ${count(value, "источника", "источников", "источников")}`, reason: "Причина (необязательно)",
    judged: (verdict) => `Вердикт: ${verdict}`, judgedBy: (verdict, by, at) => `${verdict}: так решил ${by}, ${at}`,
    compared: "До и во время", before: "До", during: "Во время", times: "Во сколько раз", chart: "Запросов / с вокруг него", looks: { rps: "Запросов / с", peak: "Больше всего за секунду", clientErrors: "Доля 4xx", serverErrors: "Доля 5xx", refused: "Отклонено / с", p95: "Задержка p95, худшая" },
    shifts: "Что изменилось сильнее всего", shiftsLead: "Доля запросов до (метка) и во время (полоса)", noShift: "Ничто в запросах не изменилось больше чем на два пункта.", noRecords: "Узлы не хранят записей этих запросов.",
    fields: { path: "Путь", agent: "Агент", method: "Метод", status: "Код", referer: "Откуда перешли", source: "Источник", country: "Страна" },
    notes: "Заметки", noNotes: "Никто ещё ничего не записал.", note: "Записать", addNote: "Добавить заметку", removeNote: "Убрать заметку", noteRemoved: "Заметка убрана", report: "Отчёт", json: "Сохранить JSON", print: "Напечатать или сохранить PDF",
    tooOld: "Он закончился слишком давно, чтобы о нём судить.",
  },
};
