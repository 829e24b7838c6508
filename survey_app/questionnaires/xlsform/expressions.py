"""Conditions and limits as XPath expressions, and back: the part that a document can hold."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Final

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence

SIGNS: Final = {"eq": "=", "ne": "!=", "lt": "<", "lte": "<=", "gt": ">", "gte": ">="}
OPERATORS: Final = {sign: name for name, sign in SIGNS.items()}
TURNED: Final = {"=": "=", "!=": "!=", "<": ">", "<=": ">=", ">": "<", ">=": "<="}
NEGATED: Final = {"eq": "ne", "ne": "eq", "in": "not_in", "not_in": "in"}
DEEPEST: Final = 20

TOKEN: Final = re.compile(
    r"""\s*(?:
    (?P<name>\$\{\s*(?P<id>[A-Za-z_][\w.-]*)\s*\})
    |(?P<text>'[^']*'|"[^"]*")
    |(?P<number>-?\d+)(?![\w.])
    |(?P<sign><=|>=|!=|=|<|>)
    |(?P<word>[A-Za-z][A-Za-z0-9-]*)
    |(?P<mark>[(),.])
    )""",
    re.VERBOSE,
)
FUNCTIONS: Final = frozenset({"selected", "not", "string-length", "regex", "count-selected"})


class ExpressionError(ValueError):
    """An expression that is not understood; ``code`` says why, ``part`` shows where."""

    def __init__(self, code: str, part: str = "") -> None:
        super().__init__(code)
        self.code = code
        self.part = part[:60]


# --- from a document to an expression --------------------------------------------------------


def relevant(condition: dict[str, Any] | None, kinds: dict[str, str]) -> str:
    """Return a condition as XLSForm writes it; ``kinds`` are those of the questions."""
    for mode, terms in (condition or {}).items():
        parts = [term_text(term, kinds) for term in terms]
        return (" and " if mode == "all" else " or ").join(parts)
    return ""


def term_text(term: dict[str, Any], kinds: dict[str, str]) -> str:
    """Return one comparison."""
    name, operator, value = term["q"], term["op"], term.get("value")
    values = [str(each) for each in (value if isinstance(value, list) else [value])]
    if operator == "answered":
        return f"${{{name}}} != ''"
    if operator in {"lt", "lte", "gt", "gte"}:
        return f"${{{name}}} {SIGNS[operator]} {values[0]}"
    equal = operator in {"eq", "in"}
    parts = [equality(name, each, kinds.get(name) == "multi", equal) for each in values]
    joined = (" or " if equal else " and ").join(parts)
    return f"({joined})" if operator in {"in", "not_in"} else joined


def equality(name: str, value: str, several: bool, equal: bool) -> str:  # noqa: FBT001 - two kinds of two
    """Return that a value was chosen, or was not."""
    if several:
        chosen = f"selected(${{{name}}}, '{value}')"
        return chosen if equal else f"not({chosen})"
    return f"${{{name}}} {'=' if equal else '!='} '{value}'"


def constraint(entry: dict[str, Any]) -> str:
    """Return the limits of a question as XLSForm writes them."""
    parts = [
        (f". >= {entry.get('minimum')}", entry.get("minimum") is not None),
        (f". <= {entry.get('maximum')}", entry.get("maximum") is not None),
        (f". <= ${{{entry.get('maximum_from')}}}", bool(entry.get("maximum_from"))),
        (f"count-selected(.) <= {entry.get('max_choices')}", bool(entry.get("max_choices"))),
        (f"string-length(.) <= {entry.get('max_length')}", bool(entry.get("max_length"))),
        (f"regex(., '{entry.get('pattern')}')", bool(entry.get("pattern"))),
    ]
    return " and ".join(text for text, there in parts if there)


# --- from an expression to its parts ---------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Node:
    """A part of an expression: a kind, and what it is made of."""

    #: and, or, not, compare, name, text, number, self, or the name of a function.
    kind: str
    parts: tuple[Any, ...]
    #: Whether it stood in brackets.
    closed: bool = False


def tokens(text: str) -> Iterator[tuple[str, str]]:
    """Yield kind and text of each piece."""
    place = 0
    text = text.rstrip()
    while place < len(text):
        found = TOKEN.match(text, place)
        if found is None:
            raise ExpressionError("not_understood", text[place:])
        kind = str(found.lastgroup)
        if found["name"]:
            yield "name", found["id"]
        else:
            yield kind, found[kind]
        place = found.end()


class Parser:
    """Reads an expression by recursive descent: or, and, comparison, value."""

    def __init__(self, text: str) -> None:
        self.left = [*tokens(text), ("end", "")]
        self.depth = 0

    def parse(self) -> Node:
        """Return the whole expression."""
        node = self.either()
        self.expect("end")
        return node

    def either(self) -> Node:
        """Return parts joined by "or"."""
        return self.joined("or", self.both)

    def both(self) -> Node:
        """Return parts joined by "and"."""
        return self.joined("and", self.comparison)

    def joined(self, word: str, part: Callable[[], Node]) -> Node:
        """Return one part, or several with a word between."""
        parts = [part()]
        while self.left[0] == ("word", word):
            self.left.pop(0)
            parts.append(part())
        return parts[0] if len(parts) == 1 else Node(word, tuple(parts))

    def comparison(self) -> Node:
        """Return a value, or two with a sign between."""
        first = self.value()
        if self.left[0][0] != "sign":
            return first
        sign = self.left.pop(0)[1]
        return Node("compare", (first, sign, self.value()))

    def value(self) -> Node:
        """Return a name, a text, a number, the answer itself, a function, or brackets."""
        kind, text = self.left.pop(0)
        if kind == "name":
            return Node("name", (text,))
        if kind == "text":
            return Node("text", (text[1:-1],))
        if kind == "number":
            return Node("number", (text,))
        if (kind, text) == ("mark", "."):
            return Node("self", ())
        if (kind, text) == ("mark", "("):
            return self.brackets()
        if kind == "word" and text in FUNCTIONS:
            return self.function(text)
        raise ExpressionError("unknown_function" if kind == "word" else "not_understood", text)

    def brackets(self) -> Node:
        """Return what stands in brackets."""
        self.deeper()
        node = self.either()
        self.expect("mark", ")")
        return Node(node.kind, node.parts, closed=True)

    def function(self, name: str) -> Node:
        """Return a call with its arguments."""
        self.deeper()
        self.expect("mark", "(")
        given = [self.either()]
        while self.left[0] == ("mark", ","):
            self.left.pop(0)
            given.append(self.either())
        self.expect("mark", ")")
        return Node(name, tuple(given))

    def deeper(self) -> None:
        """Stop at an expression that only a machine would write."""
        self.depth += 1
        if self.depth > DEEPEST:
            raise ExpressionError("not_understood")

    def expect(self, kind: str, text: str = "") -> None:
        """Take the next piece, which must be this one."""
        found = self.left.pop(0)
        if found[0] != kind or (text and found[1] != text):
            raise ExpressionError("not_understood", found[1])


def ordered(node: Node) -> Node:
    """Return a comparison with what is asked about first: "3 >= ${a}" becomes "${a} <= 3"."""
    first, sign, second = node.parts
    if first.kind in {"text", "number"}:
        return Node("compare", (second, TURNED[sign], first))
    return node


def spread(node: Node, word: str) -> Sequence[Node]:
    """Return the parts that a word joins; the node alone when it is none."""
    return node.parts if node.kind == word else (node,)
