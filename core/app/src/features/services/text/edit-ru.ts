import { n } from "@/lib/i18n/russian";

import type { edit as english } from "./edit-en";

/** Что говорит форма сервиса. */
export const edit: typeof english = {
  none: "нет", every: (span) => `каждые ${span}`, health: "Проверка", checks: "Спрашивать серверы, как они", checksHelp: "Каждый узел спрашивает сам. Кто не отвечает, не получает запросов, пока не поправится.", kind: "Чем", kinds: { http: "HTTP", https: "HTTPS", tcp: "соединением (TCP)" }, path: "Путь", interval: "Раз в столько секунд", timeout: "Ждать не дольше, секунд", fall: "Неисправен после", fallHelp: "Стольких неудач подряд.", rise: "Исправен после", riseHelp: "Стольких удач подряд.", host: "Заголовок Host", hostHelp: "Пусто: адрес самого сервера.", body: "В ответе должно быть", statusFrom: "Код от", statusTo: "Код до",
  balance: "Как выбирается сервер", method: "Способ", key: "Ключ", sticky: "Возвращать посетителя к тому же серверу", stickyHelp: "С помощью cookie.", waiting: "Ожидание и повторы", tries: (value) => (value === 0 ? "пробует все" : `попыток: ${n(value)}`), connect: "Соединения, секунд", read: "Ответа, секунд", triesLabel: "Сколько серверов пробовать", triesHelp: "0: сколько есть.", failures: "Исключать после неудач", failuresHelp: "Настоящих запросов; 0: никогда.",
  speaking: "Как говорить с серверами", protocol: "Протокол", protocols: { http: "HTTP", https: "HTTPS", grpc: "gRPC", grpcs: "gRPC через TLS" }, tlsName: "Имя в TLS", tlsNameHelp: "Пусто: адрес.", verify: "Проверять их сертификат", pages: "Страницы ошибок", usualPages: "обычные", description: "Описание",
};
