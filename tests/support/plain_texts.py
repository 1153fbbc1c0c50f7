"""Find messages and hints of diagnostics that are plain texts, and so cannot be translated."""

from __future__ import annotations

import ast
from collections import defaultdict
from collections.abc import Iterable, Iterator
from pathlib import Path

TEXT_ARGUMENTS: dict[str, slice] = {
    "Diagnostic": slice(2, 4),
    "diagnostic_at": slice(-2, None),
    "diagnose_line": slice(-2, None),
    "invalid": slice(1, 3),
    "ErrorMessage": slice(1, 3),
    "Violation": slice(1, 3),
    "AuditIssue": slice(1, 3),
    "PictureProblem": slice(1, 3),
    "DocumentProblem": slice(1, 3),
    "TextKind": slice(1, 2),
}
"""Calls that make diagnostics, and where their arguments for message and hint are."""

_Function = ast.FunctionDef | ast.AsyncFunctionDef


class PlainTextFinder:
    """Follows the messages and hints in source files back to the literals that they are made of.

    It follows names, the results of functions of any name in these files, and the parameters of
    functions that pass a text on.
    """

    def __init__(self, files: Iterable[Path]) -> None:
        self.files = {file: ast.parse(file.read_text("utf-8")) for file in files}
        self._owners: dict[ast.AST, tuple[Path, _Function | None]] = {}
        self._functions: defaultdict[str, list[_Function]] = defaultdict(list)
        for file, tree in self.files.items():
            self._record_owners(tree, file, None)
        self._seen: set[tuple[ast.AST, str]] = set()

    def find(self) -> set[tuple[str, str]]:
        """Return the literals, each as the stem of its file's name and its source text."""
        found: set[tuple[str, str]] = set()
        pending = dict(TEXT_ARGUMENTS)
        done: set[str] = set()
        while pending:
            name, texts = pending.popitem()
            done.add(name)
            for call in self._find_calls(name):
                starred = [one for one in call.args if isinstance(one, ast.Starred)]
                arguments = [*(starred or call.args[texts])]
                arguments += [word.value for word in call.keywords if word.arg in _TEXT_NAMES]
                for argument in arguments:
                    for literal in self._follow(argument):
                        if isinstance(literal, _Parameter):
                            if literal.function not in done:
                                pending.setdefault(literal.function, literal.index)
                        else:
                            found.add((self._owners[literal][0].stem, ast.unparse(literal)))
        return found

    def _record_owners(self, node: ast.AST, file: Path, owner: _Function | None) -> None:
        self._owners[node] = file, owner
        if isinstance(node, _Function):
            self._functions[node.name].append(node)
            owner = node
        for child in ast.iter_child_nodes(node):
            self._record_owners(child, file, owner)

    def _find_calls(self, name: str) -> Iterator[ast.Call]:
        for node in self._owners:
            if isinstance(node, ast.Call) and _get_name(node.func) == name:
                yield node

    def _follow(self, value: ast.expr) -> Iterator[ast.expr | _Parameter]:
        """Yield the plain texts that an expression may be, and the parameters that it may be."""
        if _is_plain_text(value):
            yield value
        elif isinstance(value, ast.Name | ast.Attribute):
            yield from self._follow_name(value, _get_name(value))
        elif isinstance(value, ast.Call):
            for function in self._functions.get(_get_name(value.func), ()):
                yield from self._follow_results(function)
        for part in _list_parts(value):
            yield from self._follow(part)

    def _follow_results(self, function: _Function) -> Iterator[ast.expr | _Parameter]:
        if (function, "") in self._seen:
            return
        self._seen.add((function, ""))
        for node in ast.walk(function):
            if isinstance(node, ast.Return | ast.Yield) and node.value:
                yield from self._follow(node.value)

    def _follow_name(self, value: ast.expr, name: str) -> Iterator[ast.expr | _Parameter]:
        file, function = self._owners[value]
        if (function or self.files[file], name) in self._seen:
            return
        self._seen.add((function or self.files[file], name))
        is_local = isinstance(value, ast.Name)
        if function and is_local:
            parameters = [argument.arg for argument in function.args.args]
            if name in parameters:
                index = parameters.index(name) - (parameters[0] in {"self", "cls"})
                yield _Parameter(function.name, slice(index, index + 1))
        for called in self._functions.get(name, ()):
            yield from self._follow_results(called)
        scopes = [function] if function and is_local and _assigns(function, name) else []
        for scope in scopes or [self.files[file]]:
            for node in ast.walk(scope):
                yield from self._follow_assignment(node, name)

    def _follow_assignment(self, node: ast.AST, name: str) -> Iterator[ast.expr | _Parameter]:
        match node:
            case ast.Assign(targets=[ast.Tuple() as target], value=ast.Tuple() as value):
                pairs = zip(target.elts, value.elts, strict=True)
            case ast.Assign(targets=[target, *_], value=ast.expr() as value):
                pairs = iter([(target, value)])
            case ast.AnnAssign(target=target, value=ast.expr() as value):
                pairs = iter([(target, value)])
            case ast.NamedExpr(target=target, value=value) | ast.For(target=target, iter=value):
                pairs = iter([(target, value)])
            case ast.AugAssign(target=target, value=value) if _get_name(target) == name:
                yield value
                return
            case _:
                return
        for target, value in pairs:
            if name in map(_get_name, ast.walk(target)):
                yield from self._follow(value)


class _Parameter:
    """A parameter of a function: the texts that its callers pass have to be followed."""

    def __init__(self, function: str, index: slice) -> None:
        self.function = function
        self.index = index


_TEXT_NAMES = {"message", "hint", "suggest"}
"""Names of keyword arguments that are messages and hints, or functions that return one."""


def _get_name(node: ast.AST) -> str:
    """Return the name of a variable, or the last part of an attribute's."""
    return str(getattr(node, "attr", getattr(node, "id", "")))


def _is_plain_text(value: ast.expr) -> bool:
    """Return whether an expression is a text of more than one word, or is composed as one."""
    if isinstance(value, ast.BinOp) and isinstance(value.op, ast.Add):
        return any(
            isinstance(part, ast.Constant) and isinstance(part.value, str)
            for part in ast.walk(value)
        )
    if isinstance(value, ast.Constant):
        return isinstance(value.value, str) and " " in value.value.strip()
    return isinstance(value, ast.JoinedStr)


def _list_parts(value: ast.expr) -> list[ast.expr]:
    """Return the expressions of which one, or each, is the value of an expression."""
    match value:
        case ast.IfExp():
            return [value.body, value.orelse]
        case ast.BoolOp(values=parts) | ast.Dict(values=parts):
            return parts
        case ast.Tuple(elts=parts) | ast.List(elts=parts):
            return parts
        case ast.Starred() | ast.Subscript():
            return [value.value]
        case ast.Call(func=ast.Attribute(value=table, attr="get" | "fromkeys")):
            return [table, *value.args[1:]]
    return []


def _assigns(function: _Function, name: str) -> bool:
    return any(
        isinstance(node, ast.Name) and node.id == name and isinstance(node.ctx, ast.Store)
        for node in ast.walk(function)
    )
