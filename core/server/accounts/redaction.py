"""What the audit log never holds: secrets, wherever in a change they stand."""

import re
from collections.abc import Mapping
from typing import Any, Final

HIDDEN: Final = "(hidden)"
_SECRET_NAMES: Final = frozenset(
    [
        "password",
        "secret",
        "token",
        "code",
        "codes",
        "recovery_codes",
        "private_key",
        "signing_key",
        "api_key",
        "key_hash",
        "hash",
        "variables",
        "authorization",
        "cookie",
        "set-cookie",
        "proxy-authorization",
        "x-api-key",
        "chain_key",
    ]
)
_SECRET_ENDINGS: Final = ("_password", "_token", "_secret", "_secret_value", "_api_key", "password_hash", "passphrase")
_NAMED_VALUES: Final = ("name", "value")  # a header, as documents have it
_IN_TEXT: Final = (
    (re.compile(r"-----BEGIN [A-Z ]*PRIVATE KEY-----.*?(-----END [A-Z ]*PRIVATE KEY-----|$)", re.DOTALL), HIDDEN),
    (re.compile(r"(?<=://)[^/@\s]*:[^/@\s]*(?=@)"), HIDDEN),
    (re.compile(r"(?<![0-9])[0-9]{6,12}:[A-Za-z0-9_-]{30,}"), HIDDEN),  # of a Telegram bot
    (re.compile(r"\bdzr_[0-9a-z]+_[A-Za-z0-9_-]+"), HIDDEN),
    (re.compile(r"(?i)\b(bearer|basic)\s+[A-Za-z0-9._~+/=-]{8,}"), HIDDEN),
    (re.compile(r"\beyJ[A-Za-z0-9_-]{8,}\.[A-Za-z0-9_-]+\.[A-Za-z0-9_-]*"), HIDDEN),
)


def redacted(value: Any) -> Any:
    """Return a value of JSON with its secrets hidden: by the names that they have, and by what they look like.

    What a name does not give away and what looks like any text stays: who notes a change leaves out what is secret in
    it. This is for what was forgotten.
    """
    if isinstance(value, str):
        return _text(value)
    if isinstance(value, Mapping):
        if value.keys() >= set(_NAMED_VALUES) and _is_secret(str(value["name"])):
            return {**value, "value": HIDDEN}
        return {name: _member(str(name), each) for name, each in value.items()}
    if isinstance(value, list | tuple | set | frozenset):
        return [redacted(each) for each in value]
    return value


def _member(name: str, value: Any) -> Any:
    is_there = value is not None and value != "" and not isinstance(value, bool)
    return HIDDEN if is_there and _is_secret(name) else redacted(value)


def _is_secret(name: str) -> bool:
    lowered = name.lower()
    return lowered in _SECRET_NAMES or lowered.endswith(_SECRET_ENDINGS)


def _text(text: str) -> str:
    for pattern, instead in _IN_TEXT:
        text = pattern.sub(instead, text)
    return text
