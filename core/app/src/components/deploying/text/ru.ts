import { count } from "@/lib/i18n/russian";

import type { en } from "./en";

const onNodes = (value: number) => count(value, "узле", "узлах", "узлах");

export const ru: typeof en = {
  diff: { before: "Было", after: "Станет", change: "Изменение", gone: "убрано", new: "добавлено", secret: "Секретно или слишком длинно, чтобы показывать.", of: (file) => `Изменения в ${file}`, what: { new: "новый", changed: "изменён", gone: "убран" } },
  deploy: {
    deploy: "Развернуть", review: "Посмотреть и развернуть", again: "Попробовать ещё раз", cancel: "Остановить", cancelled: "Остановлено. Узлы возвращаются.", rollBack: "Откатить", rollBackTo: (revision) => `Откатить к версии ${revision}`,
    pending: (value) => `Сохранено, но ещё не на ${onNodes(value)}`, pendingLead: "Пока не развёрнуто, посетители видят всё по-прежнему.", running: "Идёт развёртывание",
    failed: "Последнее развёртывание остановилось", failedLead: "Узлы вернулись к тому, что работало раньше. Посетители ничего не заметили.", nothing: "Разворачивать нечего: узлы работают с тем, что сохранено.",
    title: "Развернуть сохранённое", lead: "Сначала NGINX проверит это на каждом узле. Затем его возьмёт один узел, потом десятая часть, потом все. Если что-то пойдёт не так, узлы вернутся сами.",
    note: "Зачем (останется в истории)", onNodes: (names) => `На узлах: ${names}`, files: "Что изменится в файлах NGINX", noFiles: "Файлы NGINX не меняются: это действует сразу.",
    done: "Развёрнуто", doneLead: (value, span) => `Работает на ${onNodes(value)}. Заняло ${span}.`, doneNothing: "Узлы уже работали так.", rolledBack: (revision) => `Снова версия ${revision}`, undone: "Всё как было",
    phases: { checking: "Проверка на всех узлах", trying: "Первый узел", widening: "Десятая часть узлов", spreading: "Все узлы", done: "Готово", failed: "Остановлено", cancelled: "Остановлено вручную" },
    statuses: { waiting: "ждёт", checked: "проверено", applied: "работает", failed: "отказ", away: "не на связи" },
    away: "Узлы, которых нет на связи, догонят, когда вернутся.", at: (place) => `в ${place}`, line: (line) => `строка ${line}`,
    revision: (revision) => `Версия ${revision}`, none: "Ещё ничего не разворачивали", noneLead: "Создайте домен: то, чем он станет в NGINX, разворачивается отсюда.", took: "Заняло", nodes: "Узлы", what: "Что", when: "Когда", state: "Состояние",
    details: (revision) => `Версия ${revision}: как её развёртывали`, current: "работает сейчас", steps: "Что происходило", stopped: (node) => `остановилось на ${node}`,
    events: { started: "Началось", checked: "NGINX принимает", refused: "NGINX отказал", trying: "Берёт первый узел", widening: "Берёт десятая часть узлов", spreading: "Берут все узлы", applied: "Работает", "went back": "Вернулся назад", away: "Не на связи, догонит позже", done: "Готово", failed: "Остановлено; узлы возвращаются", cancelled: "Остановлено вручную" },
    test: "Проверка самим NGINX", testing: "NGINX проверяет на узлах…", passed: (value) => `NGINX принимает на ${onNodes(value)}`, refused: "NGINX отказал", untested: (node) => `${node} не удалось спросить; проверка будет при развёртывании.`, untouched: "Ни один узел не меняется, проверять нечего.",
  },
};
