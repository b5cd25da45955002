import { deeds } from "@/lib/i18n/deeds/ru";
import { ru1 } from "@/lib/i18n/plural";
import { count, n, sources } from "@/lib/i18n/russian";

import type { en } from "./en";

const nodes = (value: number): string => count(value, "узел", "узла", "узлов");
const onNodes = (value: number): string => count(value, "узле", "узлах", "узлах");
const involved = (value: number): string => `${ru1(value, { one: "Участвует", other: "Участвуют" })} ${sources(value)}.`;

export const ru: typeof en = {
  deeds,
  overview: {
    quiet: "Всё спокойно", quietLead: "Ничто не требует внимания.", attack: "Идёт атака", trouble: (items) => `${count(items, "дело требует", "дела требуют", "дел требуют")} вас сейчас`,
    watch: (items) => `Ничего не сломано. Стоит взглянуть: ${count(items, "дело", "дела", "дел")}`, noData: "Трафика ещё нет", noDataLead: "За последние четверть часа ни об одном запросе не сообщили.",
    begin: "Настроим Дозор", beginLead: "Пройдите шаги ниже: каждый сам замечает, что он сделан.",
    warming: "Детекторы разогреваются", warmingLead: "Они узнают, что здесь обычно. Явные атаки уже распознаются.",
    checked: (parts) => `Проверено: ${parts}, `, nodes, services: (value) => count(value, "сервис", "сервиса", "сервисов"),
    domains: (value) => count(value, "домен", "домена", "доменов"), certificates: (value) => count(value, "сертификат", "сертификата", "сертификатов"),
    scoring: { warming_up: "Детекторы разогреваются.", off: "Ничто не оценивается: обнаружение выключено.", behind: "Ничто не оценивается: детекторы отстали." },
    attention: "Требует внимания", attentionNote: "худшее сверху", look: "Открыть", more: (items) => `Показать ещё ${n(items)}`, less: "Показать меньше", waits: (items) => `Отложено: ${count(items, "дело", "дела", "дел")}`,
    take: "Взять", taken: (title) => `Вы занимаетесь этим: ${title}`, release: "Отдать", released: (title) => `Этим никто не занят: ${title}`, seesTo: (login) => `занимается ${login}`, you: "занимаетесь вы",
    later: "Позже", laterOf: (title) => `Позже: ${title}`, hour: "На 1 час", hours: "На 4 часа", day: "На сутки", week: "На неделю", wake: "Вернуть в список", letWait: (title) => `Отложено: ${title}`, letWaitNote: "Если станет хуже, вернётся сразу.", awake: (title) => `Снова в списке: ${title}`, waitsUntil: (at, by) => `до ${at}, ${by}`,
    since: (age) => age, needs: "Нужна роль аналитика, оператора или администратора", severityOf: (name) => `Серьёзность: ${name}`,
    rps: "Запросов / с", errors: "Доля 5xx", latency: "Задержка p95", refused: "Отказов / с", figures: "Трафик сейчас", lastMinutes: "за 15 мин", within: (low, high) => (low === high ? `${low} все 15 мин` : `15 мин: ${low} – ${high}`), summary: (name, now, low, high) => `${name}: сейчас ${now}; за последние 15 минут от ${low} до ${high}.`,
    servicesTitle: "Сервисы", servicesNote: "самые занятые сверху", service: "Сервис", mode: "Режим", modes: { off: "Выключен", observe: "Наблюдение", enforce: "Защита" }, anomalous: "Аномальных", all: "Все сервисы", noServices: "Запросов ещё нет", noServicesLead: "Сервис появится с первым запросом.",
    changes: "Что изменилось", noChanges: "Пока ничего не менялось.", automation: "Дозор",
    change: {
      began: (kind, service) => `Началось на ${service}: ${kind}`, over: (kind, service) => `Закончилось на ${service}: ${kind}`, replicas: (service, before, after) => `${service}: ${n(before)} → ${count(after, "реплика", "реплики", "реплик")}`,
      done: (revision, value) => `Ревизия ${revision} работает на ${onNodes(value)}`, failed: (revision) => `Выкладка ревизии ${revision} не удалась и отменена`, cancelled: (revision) => `Выкладку ревизии ${revision} отменили`,
    },
  },
  item: {
    attack: (kind, service) => `${kind} на ${service}`, attackLead: (value) => `${involved(value)} Решения исполняются.`, attackWatched: (value) => `${involved(value)} За сервисом только наблюдают: никому не отказано.`,
    unusualLead: "Трафик необычен. Само по себе ничего не предпринимается.", scoringOff: "Обнаружение выключено", scoringOffLead: "Трафик виден, но не оценивается: все сервисы с трафиком выключены.", scoringBehind: "Трафик виден, но не оценивается", scoringBehindLead: "Запросы считаются, но уже полминуты ничто не оценено. Прежние блокировки держатся.",
    budget: (service) => `Автоматика исчерпала блокировки на ${service}`, budgetLead: (at) => `До ${at} она только ограничивает. Посмотрите, кто это, прежде чем что-то менять.`, frozen: "Автоматика заморожена", frozenLead: (by) => `Заморозка: ${by}. Новых решений не будет, пока её не снимут.`,
    head: (head) => `Детектору не доверяют: ${head}`, headLead: "Из-за ложных тревог он только имитирует решения. Верните доверие, когда причина исчезнет.", nodeDown: (node) => `${node} молчит`, nodeDownLead: "Отчётов нет. Его блокировки действуют, пока не истекут сами.", nodeLate: (node) => `${node} запаздывает`, nodeLateLead: "Отчёты приходят поздно или с пропусками.",
    certificateMissing: (name) => `Сертификата ещё нет: ${name}`, certificateMissingLead: "Посетители видят заглушку, которую браузеры отвергают.", certificateExpired: (name) => `Сертификат ${name} истёк`, certificateExpiredLead: "Браузеры отвергают сайт.", certificateExpiring: (name, left) => `Сертификат ${name} истекает через ${left}`, certificateExpiringLead: "Он не продлён вовремя. Продлите его или загрузите новый.",
    renewal: (name) => `Сертификат ${name} не удалось продлить`, notDeployed: (revision) => `Ревизия ${revision} сохранена, но не выложена`, notDeployedLead: (value, names) => `Прежняя работает ещё на ${onNodes(value)}: ${names}`,
    drift: (node) => `На ${node} работает не то, что нужно`, leftOut: (files, names) => `${count(files, "файл пропущен", "файла пропущено", "файлов пропущено")}: ${names}`, driftSilent: "Его NGINX не отвечает.", driftLead: (detail) => detail || "Его NGINX запущен с другой конфигурацией.",
    deployment: (revision) => `Выкладка ревизии ${revision} не удалась`, deploymentLead: "Узлы вернулись к прежней конфигурации.", alarm: (what, node) => (node ? `${node}: ${what}` : what), scaling: (service) => `${service} не масштабируется, как решено`, scalingLead: "Причина показана у его реплик.", chat: (name) => `Уведомления не доходят: ${name}`,
    core: {
      database: { title: "База данных не отвечает", lead: () => "За трафиком следят, блокировки держатся; история и изменения ждут." }, proxies: { title: "Прокси не управляются", lead: () => "" }, lost_outputs: { title: "Часть истории потеряна", lead: (amount) => `Записей: ${amount}. Им не хватило места, пока база данных не отвечала.` },
      unprocessed: { title: "Часть отчётов не удалось обработать", lead: (amount) => `С запуска: ${amount}. Причина — в журнале ядра.` }, behind: { title: "Ядро отстаёт", lead: (amount) => `Ждут оценки отчётов: ${amount}.` }, metrics_behind: { title: "Свёртка метрик отстаёт", lead: (amount) => `На ${amount} с.` },
      disk: { title: "Диск ядра почти полон", lead: (amount) => `Осталось ${amount}.` }, events: { title: "Часть системы не сообщает о событиях", lead: () => "" }, other: { title: "Неполадка ядра", lead: () => "" },
    },
  },
  first: {
    title: "Первые шаги", done: (done, all) => `сделано ${n(done)} из ${n(all)}`, away: "Убрать", awayDone: "Первые шаги убраны", awayNote: "Вернуть их можно в настройках.", optional: "по желанию", isDone: "Сделано", skip: "К этому можно вернуться когда угодно.",
    node: "Добавьте узел", nodeLead: "Узел — машина с NGINX. Агент на ней читает журнал доступа и исполняет решения.", nodeAdd: "Добавить узел", nodeWaits: (name) => `Ждём первого отчёта от ${name}…`, nodeAgain: "Потеряли команду? Создайте новый ключ.", nodeDone: (name) => `${name} на связи`,
    service: "Добавьте сервис", serviceLead: "Кто отвечает: адрес вашего приложения за NGINX. NGINX уже настроен? Тогда пропустите: сервисы появятся с первыми запросами.", serviceName: "Имя", serviceNameHelp: "Строчные латинские буквы, цифры, точка и дефис.", host: "Хост или адрес", port: "Порт", serviceSave: "Добавить сервис", serviceDone: (name) => `${name} есть`,
    domain: "Добавьте домен", domainLead: "Имя, которое набирают посетители, и сервис, который отвечает.", domainName: "Домен", domainService: "Сервис", domainNodes: "На узлах", domainSave: "Добавить и выложить", deploying: "Пробуем на одном узле, затем на остальных…", domainDone: (name) => `${name} обслуживается`, domainBad: "Это не имя домена: попробуйте shop.example.com.", needsService: "Сначала добавьте сервис.", needsNode: "Сначала добавьте узел.", failed: (why) => `Всё возвращено как было: ${why}`,
    certificate: "Получите сертификат", certificateLead: "От Let’s Encrypt, с продлением само собой, или ваш собственный.", certificateGo: "К сертификатам", certificateDone: (name) => `${name} есть`,
    traffic: "Увидьте трафик", trafficLead: "Откройте сайт или пошлите запрос: он появится здесь через две секунды. Если имя ещё не ведёт на узел, добавьте --connect-to ::АДРЕС:ПОРТ с адресом NGINX узла.", trafficWaits: "Ждём первого запроса…", trafficDone: (name) => `У ${name} есть посетители`,
    mode: "Выберите: наблюдать или защищать", modeLead: "И так и так оценивается каждый источник, а каждое решение показано с причинами.", observe: "Наблюдать", observeLead: "Решения имитируются: никому не отказано. Хорошо для первой недели.", enforce: "Защищать", enforceLead: "Решения исполняются за две секунды. Ошибки ограничены бюджетом и исключениями.", modeDone: (name) => `Выбрано для ${name}`, chosen: (mode) => `Выбрано для всех сервисов: ${mode}`, needsTraffic: "Станет можно после первого трафика.",
  },
};
