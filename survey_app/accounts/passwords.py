"""Which passwords anybody would guess: patterns, and words that people here are known to use.

No list of leaked passwords ships; what remains after words, years and rows of keys are taken out
must still be long.
"""

from __future__ import annotations

import re
from typing import Final

from survey_app.core.errors import RefusedError
from survey_app.core.text import fold

SHORTEST: Final = 12
LONGEST: Final = 200
#: Characters of its own that a password needs beside what everybody uses.
LEFT: Final = 6
#: Different characters.
VARIED: Final = 5
#: A longer piece that repeats is no pattern.
LONGEST_PIECE: Final = 6
WORDS: Final = (
    *("matkhau", "password", "passw0rd", "p@ssword", "p@ssw0rd", "pass", "admin", "quantri"),
    *("letmein", "welcome", "login", "iloveyou", "anhyeuem", "emyeuanh", "yeuem", "yeuanh"),
    *("vietnam", "haiphong", "hanoi", "hochiminh", "saigon", "danang", "ubnd", "motcua"),
    *("dichvucong", "hanhchinhcong", "khaosat", "hailong", "xinchao", "chaomung", "abc", "xyz"),
)
ROWS: Final = ("01234567890", "09876543210", "qwertyuiop", "asdfghjkl", "zxcvbnm", "1q2w3e4r5t6y")
ALPHABET: Final = "abcdefghijklmnopqrstuvwxyz"
PIECE: Final = 4


def check_password(password: str, login: str) -> None:
    """Raise RefusedError ``short_password`` or ``common_password``."""
    if not SHORTEST <= len(password) <= LONGEST:
        raise RefusedError("short_password", length=SHORTEST)
    if is_common(password, login):
        raise RefusedError("common_password")


def is_common(password: str, login: str) -> bool:
    """Tell whether a password is made of little more than what everybody tries first."""
    text = re.sub(r"\s", "", fold(password))
    if len(set(text)) < VARIED or repeats(text):
        return True
    for word in (*filter(None, re.split(r"[.@_-]", fold(login))), *WORDS):
        text = text.replace(word, "") if len(word) > 1 else text
    for row in (*ROWS, ALPHABET):
        text = without_row(text, row)
    return len(re.sub(r"(19|20)\d\d|[^\w]", "", text)) < LEFT


def repeats(text: str) -> bool:
    """Tell whether a short piece makes up the whole text."""
    return 0 < (text + text).find(text, 1) <= LONGEST_PIECE


def without_row(text: str, row: str) -> str:
    """Return a text without neighbouring keys of a row, four and more at a time."""
    for length in range(len(row), PIECE - 1, -1):
        for start in range(len(row) - length + 1):
            text = text.replace(row[start : start + length], "")
    return text
