"""Keeps one broken site from stopping the others: finds who is to blame, and has it run in an older form or not at all.

NGINX names the file of most errors. Where it does not (a certificate that cannot be loaded, a variable that nobody
defined) the configuration that mentions what it names is to blame, and where that leads nowhere, halving finds it: the
shortest beginning of the list of suspects with which `nginx -t` fails ends with one. That needs a failure to stay when
more is added, which holds for all but files that mend each other.

The only effect is the `test` that it is given.
"""

import re
from collections.abc import Awaitable, Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Final

from agent.contract.proxy import Problem
from agent.proxy.file_names import is_configuration

TESTS_LIMIT: Final = 300
_VARIABLE: Final = re.compile(r'unknown "(\w+)" variable')

Files = dict[str, str]
"""Paths within a generation and the sha256 of what stands there."""
Test = Callable[[Files], Awaitable[list[Problem]]]
"""Says what `nginx -t` has against these files; nothing where it would run them."""


class IsolationError(Exception):
    """No part of the manifest could be found that NGINX runs."""


@dataclass
class Isolation:
    """One search. `older` are files that NGINX ran before, newest first; `text` returns what a sha256 stands for."""

    test: Test
    older: Sequence[Mapping[str, str]]
    text: Callable[[str], str]
    left_out: dict[str, Problem] = field(default_factory=dict)
    tests: int = 0
    _tried: set[tuple[str, str]] = field(default_factory=set)

    async def run(self, wanted: Mapping[str, str], missing: Iterable[str] = ()) -> Files:
        """Return what of `wanted` NGINX runs, having filled `left_out`. `missing` are files whose content is not here.

        Raises:
            IsolationError: nothing was found within the limit of tests.
        """
        files = dict(wanted)
        for name in missing:
            self._weaken(files, Problem(file=name, line=0, message="its content is damaged or not on the node"), name)
        while problems := await self._test(files):
            name = self._named(problems[0], files) or await self._halve(files)
            self._weaken(files, problems[0], name)
        return files

    async def _test(self, files: Files) -> list[Problem]:
        self.tests += 1
        if self.tests > TESTS_LIMIT:
            raise IsolationError(f"no configuration that NGINX runs was found in {TESTS_LIMIT} tests")
        return await self.test(files)

    def _weaken(self, files: Files, problem: Problem, name: str) -> None:
        """Let a file be as it was when NGINX took it, or else leave it out."""
        self._tried.add((name, files.pop(name)))
        forms = ((name, each[name]) for each in self.older if name in each)
        files |= [form for form in forms if form not in self._tried][:1]
        message = problem.message if problem.file == name else f"{problem.file}: {problem.message}"
        line = problem.line if problem.file == name else 0
        self.left_out.setdefault(name, Problem(file=name, line=line, message=message))

    def _named(self, problem: Problem, files: Files) -> str:
        """Return the configuration that a problem is about, empty where it does not say."""
        if problem.file in files and is_configuration(problem.file):
            return problem.file
        variable = _VARIABLE.search(problem.message)
        word = rf"\$\{{?{variable[1]}\b" if variable else re.escape(problem.file)
        if not variable and "/" not in problem.file:
            return ""
        suspects = (name for name in reversed(_suspects(files)) if re.search(word, self.text(files[name])))
        return next(suspects, "")

    async def _halve(self, files: Files) -> str:
        """Return the last of the shortest list of suspects with which the test fails."""
        suspects = _suspects(files)
        rest = {name: content for name, content in files.items() if name not in suspects}
        if problems := await self._test(rest):
            first = problems[0]
            raise IsolationError(
                f"NGINX does not even run the node's own part: {first.file}:{first.line}: {first.message}"
            )
        low, high = 0, len(suspects)  # passes with `low` of them, fails with `high`
        while high - low > 1:
            middle = (low + high) // 2
            if await self._test(rest | {name: files[name] for name in suspects[:middle]}):
                high = middle
            else:
                low = middle
        return suspects[high - 1]


def _suspects(files: Files) -> list[str]:
    """Return what may be to blame, what others build on first, so that not that is found but what is wrong with it."""
    order = {"page_sets": 0, "common.conf": 1, "services": 2, "sites": 3}
    names = (name for name in files if is_configuration(name))
    return sorted(names, key=lambda name: (order[name.partition("/")[0]], name))
