"""Why what is wanted of sites is not told or tried, as it is told."""

from enum import unique

from core.server.told import Refused


@unique
class RefusedLook(Refused):
    """What somebody is told who looks at what sites would do."""

    regex_slow = "The regular expression {regex} takes too long for this path."
    no_host = "{text!r} is no host: {why}"
    no_address = "{text!r} is no address"
    no_pages = "There are no pages {name}."
    page_gone = "This page was looked at long ago."
    no_file = "There is no such file."
    no_manifest = "There is no such manifest."
