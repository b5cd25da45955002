"""YAML as people write configuration, both ways: safe, bounded, and without the surprises of YAML 1.1.

`on`, `yes` and dates are texts here; `true` and `false` are the only truths. JSON is read, too, as it is YAML.
"""

import re
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any, Final

import yaml

from core.server.errors import Invalid
from core.server.proxy.documents.refused import RefusedDocuments
from core.server.proxy.specs.wrong import Wrong
from core.server.told import Told

_VALUES_MAX: Final = 400_000
_DEPTH_MAX: Final = 40
_STRING: Final = "tag:yaml.org,2002:str"
_RESOLVED: Final = (
    ("bool", r"true|True|TRUE|false|False|FALSE", "tTfF"),
    ("null", r"~|null|Null|NULL|", ["~", "n", "N", ""]),
    ("int", r"[-+]?(0|[1-9][0-9]{0,17})", "-+0123456789"),
    ("float", r"[-+]?((\.[0-9]+|[0-9]+\.[0-9]*)([eE][-+]?[0-9]{1,3})?|[0-9]+[eE][-+]?[0-9]{1,3})", "-+.0123456789"),
    ("merge", r"<<", "<"),
)
_LoaderBase: Final[Any] = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
_DumperBase: Final[Any] = getattr(yaml, "CSafeDumper", yaml.SafeDumper)


class _Loader(_LoaderBase):  # type: ignore[misc] # chosen above: compiled where it can be
    yaml_implicit_resolvers: dict[str, Any] = {}  # noqa: RUF012 - as PyYAML has it


class _Dumper(_DumperBase):  # type: ignore[misc] # as the loader
    yaml_implicit_resolvers: dict[str, Any] = {}  # noqa: RUF012 - as PyYAML has it

    def ignore_aliases(self, data: Any) -> bool:  # noqa: ARG002 - PyYAML asks it of each value
        """Write a value out wherever it stands."""
        return True


def _text_of_lines(dumper: Any, text: str) -> Any:
    style = "|" if "\n" in text else None
    return dumper.represent_scalar(_STRING, text, style=style)


_Dumper.add_representer(str, _text_of_lines)
for _tag, _pattern, _first in _RESOLVED:
    for _class in (_Loader, _Dumper):
        _class.add_implicit_resolver(f"tag:yaml.org,2002:{_tag}", re.compile(rf"^(?:{_pattern})$"), list(_first))


def load(text: str) -> Any:
    """Return what a text says.

    Raises:
        Invalid: it is no YAML, says something twice, or grows beyond all measure; the text names the line.
    """
    with _told(), _loader(text) as loader:
        node = _measured(loader)
        return None if node is None else loader.construct_document(node)


def nodes_of(text: str) -> yaml.Node | None:
    """Return a text's nodes, which know where they stand; None where it says nothing.

    Raises:
        Invalid: it is no YAML, says something twice, or grows beyond all measure; the text names the line.
    """
    with _told(), _loader(text) as loader:
        return _measured(loader)


def dump(value: Any) -> str:
    """Return a value as text; the same value always gives the same text."""
    text: str = yaml.dump(value, Dumper=_Dumper, sort_keys=False, allow_unicode=True, width=110)
    return text


@contextmanager
def _told() -> Iterator[None]:
    """Tell what is wrong with a text in words of ours, with its line."""
    try:
        yield
    except yaml.MarkedYAMLError as error:
        raise Invalid(_marked(error.problem_mark, f"{error.context or ''} {error.problem or ''}".strip())) from error
    except (yaml.YAMLError, ValueError, TypeError, RecursionError) as error:
        raise Invalid(RefusedDocuments.no_yaml(why=str(error)[:300])) from error


@contextmanager
def _loader(text: str) -> Iterator[Any]:
    _refuse_depth(text)
    loader = _Loader(text)
    try:
        yield loader
    finally:
        loader.dispose()


def _measured(loader: Any) -> yaml.Node | None:
    node: yaml.Node | None = loader.get_single_node()
    if node is not None:
        _Measure(loader).size(node, 0)
    return node


def _refuse_depth(text: str) -> None:
    """Look at the text's events alone: the compiled composer goes as deep as it is led, until there is no stack."""
    depth = 0
    for event in yaml.parse(text, Loader=_Loader):
        depth += isinstance(event, yaml.CollectionStartEvent) - isinstance(event, yaml.CollectionEndEvent)
        if depth > _DEPTH_MAX:
            raise _invalid(event.start_mark, Wrong.nested())


class _Measure:
    """How much a text says once its aliases are written out: nobody writes them out before."""

    def __init__(self, loader: Any) -> None:
        self._loader = loader
        self._sizes: dict[int, int] = {}

    def size(self, node: Any, depth: int) -> int:
        if depth > _DEPTH_MAX:
            raise _invalid(node.start_mark, Wrong.nested())
        if id(node) in self._sizes:
            return self._sizes[id(node)]
        if node.tag not in {_STRING, self._loader.resolve(type(node), node.value, (True, False))}:
            raise _invalid(node.start_mark, Wrong.tag_unknown(tag=node.tag[:100]))
        inner = 1
        if isinstance(node, yaml.MappingNode):
            _refuse_twice(node)
            inner += sum(self.size(key, depth + 1) + self.size(value, depth + 1) for key, value in node.value)
        elif isinstance(node, yaml.SequenceNode):
            inner += sum(self.size(each, depth + 1) for each in node.value)
        if inner > _VALUES_MAX:
            raise _invalid(node.start_mark, Wrong.many_values(most=_VALUES_MAX))
        self._sizes[id(node)] = inner
        return inner


def _refuse_twice(node: yaml.MappingNode) -> None:
    seen: set[str] = set()
    for key, _ in node.value:
        if not isinstance(key, yaml.ScalarNode):
            raise _invalid(key.start_mark, Wrong.field_is_text())
        if key.value in seen and key.value != "<<":
            raise _invalid(key.start_mark, Wrong.twice(field=key.value[:100]))
        seen.add(key.value)


def _invalid(mark: Any, told: Told) -> Invalid:
    return Invalid(_where(mark, str(told)), errors=[("", told)])


def _marked(mark: Any, why: str) -> Told | str:
    return RefusedDocuments.yaml_line(line=str(mark.line + 1), why=why) if mark is not None else why


def _where(mark: Any, message: str) -> str:
    return f"line {mark.line + 1}: {message}" if mark is not None else message
