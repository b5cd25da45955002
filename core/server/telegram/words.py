"""What the bot says, in two languages. Values are escaped as they are put in, whoever wrote them."""

# ruff: noqa: RUF001 - half of it is Russian

from collections.abc import Mapping
from html import escape
from typing import Final, Literal

from core.server.notifications.words import WORDS

Language = Literal["en", "ru"]
_MOST: Final = 120

COMMANDS: Final[Mapping[Language, Mapping[str, str]]] = {
    "en": {
        "status": "How things are now",
        "incidents": "Incidents that go on",
        "top": "The most anomalous sources",
        "bans": "Who is banned",
        "ban": "Ban an address: /ban 203.0.113.7 4h reason",
        "unban": "Lift the ban of an address: /unban 203.0.113.7",
        "silence": "Send nothing for a while: /silence 1h shop.example",
        "services": "Services and what they refuse",
        "nodes": "Nodes and how they are",
        "help": "What I can do",
    },
    "ru": {
        "status": "Что происходит сейчас",
        "incidents": "Идущие инциденты",
        "top": "Самые аномальные источники",
        "bans": "Кто заблокирован",
        "ban": "Заблокировать адрес: /ban 203.0.113.7 4h причина",
        "unban": "Снять блокировку: /unban 203.0.113.7",
        "silence": "Не присылать какое-то время: /silence 1h shop.example",
        "services": "Сервисы и их режимы",
        "nodes": "Узлы и их состояние",
        "help": "Что я умею",
    },
}

