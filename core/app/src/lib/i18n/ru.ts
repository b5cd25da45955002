import type { Msg } from "./en";
import { ru1 } from "./plural";

const n = (value: number) => value.toLocaleString("ru");
const count = (value: number, one: string, few: string, many: string) =>
  `${n(value)} ${ru1(value, { one, few, many, other: few })}`;
const sources = (value: number) => count(value, "источник", "источника", "источников");

export const ru: Msg = {
  name: "Дозор",
  nav: {
    observe: "Наблюдение", protect: "Защита", fleet: "Парк",
    anomalies: "Аномалии", decisions: "Решения", nodes: "Узлы", services: "Сервисы",
    main: "Главное меню", skip: "К содержанию", home: "Дозор, на главную", more: "Ещё",
  },
  header: {
    search: "Поиск и переход…", live: "Эфир", paused: "Пауза", pause: "Остановить", resume: "Вернуться в эфир",
    earlier: "Раньше", later: "Позже", zoomOut: "Отдалить", theme: "Сменить тему", language: "RU: переключить на английский",
    profile: "Ваша учётная запись", copyLink: "Скопировать ссылку на этот вид", linkCopied: "Ссылка скопирована",
  },
  profile: { signOut: "Выйти", keys: "Горячие клавиши", shortcutsOn: "Однобуквенные клавиши", light: "Светлая тема", dark: "Тёмная тема" },
  role: { viewer: "Наблюдатель", analyst: "Аналитик", operator: "Оператор", data_scientist: "Исследователь данных", admin: "Администратор" },
  range: {
    title: "Промежуток времени", last: (span) => `За ${span}`, type: "Например 90м, 6ч, 3д или дата", from: "С", to: "По",
    zone: "Часовой пояс", browser: (name) => `Как в браузере: ${name}`, apply: "Применить", bad: "Это не промежуток. Попробуйте 90м, 6ч или 22.11.2026 18:04.",
    badField: "Это не время. Попробуйте 2026-11-22 18:04.", reversed: "Промежуток должен длиться не меньше 10 с и кончаться позже начала.", quick: "Готовые промежутки",
  },
  fresh: {
    old: (age) => `данным ${age}`,
    lost: "Связь потеряна",
    showing: (at, retry) => `Показано состояние на ${at}, повтор через ${retry} с.`,
    retry: "Повторить сейчас",
    paused: (from, to) => `Пауза: показано ${from} – ${to}. Ничего не теряется.`,
  },
  palette: {
    title: "Поиск и команды", placeholder: "Команда, адрес или страница…", none: "Ничего не найдено. Вставьте адрес, чтобы его заблокировать.",
    sources: "Источники", pages: "Страницы", actions: "Действия", address: "Адрес",
    ban: (source) => `Заблокировать ${source} на 4 ч`, allow: (source) => `Пропускать ${source}`, open: (source) => `Показать ${source}`,
    theme: "Сменить тему", language: "Switch to English", keys: "Горячие клавиши", signOut: "Выйти", live: "Вернуться в эфир",
  },
  keys: {
    title: "Горячие клавиши", palette: "Поиск и команды", help: "Этот список", filter: "Фильтр", range: "Промежуток времени", shift: "Сдвинуть промежуток",
    zoom: "Отдалить, приблизить", live: "Эфир или пауза", go: "К аномалиям, узлам, решениям, сервисам", rows: "Следующая, предыдущая строка", open: "Раскрыть строку",
    select: "Отметить строку", ban: "Заблокировать на 4 ч", allow: "Пропускать", undo: "Отменить", note: "Клавиши работают в любой раскладке и отдыхают, пока вы печатаете.",
    general: "Везде", table: "В таблице источников", off: "Однобуквенные клавиши выключены. Включить их можно в меню учётной записи.",
  },
  signIn: {
    title: "Вход", lead: "Следит за вашим парком NGINX, защищает его и управляет им.", login: "Логин", password: "Пароль", submit: "Войти", busy: "Входим…",
    wrong: "Неверный логин или пароль.", throttled: (seconds) => `Слишком много попыток. Повторите через ${n(seconds)} с.`,
    throttledSoon: "Слишком много попыток. Подождите немного и повторите.", away: "Ядро не отвечает. Проверьте, что оно запущено, и повторите.",
    firstRun: "Впервые здесь? Логин — admin. Пароль был показан один раз там, где запускали Дозор.",
    expired: "Сеанс закончился", expiredLead: "Войдите снова, чтобы продолжить. Страница останется как есть.", show: "Показать пароль", hide: "Скрыть пароль",
  },
  state: {
    loading: "Загрузка…", retry: "Повторить", failed: "Не удалось загрузить", request: (id) => `Запрос ${id}`, close: "Закрыть", cancel: "Отмена",
    needs: { decide: "Нужна роль аналитика, оператора или администратора", operate: "Нужна роль оператора или администратора" },
    notFound: "Такой страницы нет", toAnomalies: "Открыть аномалии", crashed: "Страница сломалась", crashedLead: "Перезагрузите её. Если сломается снова, расскажите администратору, что вы делали.",
    reload: "Перезагрузить", unreachable: "Ядро не отвечает.", copy: "Скопировать", copied: "Скопировано", more: "Показать ещё",
  },
  severity: { low: "Низкая", medium: "Средняя", high: "Высокая", critical: "Критичная" },
  kind: { flood: "HTTP-флуд", scan: "Поиск уязвимостей", stuffing: "Подбор паролей", scraping: "Агрессивный робот", exploit: "Попытки взлома", distributed: "Распределённая атака", flash_crowd: "Наплыв посетителей", unknown: "Необычный трафик" },
  verdict: {
    attack: "Идёт атака", quiet: "Всё спокойно", blind: "Трафик виден, но не оценивается", noData: "Трафика ещё нет", loading: "Смотрим на трафик…",
    started: (at, ago) => `Началась в ${at}, ${ago}`,
    what: (kind) => `${kind} на `, whatEnd: (value, share) => `${count(value, "источник шлёт", "источника шлют", "источников шлют")} ${share} трафика`,
    noTraffic: (value) => `${count(value, "источник участвовал", "источника участвовали", "источников участвовали")}; сейчас от них ничего не проходит`,
    times: (times, value) => ` — в ${times} ${ru1(value, { one: "раз", few: "раза", many: "раз", other: "раза" })} выше нормы`,
    quietLead: (last) => `Трафик в пределах нормы на всех сервисах.${last ? ` Последний инцидент — ${last}.` : ""}`,
    quietProof: (nodes, services) => `Под присмотром ${count(nodes, "узел", "узла", "узлов")} и ${count(services, "сервис", "сервиса", "сервисов")}.`,
    blindLead: "Запросы считаются, но не оцениваются: детекторы выключены или отстают. Уже принятые блокировки действуют.",
    warming: "Детекторы прогреваются", warmingLead: "Они узнают, что здесь обычно. Явные атаки видны уже сейчас.",
    noDataLead: "Ни один узел ещё не прислал отчёта. Создайте узел, запустите агента — трафик появится через секунды.", toNodes: "Создать узел",
    expected: "Это ожидаемо", investigate: "Разобраться", ban: (value) => `Заблокировать ${sources(value)}`,
    marked: "Отмечено как ожидаемое", nothingLeft: "Блокировать больше некого", toDecisions: "Посмотреть решения",
  },
  kpi: {
    title: "Главные показатели", rps: "Запросов / с", share: "Доля аномального", refused: "Отклонено / с", latency: "Задержка p95", errors: "Доля 5xx",
    expected: (value) => `ожидалось ${value}`, noExpected: "прогноза ещё нет", shareNote: "запросов за 10 с", refusedNote: "Дозором, на узлах", usual: (value) => `обычно ${value}`,

  },
  chart: {
    title: "Трафик", requests: "Запросов / с", statuses: "Коды ответа", latency: "Задержка", allServices: "Все сервисы", service: "Сервис",
    observed: "Факт", expected: "Норма", above: "Сверх нормы", refused: "Отклонено", decision: "Решение", score: "Оценка аномальности",
    mean: "Среднее", p95: "p95", table: "Показать таблицей", picture: "Показать графиком", csv: "Сохранить CSV", png: "Сохранить картинку", time: "Время", more: "Действия с графиком",
    empty: "В этом промежутке нет трафика", emptyLead: "Между этими моментами отчётов не было. Попробуйте промежуток шире.", wider: "Отдалить",
    summary: (from, to, max, last) => `Запросов в секунду с ${from} по ${to}. Наибольшее ${max}, последнее ${last}.`,
    behind: (until) => `История не отвечает. Показано до ${until}.`,
    incidents: "Инциденты",
    incident: (kind, from, to) => `${kind}, ${from} – ${to}. Приблизить.`, ongoing: "сейчас",
  },
  why: { title: "Почему отмечено", share: "доля в сумме оценок", none: "Сейчас ничего не отмечено.", targets: "Цели", targetsNote: "аномальных запросов / с", noTargets: "Аномальных запросов нет." },
  fleet: { title: "Узлы", healthy: (ok, all) => `исправно ${n(ok)} из ${n(all)}`, none: "Узлов ещё нет.", partial: (names) => `Молчат: ${names}` },
  nodeState: { ok: "Исправен", warn: "Опаздывает", down: "Недоступен", new: "Ожидается" },
  sources: {
    title: "Аномальные источники", count: sources, shown: (shown, total) => `${n(shown)} из ${count(total, "источника", "источников", "источников")}`,
    filter: "Фильтр: адрес, сервис, путь, причина…", filterHelp: "Должны совпасть все слова. Понимает и score>0.8, state:banned, -state:banned.",
    export: "Сохранить CSV", score: "Оценка", source: "Источник", spark: "За 15 мин", rps: "Запр. / с", why: "Почему", target: "Цель", action: "Действие", select: "Отметить",
    selectAll: "Отметить все", details: "Подробности о", ban: "Блок", banFor: "Заблокировать на", durations: { h1: "1 час", h4: "4 часа", h24: "24 часа", d7: "7 дней", forever: "До отмены" },
    limit: "Ограничить на 4 часа", allow: "Пропуск", unban: "Снять", unallow: "Убрать из исключений", left: (left) => `ещё ${left}`, noEnd: "до отмены", allowed: "Пропуск",
    simulated: "учебно", simulatedHelp: "Режим наблюдения: ничего не отклонено. Защита этого сервиса не включена.",
    none: "Аномальных источников нет", noneLead: "Никто не выделяется. Когда выделится, появится здесь вместе с причинами.", noMatch: "Под фильтр никто не подходит", clear: "Сбросить фильтр",
    pushed: "Что подняло оценку", usual: (value) => `обычно ${value}`, oneIn: (value) => `так далеко заходит 1 из ${value} источников`, recent: "Последние запросы", noRecent: "Примеров запросов не сохранилось.",
    facts: "Сведения", firstSeen: "Впервые", lastSeen: "Последний раз", requests: "Запросов", refusedCount: "Отклонено", service: "Сервис", scope: "Охват", decision: "Решение", decisions: "Прошлые решения", userAgent: "User agent", noAgent: "не прислан",
    scopes: { ip: "адрес", range: "сеть", asn: "ASN", fingerprint: "отпечаток" }, selected: (picked) => `отмечено ${n(picked)}`, clearSelection: "Снять отметки",
    banFull: (source) => `Блок: ${source} на 4 часа`, choose: (source) => `Выбрать срок блокировки ${source}`,
    byDetector: "решил детектор", byPerson: "решил человек",
  },
  act: {
    banned: (source, span) => `${source} заблокирован на ${span}`, bannedForever: (source) => `${source} заблокирован до отмены`, limited: (source, span) => `${source} ограничен на ${span}`,
    bannedMany: (made) => `${count(made, "источник заблокирован", "источника заблокированы", "источников заблокировано")} на 4 ч`, allowed: (source) => `${source} теперь пропускается`, allowedMany: (made) => `${count(made, "источник пропускается", "источника пропускаются", "источников пропускаются")}`,
    unbanned: (source) => `${source} больше не заблокирован`, undo: "Отменить", applying: "Доходит до узлов…",
    applied: (done, all) => (done === all ? `Применено на ${count(done, "узле", "узлах", "узлах")}` : `Применено на ${n(done)} из ${count(all, "узла", "узлов", "узлов")}`),
    refusedSome: (refused) => `Не тронуты: ${refused}`, simulated: "Режим наблюдения: только учебно", failed: "Не получилось", unallowed: "Убрано из исключений",
  },
  decisions: {
    title: "Решения", lead: "Что отклоняется сейчас, что отклонялось раньше и за кем только наблюдают.", active: "Действуют", expired: "Закончились", watched: "Под наблюдением", type: "Тип", source: "Источник", service: "Сервис", all: "все сервисы", origin: "Кто решил", since: "С", ends: "До",
    detector: "Детектор", lifted: "снято", unban: "Снять", filter: "Фильтр по адресу…", none: "Ничего не заблокировано", noneWatched: "Никто не под наблюдением", noneLead: "Блокировки и ограничения появляются здесь в ту же секунду.", noneEnded: "Ещё ничего не закончилось",
    types: { observe: "Наблюдение", limit: "Ограничение", challenge: "Проверка", ban: "Блокировка" }, kind: "Вид", total: (total) => count(total, "решение", "решения", "решений"), lift: (source) => `Снять решение с ${source}`, reason: "Причина",
  },
  services: {
    title: "Сервисы", lead: "Что под защитой и насколько строгой.", name: "Сервис", rps: "Запр. / с", mode: "Режим", firstSeen: "Впервые", modes: { off: "Выкл.", observe: "Наблюдать", enforce: "Защищать" },
    help: { off: "не оценивается", observe: "оценивается; решения учебные", enforce: "решения исполняются" }, none: "Сервисов ещё нет", noneLead: "Сервис появляется с первым запросом к нему.",
    changed: (name, mode) => `${name}: ${mode}`, modeOf: (name) => `Режим ${name}`,
  },
  nodes: {
    title: "Узлы", lead: "Машины, за журналами NGINX которых следит Дозор.", add: "Добавить узел", name: "Имя", state: "Состояние", beats: "Последняя минута", cpu: "ЦП", memory: "Память", rps: "Запр. / с", version: "Агент", nginx: "NGINX", lastReport: "Последний отчёт", bans: "Решений",
    none: "Узлов ещё нет", noneLead: "Добавьте узел, запустите агента показанной командой — трафик появится через секунды.", create: "Создать", createTitle: "Новый узел", namePlaceholder: "например msk-01",
    nameHelp: "Латинские буквы, цифры, точка, дефис, подчёркивание; не больше 63.", nameBad: "Начните с латинской буквы или цифры; дальше — буквы, цифры, точка, дефис, подчёркивание.", keyOnce: "Ключ виден только сейчас. Скопируйте команду, прежде чем закрыть окно.",
    command: "Команда", docker: "Docker", waiting: "Ждём первого отчёта…", joined: (at) => `Узел на связи. Первый отчёт в ${at}.`, done: "Готово", rotate: "Новый ключ", rotated: "Новый ключ готов. Старый ещё немного поработает.",
    remove: "Удалить узел", removeLead: "Его агент больше не будет принят. Блокировки на узле истекут сами. Отменить это нельзя.", removeType: (name) => `Введите ${name} для подтверждения`, removed: (name) => `Узел ${name} удалён`,
    details: (name) => `Подробности об узле ${name}`, host: "Машина", load: "Нагрузка, 1 мин", disk: "Занято на диске", uptime: "Работает", agentCpu: "ЦП агента", agentMemory: "Память агента", log: "Чтение журналов", lines: "Прочитано строк", malformed: "Не понято", malformedSamples: "Непонятые строки",
    dropped: "Отчётов отброшено", merged: "Строк слито", logs: "Журналы", pending: "Ждут исполнения", active: "Действует решений", created: "Создан", never: "никогда", up: "работает", notUp: "не работает", id: "Id", shell: "Установленный агент",
    downCauses: "Возможные причины", causes: ["Агент не запущен: systemctl status dozor-agent или docker ps", "С узла не видно ядра: проверьте оттуда curl на /api/v1/health", "Ключ сменили: в журнале агента будет 401"],
    beatsLabel: (share) => `за последнюю минуту пришло ${share} отчётов`,
  },
  features: {
    requests: "Частота", client_errors: "Ошибки клиента", server_errors: "Ошибки сервера", denied: "Отказы", logins: "Входы", pages: "Страницы",
    sensitive: "Опасные пути", injections: "Инъекции", not_found_paths: "Перебор путей", paths: "Обход путей", queries: "Новые запросы",
    rare_paths: "Необычные пути", user_agents: "Разные UA", repeats: "Один путь", client_error_share: "Доля 4xx", redirect_share: "Перенаправления",
    odd_method_share: "Редкие методы", tool_agent_share: "UA программ", page_share: "Страницы без статики", no_referrer_share: "Без referrer",
    rarity: "Редкие пути", service_share: "Доля сервиса",
  },
  unit: { second: "с", minute: "мин", hour: "ч", day: "д", ms: "мс", justNow: "только что", ago: (span) => `${span} назад`, times: "×", perSecond: "/ с" },
};
