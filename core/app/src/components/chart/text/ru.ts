import { count, n } from "@/lib/i18n/russian";

import type { en } from "./en";

export const ru: typeof en = {
  plot: {
    others: (lines) => `ещё ${n(lines)}, наибольшее`, expected: "Норма", above: "Сверх нормы", low: "Норма, снизу", high: "Норма, сверху",
    none: "За это время данных нет", summary: (name, latest, highest, at) => `${name}: сейчас ${latest}, больше всего ${highest} в ${at}`, during: (from, to) => `с ${from} по ${to}`,
    happened: "Что происходило", nothing: "За это время ничего не происходило.", marks: (marks) => count(marks, "событие отмечено", "события отмечено", "событий отмечено"),
    incident: (kind, service, severity, length) => `Инцидент: ${kind}, ${service}, ${severity}, ${length}`,
    decisions: (made, type) => (made === 1 ? `Решение: ${type}` : `${count(made, "решение", "решения", "решений")}, самое строгое: ${type}`),
    deployment: (revision, phase, note) => `Выкладка версии ${n(revision)}: ${phase}${note && ` · ${note}`}`,
    scaling: (service, before, after) => `Масштаб: ${service}, было ${n(before)}, стало ${count(after, "копия", "копии", "копий")}`,
    phases: { checking: "идёт", trying: "идёт", widening: "идёт", spreading: "идёт", done: "готово", failed: "не удалась", cancelled: "отменена" },
  },
};