_SAID: Final[Mapping[Language, Mapping[str, str]]] = {
    "en": {
        "help": "<b>Dozor</b> watches the proxies.\n\n{commands}\n\n"
        "/link CODE in a private chat lets you act as yourself.",
        "command": "/{name} — {does}",
        "bound": "✅ This chat is bound: <b>{title}</b>. Messages come here from now on.",
        "linked": "✅ You speak for <b>{login}</b> from now on.",
        "no_code": "This code is wrong, was used, or is over. Make a new one.",
        "too_many_codes": "Too many codes were tried. Wait a minute.",
        "bind_how": "Send /bind CODE; whoever operates Dozor makes the code under Notifications.",
        "link_private": "Codes of accounts are for me alone: write to me in private, and make a new code.",
        "not_linked": "You are not linked to an account of Dozor. Make a code under your profile, and send me"
        " /link CODE in private.",
        "refused": "⛔ {why}",
        "broke": "Something went wrong here. It is in the log.",
        "usage_ban": "Who? For example: <code>/ban 203.0.113.7 4h scrapes prices</code>",
        "usage_unban": "Who? For example: <code>/unban 203.0.113.7</code>",
        "banned": "⛔ <code>{source}</code> is banned until {until} by {by}.",
        "unbanned": "✅ The ban of <code>{source}</code> is lifted by {by}: {count}.",
        "nothing_to_unban": "There is no ban of <code>{source}</code>.",
        "silenced": "🔕 Silence until {until} by {by}: {what}.",
        "all_services": "all services",
        "quiet": "🟢 <b>All quiet</b>",
        "no_data": "⚪ <b>No traffic is heard of</b>",
        "blind": "⚪ <b>Traffic comes, scoring is not ready</b>",
        "attack": "🔴 <b>{kind}: {service}</b>\n{severity}, since {since}, sources: {sources}",
        "figures": "Requests: <b>{rps}</b>/s · refused: <b>{refused}</b>/s · errors: <b>{errors}</b>",
        "status_nodes": "Nodes: {ok} well, {not_ok} not",
        "status_incidents": "Incidents that go on: {count}",
        "frozen": "❄️ Automation is frozen.",
        "budget": "⚠️ The ban budget is spent: {services}",
        "no_incidents": "🟢 No incident goes on.",
        "incident": "{icon} <b>{kind}: {service}</b>\n{severity}, since {since}, sources: {sources},"
        " refused: {refused}",
        "no_top": "🟢 No source stands out.",
        "top": "<code>{source}</code> {score} · {rps}/s · {service}{decision}",
        "no_bans": "Nobody is banned.",
        "bans": "<b>Banned: {total}</b>",
        "ban": "<code>{source}</code> until {until} · {by}{simulated}",
        "by_dozor": "Dozor",
        "simulated": " · simulated",
        "service": "{icon} <b>{name}</b> · {mode} · {rps}/s",
        "no_services": "No service was heard of yet.",
        "node": "{icon} <b>{name}</b> · {rps}/s{cpu}",
        "cpu": " · CPU {share}",
        "no_nodes": "There are no nodes yet.",
        "more": "… and {count} more",
        "decision.observe": " · watched",
        "decision.limit": " · limited",
        "decision.challenge": " · challenged",
        "decision.ban": " · banned",
        "mode.enforce": "enforces",
        "mode.observe": "observes",
        "mode.off": "off",
        "button_over": "This button is of no use any more.",
        "button_done": "Already done by {by}.",
        "may_not": "Your role, {role}, does not permit this.",
        "nothing_to_do": "There is nothing to do it to any more.",
        "did.acknowledge": "👀 {by} sees to it",
        "did.ban": "⛔ {by} banned: {count}",
        "did.unban": "✅ {by} lifted bans: {count}",
        "did.allow": "✅ {by}: harmless, let through for a day",
        "did.extend": "⏳ {by} extended bans by a day: {count}",
        "did.silence": "🔕 {by}: silence for an hour",
    },
    "ru": {
        "help": "<b>Dozor</b> наблюдает за прокси.\n\n{commands}\n\n"
        "/link КОД в личном чате — действовать от своего имени.",
        "command": "/{name} — {does}",
        "bound": "✅ Чат привязан: <b>{title}</b>. Теперь сообщения приходят сюда.",
        "linked": "✅ Теперь вы действуете как <b>{login}</b>.",
        "no_code": "Код неверен, уже использован или истёк. Получите новый.",
        "too_many_codes": "Слишком много попыток. Подождите минуту.",
        "bind_how": "Пришлите /bind КОД; код создаёт оператор Dozor в разделе «Уведомления».",
        "link_private": "Код учётной записи — только для меня: напишите мне лично и получите новый код.",
        "not_linked": "Вы не связаны с учётной записью Dozor. Создайте код в профиле и пришлите мне /link КОД лично.",
        "refused": "⛔ {why}",
        "broke": "Что-то сломалось. Подробности в журнале.",
        "usage_ban": "Кого? Например: <code>/ban 203.0.113.7 4h выкачивает цены</code>",
        "usage_unban": "Кого? Например: <code>/unban 203.0.113.7</code>",
        "banned": "⛔ <code>{source}</code>: блокировка до {until}, {by}.",
        "unbanned": "✅ <code>{source}</code>: блокировка снята, {by}: {count}.",
        "nothing_to_unban": "<code>{source}</code> не заблокирован.",
        "silenced": "🔕 Тишина до {until}, {by}: {what}.",
        "all_services": "все сервисы",
        "quiet": "🟢 <b>Всё спокойно</b>",
        "no_data": "⚪ <b>Трафика не слышно</b>",
        "blind": "⚪ <b>Трафик идёт, оценка ещё не готова</b>",
        "attack": "🔴 <b>{kind}: {service}</b>\n{severity} важность, с {since}, источников: {sources}",
        "figures": "Запросы: <b>{rps}</b>/с · отклонено: <b>{refused}</b>/с · ошибки: <b>{errors}</b>",
        "status_nodes": "Узлы: в порядке {ok}, нет {not_ok}",
        "status_incidents": "Идущих инцидентов: {count}",
        "frozen": "❄️ Автоматика заморожена.",
        "budget": "⚠️ Бюджет блокировок исчерпан: {services}",
        "no_incidents": "🟢 Инцидентов нет.",
        "incident": "{icon} <b>{kind}: {service}</b>\n{severity} важность, с {since}, источников: {sources},"
        " отклонено: {refused}",
        "no_top": "🟢 Никто не выделяется.",
        "top": "<code>{source}</code> {score} · {rps}/с · {service}{decision}",
        "no_bans": "Никто не заблокирован.",
        "bans": "<b>Заблокировано: {total}</b>",
        "ban": "<code>{source}</code> до {until} · {by}{simulated}",
        "by_dozor": "Dozor",
        "simulated": " · пробно",
        "service": "{icon} <b>{name}</b> · {mode} · {rps}/с",
        "no_services": "Ни одного сервиса ещё не слышно.",
        "node": "{icon} <b>{name}</b> · {rps}/с{cpu}",
        "cpu": " · процессор {share}",
        "no_nodes": "Узлов ещё нет.",
        "more": "… и ещё {count}",
        "decision.observe": " · под наблюдением",
        "decision.limit": " · ограничен",
        "decision.challenge": " · проверяется",
        "decision.ban": " · заблокирован",
        "mode.enforce": "защита",
        "mode.observe": "наблюдение",
        "mode.off": "выключен",
        "button_over": "Эта кнопка больше не действует.",
        "button_done": "Уже сделано: {by}.",
        "may_not": "Ваша роль ({role}) этого не позволяет.",
        "nothing_to_do": "Больше не с чем это сделать.",
        "did.acknowledge": "👀 Занимается {by}",
        "did.ban": "⛔ {by} блокирует: {count}",
        "did.unban": "✅ {by} снимает блокировки: {count}",
        "did.allow": "✅ {by}: безвредно, пропускаем сутки",
        "did.extend": "⏳ {by} продлевает блокировки на сутки: {count}",
        "did.silence": "🔕 {by}: тишина на час",
    },
}


class Html(str):
    """A text that is markup already."""

    __slots__ = ()


class Words:
    """The words of one language."""

    def __init__(self, language: str) -> None:
        self.language: Language = "ru" if language == "ru" else "en"

    def say(self, sentence: str, /, **values: object) -> Html:
        """Return a sentence as markup with `values` put in: texts are escaped and cut."""
        return Html(_SAID[self.language][sentence].format(**{key: _safe(value) for key, value in values.items()}))

    def plain(self, sentence: str, /, **values: object) -> str:
        """Return a sentence for what takes no markup, such as an alert over a button."""
        return _SAID[self.language][sentence].format(**{key: _cut(str(value)) for key, value in values.items()})

    def called(self, name: str) -> Html:
        """Return what something is called in notifications, such as `incident.flood`."""
        return Html(escape(WORDS[self.language].get(name, name.rpartition(".")[2])))

    @property
    def commands(self) -> Mapping[str, str]:
        """What each command does."""
        return COMMANDS[self.language]


def _safe(value: object) -> str:
    return value if isinstance(value, Html) else escape(_cut(str(value)), quote=False)


def _cut(text: str) -> str:
    line = " ".join("".join(each if each.isprintable() else " " for each in text).split())
    return line if len(line) <= _MOST else f"{line[: _MOST - 1]}…"
