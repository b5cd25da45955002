import { n } from "@/lib/i18n/russian";

import type { en } from "./en";

export const ru: typeof en = {
  table: {
    details: "Подробности:", select: (row) => `Отметить: ${row}`, selectAll: "Отметить все", selected: (picked) => `Отмечено: ${n(picked)}`, clearSelection: "Снять отметки",
    tools: "Вид таблицы", columns: "Столбцы", density: "Высота строк", normal: "Обычная", compact: "Плотная", reset: "Сбросить",
    export: "Сохранить список", csv: "В CSV", ndjson: "В NDJSON", copyLink: "Копировать ссылку на этот вид", linkCopied: "Ссылка скопирована",
    include: "Только такие", exclude: "Без таких", copy: "Копировать", copied: (value) => `Скопировано: ${value}`,
    more: "Показать ещё", values: "Что сделать с этим значением", dropToken: (token) => `Убрать ${token} из фильтра`, suggestions: "Подсказки", unread: (tokens) => `${tokens}: здесь нужно число`,
  },
};
