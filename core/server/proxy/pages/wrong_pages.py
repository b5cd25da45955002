"""All that can be wrong with pages for visitors, as it is told."""

from enum import unique

from core.server.told import Words


@unique
class WrongPage(Words):
    """What is told of pages and their templates."""

    never_shown = "no page is ever shown for status {status}"
    page_includes = "line {line} of the page has a server-side include (<!--#), which no template may bring"
    page_too_large = "the page is larger than {kib} KiB"
    page_no_json = "what it makes is not JSON: {why}"
    page_heavy = "the page: it has {kib} KiB, and should have no more than {most}"
    page_faint = "the page: {where}: text and background have a contrast of {ratio}, {least} is easy to read"
    page_loads = "line {line} of the page: the page loads {address!r} of another host"
    page_sends = "line {line} of the page: the page sends what visitors enter to {address!r} of another host"
    page_loads_site = (
        "line {line} of the page: the page loads {address!r} of the site itself, which may be what does not answer"
    )
    template_slow = "the template takes longer than {seconds} s"
    template_greedy = "the template takes too much memory"
    template_endless = "the template calls itself without an end, or is nested too deeply"
    template_lost = "the template takes too much time or memory"
    template_undefined = "'{variable}' is undefined"
    template_power = "there is no ** in templates"
