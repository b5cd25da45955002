"""The kinds of text that a specification may hold, each with the one pattern that lets it into a configuration.

Every string that reaches NGINX is of one of these types: what they do not let through cannot be injected. The renderer
quotes on top of that.
"""

import re
import warnings
from ipaddress import ip_address, ip_network
from typing import Annotated, Final
from urllib.parse import unquote_to_bytes

import idna
from cryptography.x509 import load_pem_x509_certificate
from pydantic import AfterValidator, Field

from core.server.proxy.specs.wrong import UnfitError, Wrong

VARIABLES: Final = frozenset(
    {
        "args", "dozor_request_id", "dozor_scheme", "dozor_user", "host", "https", "is_args", "query_string",
        "remote_addr", "remote_port", "request_id", "request_method", "request_uri", "scheme", "server_name",
        "server_port", "ssl_client_verify", "ssl_protocol", "time_iso8601", "upstream_cache_status",
    }
)  # fmt: skip
"""What a template may name besides `$arg_NAME`, `$cookie_NAME` and `$http_NAME`.

None of them can hold the end of a line, which would begin a header of the visitor's own. So `$uri` and captures, which
NGINX decodes, and `$remote_user` are not here: `$request_uri` and `$dozor_user` are.
"""

_INSIDE_VARIABLES: Final = VARIABLES | {"uri"}
_VARIABLE: Final = re.compile(r"\$(?:\{([A-Za-z0-9_]+)\}|([A-Za-z0-9_]+))?")
_OPEN_VARIABLE: Final = re.compile(r"(?:arg|cookie|http)_[a-z0-9_]{1,60}")
_HOST_LABEL: Final = re.compile(r"[a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?")
_CONTROL: Final = re.compile(r"[\x00-\x1f\x7f]")
_NOT_PCRE: Final = re.compile(r"(?<!\\)(?:\\\\)*\\[uUNZ]")
_OWN_PATHS: Final = ("/.dozor/", "/.well-known/acme-challenge/")


def _domain_name(text: str) -> str:
    """Return a server name in its ASCII form: `*.` may stand before it.

    Raises:
        ValueError: it is no name that a browser could ask for.
    """
    wildcard, name = ("*.", text[2:]) if text.startswith("*.") else ("", text)
    try:
        ascii_name = idna.encode(name.strip().rstrip(".").lower(), uts46=True).decode()
    except idna.IDNAError as error:
        raise UnfitError(Wrong.no_domain_name(text=text)) from error
    labels = ascii_name.split(".")
    if not all(_HOST_LABEL.fullmatch(label) for label in labels) or len(ascii_name) > 253:
        raise UnfitError(Wrong.no_domain_name(text=text))
    if labels[-1].isdecimal():
        raise UnfitError(Wrong.domain_is_address(text=text))
    if wildcard and len(labels) < 2:
        raise UnfitError(Wrong.wildcard_alone(text=text))
    return wildcard + ascii_name


def _network(text: str) -> str:
    try:
        return str(ip_network(text, strict=False))
    except ValueError as error:
        raise UnfitError(Wrong.no_network(text=text)) from error


def _address(text: str) -> str:
    try:
        return str(ip_address(text.removeprefix("[").removesuffix("]")))
    except ValueError as error:
        raise UnfitError(Wrong.no_address(text=text)) from error


def check_variables(text: str, known: frozenset[str] = VARIABLES) -> str:
    """Let a text through in which `$` begins nothing but variables that are known to be harmless.

    Raises:
        ValueError: it has another variable, or a control character.
    """
    if _CONTROL.search(text):
        raise UnfitError(Wrong.control_characters())
    for match in _VARIABLE.finditer(text):
        name = match[1] or match[2] or ""
        if name not in known and not _OPEN_VARIABLE.fullmatch(name):
            raise UnfitError(Wrong.no_such_variable(variable=match[0]))
    return text


def _template(text: str) -> str:
    return check_variables(text)


def _inside_template(text: str) -> str:
    return check_variables(text, _INSIDE_VARIABLES)


def _path(text: str) -> str:
    parts = text.split("/")
    if ".." in parts or "." in parts:
        raise UnfitError(Wrong.path_has_dots())
    return text


