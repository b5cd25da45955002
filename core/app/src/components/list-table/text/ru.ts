import { n } from "@/lib/i18n/russian";

import type { en } from "./en";

export const ru: typeof en = {
  list: {
    filter: "Отбор по словам или поле:значение", help: "Слова и поле:значение действуют вместе; - исключает; числа сравнивают через >, <, >= и <=.", noMatch: "Ничего не подходит", clear: "Снять отбор",
    loaded: (shown, all) => (shown === all ? `загружено ${n(all)}` : `${n(shown)} из ${n(all)} загруженных`), onlyLoaded: (all) => `Среди загруженных (${n(all)}). Есть ещё: их можно загрузить ниже.`,
  },
};
