"""Parsed expressions as conditions and limits of a document."""

from __future__ import annotations

from typing import Any, Final

from survey_app.questionnaires.xlsform.expressions import (
    NEGATED,
    OPERATORS,
    ExpressionError,
    Node,
    Parser,
    ordered,
    spread,
)

Term = dict[str, Any]
#: Below these a number of choices or letters means: something was answered.
ANY: Final = {(">", "0"), (">=", "1")}


def condition_of(text: str) -> dict[str, list[Term]] | None:
    """Return the condition that a "relevant" cell means; None for an empty one.

    Raises ExpressionError for what a document cannot hold: ``mixed`` when "and"
    and "or" stand together, ``unknown_function``, ``not_understood``.
    """
    if not text.strip():
        return None
    node = Parser(text).parse()
    one = membership(node)
    if one is not None:
        return {"all": [one]}
    mode = "any" if node.kind == "or" else "all"
    return {mode: [term_of(part) for part in spread(node, "or" if mode == "any" else "and")]}


def membership(node: Node) -> Term | None:
    """Return "is one of" for brackets of equalities about one question."""
    operator = {"or": "eq", "and": "ne"}.get(node.kind)
    if operator is None or not node.closed:
        return None
    terms = [term_of(part) for part in node.parts]
    if {(term["q"], term["op"]) for term in terms} != {(terms[0]["q"], operator)}:
        raise ExpressionError("mixed")
    return {
        "q": terms[0]["q"],
        "op": "in" if operator == "eq" else "not_in",
        "value": [term["value"] for term in terms],
    }


def term_of(node: Node) -> Term:
    """Return one comparison of a condition."""
    if node.kind in {"and", "or"}:
        found = membership(node)
        if found is None:
            raise ExpressionError("mixed")
        return found
    if node.kind == "selected":
        name, value = chosen(node)
        return {"q": name, "op": "eq", "value": value}
    if node.kind == "not":
        return negated(node)
    if node.kind != "compare":
        raise ExpressionError("not_understood", node.kind)
    return compared(ordered(node))


def chosen(node: Node) -> tuple[str, str]:
    """Return question and value of "selected"."""
    if [part.kind for part in node.parts] != ["name", "text"]:
        raise ExpressionError("not_understood", "selected")
    return node.parts[0].parts[0], node.parts[1].parts[0]


def negated(node: Node) -> Term:
    """Return the opposite of an equality; for "less than" there is none without an answer."""
    term = term_of(node.parts[0])
    if len(node.parts) != 1 or term["op"] not in NEGATED:
        raise ExpressionError("not_understood", "not")
    return {**term, "op": NEGATED[term["op"]]}


def compared(node: Node) -> Term:
    """Return what a comparison of a question with a value means."""
    first, sign, second = node.parts
    if second.kind not in {"text", "number"}:
        raise ExpressionError("not_understood", sign)
    value = second.parts[0]
    if first.kind in {"count-selected", "string-length"}:
        if (sign, value) not in ANY or first.parts[0].kind != "name":
            raise ExpressionError("not_understood", first.kind)
        return {"q": first.parts[0].parts[0], "op": "answered", "value": True}
    if first.kind != "name":
        raise ExpressionError("not_understood", first.kind)
    return named(first.parts[0], sign, value)


def named(name: str, sign: str, value: str) -> Term:
    """Return the comparison of a question with a value."""
    if value == "":
        if sign == "!=":
            return {"q": name, "op": "answered", "value": True}
        raise ExpressionError("unanswered", f"${{{name}}} {sign} ''")
    if sign not in {"=", "!="} and not value.lstrip("-").isdecimal():
        raise ExpressionError("not_understood", value)
    return {"q": name, "op": OPERATORS[sign], "value": value}


def limits_of(text: str) -> dict[str, Any]:
    """Return the limits that a "constraint" cell means, by their name in the document."""
    limits: dict[str, Any] = {}
    if text.strip():
        node = Parser(text).parse()
        for part in spread(node, "and"):
            limits |= limit_of(part)
    return limits


def limit_of(node: Node) -> dict[str, Any]:
    """Return one limit."""
    if node.kind == "regex":
        if [part.kind for part in node.parts] != ["self", "text"]:
            raise ExpressionError("not_understood", "regex")
        return {"pattern": node.parts[1].parts[0]}
    if node.kind != "compare":
        raise ExpressionError("not_understood", node.kind)
    first, sign, second = ordered(node).parts
    if first.kind == "self" and sign == "<=" and second.kind == "name":
        return {"maximum_from": second.parts[0]}
    if second.kind != "number":
        raise ExpressionError("not_understood", sign)
    return number_limit(first, sign, int(second.parts[0]))


def number_limit(first: Node, sign: str, number: int) -> dict[str, Any]:
    """Return a limit that is a number."""
    highest = number - 1 if sign == "<" else number
    if sign in {"<", "<="}:
        if first.kind == "self":
            return {"maximum": highest}
        names = {"count-selected": "max_choices", "string-length": "max_length"}
        if first.kind in names and first.parts[0].kind == "self":
            return {names[first.kind]: highest}
    if first.kind == "self" and sign in {">", ">="}:
        return {"minimum": number + 1 if sign == ">" else number}
    raise ExpressionError("not_understood", f"{first.kind} {sign}")