def _matched_path(text: str) -> str:
    """Return a path as NGINX compares it: decoded."""
    try:
        path = unquote_to_bytes(text).decode()
    except UnicodeDecodeError as error:
        raise UnfitError(Wrong.path_not_utf8()) from error
    if _CONTROL.search(path) or "?" in path or "#" in path:
        raise UnfitError(Wrong.path_has_more())
    if "//" in path:
        raise UnfitError(Wrong.path_has_slashes())
    own = next((own for own in _OWN_PATHS if path.startswith(own) or path == own[:-1]), None)
    if own:
        raise UnfitError(Wrong.path_is_own(path=own))
    return _path(path)


def _regex(text: str) -> str:
    if _CONTROL.search(text) or len(text) > 500:
        raise UnfitError(Wrong.regex_too_long())
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # of sets within sets: to PCRE they are none
            compiled = re.compile(text)
    except (re.error, OverflowError, RecursionError) as error:
        raise UnfitError(Wrong.no_regex(text=text, why=str(error))) from error
    if compiled.groupindex:
        raise UnfitError(Wrong.regex_names_groups())
    if found := _NOT_PCRE.search(text):
        raise UnfitError(Wrong.regex_differs(part=found[0][-2:]))
    return text


def _certificates(text: str) -> str:
    """Return certificates in PEM form, without what else stands there."""
    blocks = re.findall(r"-----BEGIN CERTIFICATE-----[A-Za-z0-9+/=\s]+-----END CERTIFICATE-----", text)
    try:
        for each in blocks:
            load_pem_x509_certificate(each.encode())
    except ValueError as error:
        raise UnfitError(Wrong.no_pem(why=str(error))) from error
    if not blocks or "PRIVATE KEY" in text:
        raise UnfitError(Wrong.not_only_pem())
    return "\n".join(blocks) + "\n"


DocumentName = Annotated[str, Field(pattern=r"^[a-z0-9]([a-z0-9._-]{0,61}[a-z0-9])?$", description="Lowercase name")]
DomainName = Annotated[str, Field(min_length=1, max_length=260), AfterValidator(_domain_name)]
Network = Annotated[str, Field(max_length=50), AfterValidator(_network)]
Address = Annotated[str, Field(max_length=50), AfterValidator(_address)]
Path = Annotated[str, Field(pattern=r"^/[A-Za-z0-9/._~%!&'()*+,;=:@^-]*$", max_length=1000), AfterValidator(_path)]
MatchedPath = Annotated[str, Field(pattern=r"^/", max_length=1000), AfterValidator(_matched_path)]
Regex = Annotated[str, Field(min_length=1, max_length=500), AfterValidator(_regex)]
Template = Annotated[str, Field(max_length=2000), AfterValidator(_template)]
InsideTemplate = Annotated[
    str, Field(min_length=1, max_length=2000, description="Never sent: may name $uri"), AfterValidator(_inside_template)
]
Certificates = Annotated[str, Field(max_length=200_000), AfterValidator(_certificates)]
HeaderName = Annotated[str, Field(pattern=r"^[A-Za-z][A-Za-z0-9-]{0,63}$")]
CookieName = Annotated[str, Field(pattern=r"^[A-Za-z][A-Za-z0-9_]{0,63}$")]
Host = Annotated[str, Field(pattern=r"^(\[[0-9a-fA-F:]+\]|[A-Za-z0-9]([A-Za-z0-9._-]{0,251}[A-Za-z0-9])?)$")]
ContainerName = Annotated[str, Field(pattern=r"^[A-Za-z0-9][A-Za-z0-9_.-]{1,127}$")]
Login = Annotated[str, Field(pattern=r"^[A-Za-z0-9._@+-]{1,64}$")]
MimeType = Annotated[str, Field(pattern=r"^[a-z0-9+.-]+/[a-z0-9+.*-]+$", max_length=100)]
Url = Annotated[
    str, Field(pattern=r"^https?://[A-Za-z0-9.\[\]:-]+(/[A-Za-z0-9/._~%!&'()*+,;=:@?-]*)?$", max_length=2000)
]
Text = Annotated[str, Field(max_length=500, pattern=r"^[^\x00-\x1f\x7f]*$")]
Port = Annotated[int, Field(ge=1, le=65535)]
Seconds = Annotated[float, Field(ge=0.001, le=86_400)]
WholeSeconds = Annotated[int, Field(ge=1, le=86_400)]
KiB = Annotated[int, Field(ge=1, le=1 << 30, description="Kibibytes")]
