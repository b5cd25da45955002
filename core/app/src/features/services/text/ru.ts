import { ru1 } from "@/lib/i18n/plural";
import { count, n } from "@/lib/i18n/russian";

import { edit } from "./edit-ru";
import type { en } from "./en";

const members = (value: number) => count(value, "сервер", "сервера", "серверов");

export const ru: typeof en = {
  services: {
    edit, lead: "Исправны ли серверы, что под защитой и насколько строгой.", name: "Сервис", title: "Сервисы", total: (services) => count(services, "сервис", "сервиса", "сервисов"), filter: "Фильтр: имя, домен, узел…", fields: { name: "Имя", domain: "Домен", node: "Узел", mode: "Режим" }, noMatch: "Под фильтр не подходит ни один сервис", clear: "Сбросить фильтр", errors: "Ошибки 5xx", latency: "Задержка p95", rps: "Запр. / с", mode: "Режим", members: "Серверы",
    modes: { off: "Выкл.", observe: "Наблюдать", enforce: "Защищать" },
    help: { off: "не оценивается", observe: "оценивается; решения учебные", enforce: "решения исполняются" }, none: "Сервисов ещё нет",
    noneLead: "Сервис появляется с первым запросом или с первым доменом, который к нему ведёт.", toDomains: "Добавить домен", changed: (name, mode) => `${name}: ${mode}`, changedStep: (name, step) => `${name}: не строже, чем ${step}`, maxStep: "Не строже",
    maxStepOf: (name) => `Самый строгий шаг для ${name}`, maxStepHelp: "Самое строгое, что автоматика может здесь сделать сама.", modeOf: (name) => `Режим ${name}`,
    notConfigured: "настроен не здесь", notHeard: "запросов ещё не было", noMembers: "серверов нет", unlooked: (all) => `${members(all)}, без проверки`, well: (well, all) => `исправно ${n(well)} из ${n(all)}`, look: "Посмотреть, какие",
    dead: (value) => `${count(value, "сервис остался", "сервиса остались", "сервисов осталось")} без исправных серверов`, deadLead: (names) => `Посетители видят страницу ошибки: ${names}.`,
    shown: "Что показано", looks: { look: "Обзор", edit: "Правка" }, noSuch: "Такого сервиса нет", noSuchLead: (name) => `${name} удалён или его никогда не было.`, toAll: "Все сервисы",
    protection: "Защита", explained: { off: "Здесь никого не оценивают. Включите наблюдение, чтобы увидеть, что было бы решено.", observe: "Атаки видны, решения принимаются, но ничего не отклоняется.", enforce: "Атакующих ограничивают, проверяют или блокируют на узлах." }, notHeardLead: "Её можно настроить с первым запросом.",
    verdict: {
      nobody: "Отвечать некому", nobodyLead: "Серверов нет, или все выведены. Посетители видят страницу ошибки 502.", allUnwell: "Все серверы неисправны", allUnwellLead: "Запросы всё равно идут к ним: попытка лучше верной ошибки.", someUnwell: (value) => `${ru1(value, { one: "Неисправен", few: "Неисправны", many: "Неисправно", other: "Неисправны" })} ${members(value)}`, seePage: "Посмотреть страницу ошибки",
      unlooked: "Как там серверы, никто не знает", unchecked: "Проверки нет: о неработающем сервере NGINX узнаёт только по неудачным запросам.", notYet: "Узлы ещё ничего не сообщили.", check: "Настроить проверку", allWell: (all) => (all === 1 ? "Единственный сервер исправен" : `${ru1(all, { one: "Исправен", few: "Исправны все", many: "Исправны все", other: "Исправны все" })} ${members(all)}`), served: (domains, nodes) => `${domains}; узлы: ${nodes || "нет"}.`, noDomain: "Сюда пока не ведёт ни один домен.", scaling: "Масштаб",
    },
    topology: { title: "Кто сюда ведёт и кто отвечает", domains: "Домены", nodes: "NGINX на узлах", members: (method) => `Серверы, ${method}`, noDomains: "никто сюда не ведёт", noNodes: "ни одного узла", more: (value) => `и ещё ${n(value)}`, methods: { round_robin: "по очереди, с весами", least_connections: "у кого меньше соединений", ip_hash: "по адресу посетителя", hash: "по ключу", random_two: "менее занятый из двух" } },
    member: {
      title: "Серверы", lead: "То, что меняется здесь, действует через секунду-другую, без развёртывания.", name: "Сервер", health: "Состояние", weight: "Вес", share: "Получает", acts: "Действия", backup: "запасной", conditions: { well: "исправен", unwell: "неисправен", unknown: "не проверяется", draining: "выведен" },
      weightOf: (name) => `Вес ${name}`, drain: "Вывести", drainOf: (name) => `Вывести ${name}`, bringBack: "Вернуть", bringBackOf: (name) => `Вернуть ${name}`, remove: (name) => `Удалить ${name}`, weighed: (name, weight) => `Вес ${name} теперь ${n(weight)}`, drained: (name) => `${name} больше не получает новых запросов`, back: (name) => `${name} снова получает запросы`,
      atOnce: "Действует через секунду-другую.", removed: (name) => `${name} удалён`, added: (place) => `${place} добавлен`, add: "Ещё один сервер", addIt: "Добавить", badPlace: "Нужен адрес и порт, например 10.0.0.6:8080.",
    },
    test: { title: "Спросить каждый сервер", lead: "По одному запросу каждому, мимо NGINX, с узла, который это обслуживает.", path: "Путь", send: "Спросить", sending: "Спрашиваем…", nobody: "Это не обслуживает ни один узел, или ни у одного сервера нет своего адреса." },
  },
  pages: {
    title: "Показано страниц ошибок", lead: "Посетителям, за последний час", refused: (amount) => `сверх того отказов тем, кого сдерживаем: ${amount}`, none: "За последний час их никто не видел.", status: "Статус", page: "Страница", count: "Раз",
    others: "прочие", rest: (amount) => `и ещё ${amount}`,
  },
};
