import { count, n } from "@/lib/i18n/russian";

import type { en } from "./en";

const copies = (value: number) => count(value, "копия", "копии", "копий");
const placeless = (value: number) => `${count(value, "копии", "копиям", "копиям")} не нашлось места`;

export const ru: typeof en = {
  scaling: {
    lead: "Что масштабируется по своему трафику, что будет дальше и почему.", none: "Ничего не масштабируется",
    noneLead: "Добавьте сервису раздел scaling в его документе и контейнер-образец для копий. Политику можно заранее испытать: dozor scale simulate.", service: "Сервис",
    state: "Состояние", replicas: "Копии", bounds: "От и до", utilisation: "Занято", why: "Почему", open: (service) => `Масштаб сервиса ${service}`,
    states: { waiting: "Решений ещё нет", held: "Ждёт: мало данных", trouble: "Неполадка", growing: "Растёт", shrinking: "Уменьшается", steady: "Без перемен", paused: "На паузе", trial: "Изменил бы" },
    dryRun: "проба: ничего не исполняется", notYet: "Правилу нужны данные за несколько секунд.", ready: "Готовы", starting: "Запускаются", draining: "Освобождаются",
    load: "Нагрузка", forecast: "Прогноз", desired: "Нужно", rps: "Запросов / с", anomalous: "Аномальные", all: "все",
    band: "Полоса — то, чего ждёт прогноз: в неё попали восемь из десяти точек этого времени.",
    incident: "Идёт инцидент: рост ради аномального трафика ограничен бюджетом.", crowd: "Наплыв посетителей: рост без задержек.",
    capacity: (most) => `Нагрузка и ёмкость, в копиях (не больше ${most})`, noHistory: "За это время ничего не сохранено.", log: "Почему да и почему нет",
    noEvents: "За это время ничего не изменилось.", kinds: { more: "Больше:", less: "Меньше:", held: "Ждёт", goes_on: "Продолжает", paused: "Пауза", resumed: "Снята пауза" },
    pause: { in: "Не уменьшать", out: "Не увеличивать" }, resume: { in: "Можно уменьшать", out: "Можно увеличивать" },
    changed: (service, paused, direction) => `${service}: ${paused ? "пауза" : "снова работает"} (${direction === "both" ? "в обе стороны" : direction === "in" ? "меньше" : "больше"})`,
    policy: "Политика", target: "Цель на копию", targets: { concurrency: "одновременно", rps: "запр./с", cpu: "ЦП" }, window: "Окно / паника",
    delays: "Задержка роста / спада", template: "Образец", tolerance: "Допуск", flapBudget: "Колебаний в час", attackBudget: "Бюджет на атаку", useForecast: "Прогноз",
    schedule: "Расписание", yes: "да", no: "нет", onNode: (others, ordered, ready) => `своих ${n(others)}, заказано ${n(ordered)}, готово ${n(ready)}`,
    simulate: "Испытать другую политику", simulateLead: "Повторяет запросы выбранного промежутка рядом с правилами Kubernetes и Knative.",
    tried: { min: "Не меньше", max: "Не больше", value: "Наполняет копию", utilisation: "Целевая доля", scale_down_delay_seconds: "Задержка спада, с" }, scenario: "Добавить",
    scenarios: { none: "Ничего", flash: "Наплыв", ddos: "Флуд", "yo-yo": "Атака «йо-йо»", ramp: "Медленный рост", fault: "Отказ трети" }, slide: (bound: string) => `${bound}: ползунок`, always: (least: string, span: string) => `Всегда работают хотя бы ${least}: ${span} копиечасов в месяц.`, headroom: (times: string) => `Наибольшее число выдержит ×${times} от нынешней нагрузки.`, tooFew: "Наибольшего числа не хватает на нынешнюю нагрузку.", noLoad: "Сколько это выдержит, неизвестно: ещё ничего не измерено.", run: "Испытать",
    running: "Повторяем…", replayed: (requests, from, to) => `${requests} запросов, ${from} – ${to}`, rule: "Правило",
    rules: { dozor: "Эта политика", hpa: "HPA 70 %", hpa40: "HPA 40 %", kpa: "KPA 70 %", kpa60: "KPA 60 %" }, violating: "Поздно или отказ", hours: "Часов копий",
    cost: "От наименьшего", changes: "Перемен / ч",
    reasons: {
      load: (metric, busy, target, span) => `${metric}: ${busy} при цели ${target} за ${span}`,
      panic: "паника", forecast: (busy) => `прогноз ${busy}`, room: (share) => `запас ${share}`, noneReady: "ни одна копия не готова",
      beyondBudget: (value) => `ещё ${copies(value)} под аномальный трафик: сверх его бюджета`, forAnomalous: (value) => `из них ${n(value)} под аномальный трафик`,
      kept: (wanted, kept, span) => `сейчас хватило бы ${wanted}, но за ${span} требовалось ${kept}`, upDelay: (wanted, span) => `нужно ${wanted}, через ${span}`,
      growthPaused: (wanted) => `нужно ${wanted}, но рост остановлен`, shrinkingPaused: (wanted) => `хватило бы ${wanted}, но уменьшение остановлено`,
      flapBudget: (wanted, turns) => `хватило бы ${wanted}, но ${count(turns, "поворот", "поворота", "поворотов")} в час уже израсходовано`, tolerance: (wanted) => `${wanted} — в пределах допуска`,
      least: (bound, wanted) => `не меньше ${bound}, а хватило бы ${wanted}`, most: (bound, wanted) => `не больше ${bound}, а нужно ${wanted}`, scheduled: "по расписанию",
      decidedBefore: "эта секунда уже решена", noTelemetry: (span) => `без перемен: нет данных уже ${span}`, targetUnknown: (metric) => `без перемен: ${metric} неизвестно`,
      pausedIn: "не меньше прежнего", pausedOut: "не больше прежнего", pausedBoth: "ни больше, ни меньше", resumed: "снова масштабируется",
      noMemory: (value) => `${placeless(value)}: ни у одного узла нет столько свободной памяти`,
      noTemplate: (value, container) => `${placeless(value)}: ни на одном узле нет контейнера ${container}`,
    },
  },
};
