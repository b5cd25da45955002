import { deeds } from "@/lib/i18n/deeds/ru";

import type { en } from "./en";

export const ru: typeof en = {
  audit: {
    lead: "Кто, что и откуда сделал и что от этого изменилось. Записи нельзя ни изменить, ни удалить.", notYours: "Это для администраторов", search: "Что угодно в записи", who: "Кто", action: "Что", subject: "С чем", address: "Откуда", at: "Когда",
    entries: "Записи", help: "Слова и who:, action:, subject:, address: действуют вместе; - исключает.", within: "Только за промежуток вверху", only: (name, value) => `Только ${name}: ${value}`, none: "Ничего не делали", noMatch: "Таких записей нет", clear: "Снять отбор",
    request: "Запрос", session: "Сеанс или токен", kind: "Как", changed: "Что изменилось", nothing: "О том, что изменилось, ничего не записано.", field: "Поле", before: "Было", after: "Стало", empty: "ничего", whole: "значение",
    done: (what) => `${what}: чем кончилось`,
    kinds: { person: "после входа", token: "токеном API", local: "с этой машины", telegram: "из Телеграма", system: "само" },
    actions: deeds,
  },
};
