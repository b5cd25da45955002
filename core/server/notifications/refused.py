"""Why something about notifications is not set, as it is told."""

from enum import unique

from core.server.told import Refused


@unique
class RefusedNotification(Refused):
    """What somebody is told who sets up who is told of what."""

    channel_of_kind = "Channel {channel} is of kind {kind}; make another one."
    many_channels = "There are {most} channels already."
    channel_secret_anew = "{field}: to be told again, as it goes to another server"  # noqa: S105 - what is told of one
    channel_no_token = "token: a bot needs one"  # noqa: S105 - the same
    no_channel = "There is no such channel."
    chat_of_channel = "channel: a chat stays at its channel; make another one."
    chat_address = "address: {why}"
    chat_topic = "topic: only chats of Telegram have topics"
    chat_twice = "There is such a chat already."
    many_chats = "There are {most} chats already."
    no_chat = "There is no such chat."
    no_chat_called = "There is no chat {chat}."
    many_notification_rules = "There are {most} rules already."
    no_notification_rule = "There is no such notification rule."
    many_notification_silences = "There are {most} silences already."
    no_notification_silence = "There is no such silence."
    no_template = "There is no template {template} in {language}."
    template_own = "This template was never changed."
    template_long = "A template has at most {most} characters."
    template_on_sample = "On a sample ({sample}): {why}"
    template_wrong = "{why}"
    no_message = "There is no such message, or it is over."
    no_event = "There is no such event."
    telegram_only = "Only chats of Telegram are bound by a code."
    telegram_account_only = "Only who is signed in to an account can do this."
    telegram_unlinked = "This Telegram user does not speak for the account."
