"""What a password that a person chooses has to be: long enough, and not what guessers try first.

Guessability is estimated by zxcvbn (Wheeler, "zxcvbn: low-budget password strength estimation", USENIX Security 2016)
with its lists of the passwords that breaches brought to light, of words and of names. Its own search through all ways
to read l33t takes seconds for a hostile password and is left out: one reading is judged instead. It knows English and
passwords of the whole world; that something is a common phrase of another language it does not see.
"""

import asyncio
import math
import re
import unicodedata
from typing import Final, Literal

from core.server.errors import Invalid

LENGTH_MIN: Final = 12
LENGTH_MAX: Final = 200
_JUDGED_MAX: Final = 64  # guessing more than this is not what a password falls by
_GUESSES_MIN: Final = 1e8
_OWN_MIN: Final = 6
_OWN_WORDS: Final = ("dozor", "дозор", "nginx", "admin", "password", "пароль")
_LEET: Final = str.maketrans("4@83690$57+21!|", "aabegqossttziii")
_REPEATED: Final = re.compile(r"(.+?)\1+", re.DOTALL)
_TRIMMED: Final = re.compile(r"^[\W\d_]+|[\W\d_]+$")


Weakness = Literal["", "short", "long", "common", "login", "guessable"]
"""What is wrong with a password, as a code that people are told in their own language."""

_SAID: Final[dict[Weakness, str]] = {
    "short": f"A password has at least {LENGTH_MIN} characters.",
    "long": f"A password has at most {LENGTH_MAX} characters.",
    "common": "This password is one of those that guessers try first.",
    "login": "This password says little more than the login.",
    "guessable": "This password is too easy to guess: take a few words that have nothing to do with each other.",
}


class WeakPassword(Invalid):
    """This password would be guessed."""

    type = "urn:dozor:weak-password"


async def check_password(password: str, login: str) -> None:
    """Let pass what a person may choose. Takes milliseconds, away from the event loop.

    Raises:
        WeakPassword: says what is wrong with it.
    """
    found = await asyncio.to_thread(weakness, password, login)
    if found:
        raise WeakPassword(_SAID[found], errors=[("password", _SAID[found]), ("weakness", found)])


def weakness(password: str, login: str) -> Weakness:
    """Return what is wrong with a password, "" if nothing is."""
    if len(password) < LENGTH_MIN:
        return "short"
    if len(password) > LENGTH_MAX:
        return "long"
    if _is_common(password):
        return "common"
    if _own_characters(password, login) < _OWN_MIN:
        return "login"
    return "guessable" if _guesses(password, login) < _GUESSES_MIN else ""


def _is_common(password: str) -> bool:
    """Tell of a common password behind capitals, l33t, and digits and signs around it."""
    from zxcvbn.matching import RANKED_DICTIONARIES  # noqa: PLC0415 - lists of megabytes, for who sets a password

    common, plain = RANKED_DICTIONARIES["passwords"], _plain(password)
    forms = (plain, plain.translate(_LEET))
    return any(form in common or _TRIMMED.sub("", form) in common for form in forms)


def _own_characters(password: str, login: str) -> int:
    """Return how many letters and digits are left without the login, its parts, and the words of this place."""
    left = _plain(password)
    for word in sorted({_plain(login), *_words(login)}, key=len, reverse=True):
        left = left.replace(word, "") if len(word) > 2 else left
    return sum(character.isalnum() for character in left)


def _words(login: str) -> list[str]:
    return [word for word in (*re.split(r"[\W_]+", _plain(login)), *_OWN_WORDS) if word]


def _guesses(password: str, login: str) -> float:
    """Return about how many guesses find a password, by the easier of its readings."""
    from zxcvbn import matching, scoring  # noqa: PLC0415 - as above

    words = [_plain(login), *_words(login)]
    ranked = {**matching.RANKED_DICTIONARIES, "user_inputs": matching.build_ranked_dict(words)}
    lists = (matching.dictionary_match, matching.reverse_dictionary_match)
    shapes = (matching.spatial_match, matching.sequence_match, matching.regex_match, matching.date_match)
    fewest = math.inf
    for reading in _readings(password):
        found = [match for find in lists for match in find(reading, _ranked_dictionaries=ranked)]
        found += [match for find in shapes for match in find(reading)]
        found.sort(key=lambda match: (match["i"], match["j"]))
        fewest = min(fewest, float(scoring.most_guessable_match_sequence(reading, found)["guesses"]))
    return fewest


def _readings(password: str) -> set[str]:
    """Return a password as it is and with l33t read, both without repetitions, which guessers try, too."""
    judged = unicodedata.normalize("NFKC", password)[:_JUDGED_MAX]
    return {_REPEATED.sub(r"\1", form) for form in (judged, judged.lower().translate(_LEET))}


def _plain(password: str) -> str:
    return unicodedata.normalize("NFKC", password).casefold()
