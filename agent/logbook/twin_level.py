"""The kernel's reference for `level.c`: guessing a line's level."""

import re
from collections.abc import Iterator
from typing import Final

from agent.logbook.entry import LEVELS

_WORD_SPAN: Final = 160
_FIELD_SPAN: Final = 2048
_WORDS: Final = {
    word: LEVELS.index(level)
    for level, words in {
        "trace": "trace verbose",
        "debug": "debug dbg",
        "info": "info information inf notice log",
        "warning": "warn warning wrn",
        "error": "error err severe",
        "fatal": "fatal critical crit alert emerg emergency panic ftl",
    }.items()
    for word in words.split()
}
_NUMBERS: Final = ((60, "fatal"), (50, "error"), (40, "warning"), (30, "info"), (20, "debug"))
_PRIORITIES: Final = ("fatal", "fatal", "fatal", "error", "warning", "info", "info", "debug")
_KEYS: Final = frozenset((b"level", b"severity", b"lvl", b"loglevel", b"log.level", b"levelname", b"@level", b"@l"))
_VALUE: Final = re.compile(rb'"?(?:(\d{1,3})(?!\d)|([A-Za-z]+))')
_JSON: Final = re.compile(rb'"((?:[^"\\]|\\.)*)"( *:)?', re.DOTALL)
_LOGFMT: Final = re.compile(rb"(?:^|(?<=[ \t\[({,]))([^= \t\[({,]{1,10})=")
_KLOG: Final = re.compile(rb"([IWEF])\d{4} ")
_PRIORITY: Final = re.compile(rb"<(\d{1,3})>")
_WORD: Final = re.compile(rb"\x1b\[[^A-Za-z]*(?:[A-Za-z]|\Z)|[A-Za-z]+")
_ERRORS: Final = (b"Traceback (most recent call last)", b"Exception in thread")
_FATAL: Final = (b"panic: ", b"fatal error: ")


def level_of(line: bytes) -> int:
    """Guess a line's level, as a place in LEVELS."""
    line = line[:_FIELD_SPAN].lstrip(b" \t")
    if line.startswith(b"{"):
        return next(_in_json(line), 0)
    if line.startswith(_ERRORS):
        return LEVELS.index("error")
    if line.startswith(_FATAL):
        return LEVELS.index("fatal")
    return _of_start(line) or next(_in_logfmt(line), 0) or next(_in_words(line[:_WORD_SPAN]), 0)


def _of_word(word: bytes) -> int:
    return _WORDS.get(word.lower().decode("ascii"), 0)


def _of_number(number: int) -> int:
    if number < len(_PRIORITIES):
        return LEVELS.index(_PRIORITIES[number])
    return LEVELS.index(next((level for least, level in _NUMBERS if number >= least), "trace"))


def _of_value(text: bytes, at: int) -> int:
    found = _VALUE.match(text, at)
    if not found:
        return 0
    return _of_number(int(found[1])) if found[1] else _of_word(found[2])


def _of_start(line: bytes) -> int:
    priority = _PRIORITY.match(line)
    if priority and int(priority[1]) < 192:
        return _of_number(int(priority[1]) & 7)
    klog = _KLOG.match(line)
    return {b"I": 3, b"W": 4, b"E": 5, b"F": 6}[klog[1]] if klog else 0


def _in_json(line: bytes) -> Iterator[int]:
    for found in _JSON.finditer(line):
        if found[2] and found[1].lower() in _KEYS:
            at = found.end()
            while line[at : at + 1] == b" ":
                at += 1
            if level := _of_value(line, at):
                yield level


def _in_logfmt(line: bytes) -> Iterator[int]:
    for found in _LOGFMT.finditer(line):
        if found[1].lower() in _KEYS and (level := _of_value(line, found.end())):
            yield level


def _in_words(line: bytes) -> Iterator[int]:
    for found in _WORD.finditer(line):
        word = found[0]
        if not word.startswith(b"\x1b") and _stands_as_level(line, found) and (level := _of_word(word)):
            yield level


def _stands_as_level(line: bytes, found: re.Match[bytes]) -> bool:
    """In capitals anywhere between blanks and brackets; in small letters only where one of these marks it."""
    start, end = found.span()
    before, after = line[start - 1 : start] if start else b" ", line[end : end + 1] or b" "
    if before not in b" \t[(|<\"'>" and not before.isalpha():
        return False
    if after not in b" \t])|:,>\"'\x1b" or (after == b":" and line[end + 1 : end + 2] == b"/"):
        return False
    return after in b"])|:>" or before in b"[<|" or found[0].isupper()
