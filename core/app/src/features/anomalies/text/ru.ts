import type { en } from "./en";

export const ru: typeof en = {
  sources: {
    decisions: "Прошлые решения", userAgent: "User agent", noAgent: "не прислан", pushed: "Что подняло оценку", usual: (value) => `обычно ${value}`,
    oneIn: (value) => `так далеко заходит 1 из ${value} источников`, recent: "Последние запросы", noRecent: "Примеров запросов не сохранилось.", facts: "Сведения",
    scope: "Охват", service: "Сервис", lastSeen: "Последний раз", requests: "Запросов",
    refusedCount: "Отклонено", country: "Страна", network: "Сеть", state: "Состояние", all: "все — в «Источниках»",
    states: { open: "ничего не решено", banned: "заблокирован", challenged: "проверяется", limited: "ограничен", simulated: "учебно", allowed: "пропускается" },
    fields: { source: "Адрес", service: "Сервис", path: "Путь", reason: "Причина", country: "Код страны", asn: "Сеть", state: "Состояние", score: "Оценка, как score>0.8", rps: "Запросов в секунду", share: "Доля трафика", requests: "Запросов" },
  },
};
