"""What the default pages say, by what they are for and by language: a heading, and a sentence for the visitor."""

from typing import Final

# ruff: noqa: RUF001 - half of it is Russian

TEXTS: Final[dict[str, dict[str, tuple[str, str]]]] = {
    "400": {
        "en": ("Bad request", "The server could not understand what the browser sent."),
        "ru": ("Неверный запрос", "Сервер не понял того, что прислал браузер."),
    },
    "401": {
        "en": ("Sign in first", "This page opens with a login and a password."),
        "ru": ("Нужен вход", "Эта страница открывается по логину и паролю."),
    },
    "403": {
        "en": ("No entry", "You may not see this page."),
        "ru": ("Нет доступа", "Эта страница вам не открыта."),
    },
    "404": {
        "en": ("Page not found", "There is no such page here. The address may be mistyped or out of date."),
        "ru": ("Страница не найдена", "Такой страницы здесь нет. Возможно, в адресе опечатка или он устарел."),
    },
    "405": {
        "en": ("Not possible here", "This address does not take requests of this kind."),
        "ru": ("Так нельзя", "Этот адрес не принимает таких запросов."),
    },
    "408": {
        "en": ("Too slow", "The request did not arrive in time. Please try again."),
        "ru": ("Слишком долго", "Запрос не успел прийти. Попробуйте ещё раз."),
    },
    "410": {
        "en": ("Gone", "This page was here and was removed for good."),
        "ru": ("Удалено", "Эта страница была здесь и удалена насовсем."),
    },
    "413": {
        "en": ("Too large", "What you send is larger than the site accepts."),
        "ru": ("Слишком большой объём", "Отправленное больше, чем принимает сайт."),
    },
    "414": {
        "en": ("Address too long", "The address is longer than the site accepts."),
        "ru": ("Слишком длинный адрес", "Адрес длиннее, чем принимает сайт."),
    },
    "429": {
        "en": ("Too many requests", "Please wait a little and try again."),
        "ru": ("Слишком много запросов", "Подождите немного и попробуйте ещё раз."),
    },
    "500": {
        "en": ("Something broke", "The site made a mistake. It is not your fault; please try again later."),
        "ru": ("Что-то сломалось", "На сайте произошла ошибка. Вы ни при чём, попробуйте позже."),
    },
    "502": {
        "en": (
            "The site does not answer",
            "The server behind this site is not answering. Please try again in a minute.",
        ),
        "ru": ("Сайт не отвечает", "Сервер этого сайта сейчас не отвечает. Попробуйте через минуту."),
    },
    "503": {
        "en": ("Not available now", "The site cannot answer at the moment. Please try again in a minute."),
        "ru": ("Временно недоступно", "Сайт сейчас не может ответить. Попробуйте через минуту."),
    },
    "504": {
        "en": (
            "The site is too slow",
            "The server behind this site did not answer in time. Please try again.",
        ),
        "ru": ("Сайт отвечает слишком долго", "Сервер этого сайта не ответил вовремя. Попробуйте через минуту."),
    },
    "banned": {
        "en": (
            "Access is paused",
            (
                "Requests from your network looked like an attack, so they are refused for a while. If this is "
                "a mistake, tell the site's owners the number below."
            ),
        ),
        "ru": (
            "Доступ приостановлен",
            (
                "Запросы из вашей сети похожи на атаку, поэтому на время они отклоняются. Если это ошибка, сообщите "
                "владельцам сайта номер ниже."
            ),
        ),
    },
    "limited": {
        "en": ("A little slower, please", "Too many requests come from your network. Please wait and try again."),
        "ru": ("Чуть медленнее", "Из вашей сети приходит слишком много запросов. Подождите и попробуйте ещё раз."),
    },
    "maintenance": {
        "en": ("We are working on the site", "It will be back soon. Thank you for your patience."),
        "ru": ("На сайте идут работы", "Скоро всё снова заработает. Спасибо за терпение."),
    },
    "waking": {
        "en": ("The site is waking up", "It starts when somebody comes. This page looks again by itself."),
        "ru": ("Сайт просыпается", "Он запускается, когда кто-то приходит. Страница обновится сама."),
    },
}
