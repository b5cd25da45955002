"""An expert's own NGINX directives: what may stand in them, said with the line. Pure.

The words are read as NGINX reads them (`ngx_conf_read_token`), and what is easily read in another way is refused. Only
directives that are listed here may stand in a snippet: NGINX's modules are many, and more than a few of their
directives open files, run code, or lead requests somewhere that nobody has under control.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final

from core.server.proxy.specs.wrong import UnfitError, Wrong
from core.server.proxy.specs.wrong_snippets import WrongSnippet
from core.server.told import Told

_ALLOWED: Final = frozenset(
    """
    add_header add_header_inherit add_trailer add_trailer_inherit allow auth_basic auth_request auth_request_set break
    charset charset_types chunked_transfer_encoding client_body_buffer_size client_body_timeout
    client_header_buffer_size client_header_timeout client_max_body_size default_type deny error_page etag expires
    gunzip gunzip_buffers gzip gzip_buffers gzip_comp_level gzip_disable gzip_http_version gzip_min_length gzip_proxied
    gzip_types gzip_vary http2_body_preread_size http2_max_concurrent_streams if_modified_since internal
    keepalive_requests keepalive_time keepalive_timeout large_client_header_buffers limit_rate limit_rate_after
    lingering_close lingering_time lingering_timeout max_ranges mirror mirror_request_body more_clear_headers
    more_set_headers override_charset recursive_error_pages reset_timedout_connection return rewrite satisfy
    secure_link secure_link_md5 secure_link_secret send_timeout set sub_filter sub_filter_last_modified
    sub_filter_once sub_filter_types tcp_nodelay tcp_nopush valid_referers
    proxy_buffer_size proxy_buffering proxy_buffers proxy_busy_buffers_size proxy_cache_bypass
    proxy_cache_convert_head proxy_cache_lock proxy_cache_lock_age proxy_cache_lock_timeout proxy_cache_max_range_offset
    proxy_cache_methods proxy_cache_min_uses proxy_cache_revalidate proxy_cache_use_stale proxy_cache_valid
    proxy_connect_timeout proxy_cookie_domain proxy_cookie_flags proxy_cookie_path proxy_force_ranges
    proxy_hide_header proxy_http_version proxy_ignore_client_abort proxy_ignore_headers proxy_intercept_errors
    proxy_limit_rate proxy_max_temp_file_size proxy_method proxy_next_upstream proxy_next_upstream_timeout
    proxy_next_upstream_tries proxy_no_cache proxy_pass_header proxy_pass_request_body proxy_pass_request_headers
    proxy_pass_trailers proxy_read_timeout proxy_redirect proxy_request_buffering proxy_send_timeout proxy_set_body
    proxy_set_header proxy_socket_keepalive proxy_ssl_name proxy_ssl_protocols proxy_ssl_server_name
    proxy_ssl_session_reuse proxy_temp_file_write_size
    grpc_buffer_size grpc_connect_timeout grpc_hide_header grpc_ignore_headers grpc_intercept_errors
    grpc_next_upstream grpc_next_upstream_timeout grpc_next_upstream_tries grpc_pass_header grpc_read_timeout
    grpc_send_timeout grpc_set_header grpc_socket_keepalive grpc_ssl_name grpc_ssl_server_name
    """.split()  # noqa: SIM905 - a list of a hundred quoted names would be read by nobody
)
_BLOCKS: Final = frozenset({"if", "limit_except", "location"})

_WHY_NOT: Final = (
    (r"include|load_module|user|env|pid|daemon", WrongSnippet.directive_includes),
    (r".*lua.*|js_.*|perl.*|njs.*", WrongSnippet.directive_runs_code),
    (r"(access|error)_log|log_.*", WrongSnippet.directive_logs),
    (r"auth_basic_user_file", WrongSnippet.directive_passwords),
    (r"\w*_pass|upstream|server|resolver.*", WrongSnippet.directive_leads),
    (r"(proxy|grpc)?_?ssl_.*", WrongSnippet.directive_certificates),
    (r"(limit_req|limit_conn).*", WrongSnippet.directive_limits),
    (r"proxy_cache(_key)?|set_real_ip_from|real_ip_.*", WrongSnippet.directive_relied_on),
    (r"root|alias|try_files|autoindex.*|index|random_index|.*_path|.*_store.*|.*_in_file_only|.*file.*|dav_.*|xslt.*",
     WrongSnippet.directive_files),
)  # fmt: skip

_BLANK: Final = re.compile(r"[ \t\n]+|#[^\n]*")
_QUOTED: Final = re.compile(r"\"(?:[^\"\\\n]|\\[^\n])*\"|'(?:[^'\\\n]|\\[^\n])*'")
_WORD: Final = re.compile(r"(?:\$\{[A-Za-z0-9_]*\}|\\[^\n]|[^ \t\n;{}\\\"'])+")
_AFTER_QUOTES: Final = re.compile(r"[ \t\n;{)]")
_REFUSED_CHARACTER: Final = re.compile("[\x00-\x08\x0b-\x1f\x7f\x80-\x9f\u2028\u2029]")
_NAMED_GROUP: Final = re.compile(r"\(\?P?[<'](?![=!])", re.IGNORECASE)
_OWN_PATH: Final = re.compile(r"/\.dozor|/\.well-known/acme-challenge|^@dozor", re.IGNORECASE)
_DISGUISE: Final = re.compile(r"[\\\[\]()]|\?:")
_FILE_TEST: Final = re.compile(r"\(?!?-[fdex]")
_DEEPEST: Final = 5


@dataclass(frozen=True, slots=True)
class SnippetProblem:
    """What is wrong with a snippet; `line` counts from 1."""

    line: int
    told: Told

    @property
    def message(self) -> str:
        """What is told, in English."""
        return str(self.told)


class _Stop(Exception):  # noqa: N818 - it ends the reading and never leaves this module
    """Nothing after this can be understood."""

    def __init__(self, line: int, told: Told) -> None:
        super().__init__(str(told))
        self.problem = SnippetProblem(line, told)


def check_snippet(text: str) -> str:
    """Let a snippet through, its lines ended in one way.

    Raises:
        UnfitError: something may not stand in it; the message says what, why, and on which lines.
    """
    text = text.replace("\r\n", "\n")
    problems = problems_of(text)
    if problems:
        text = "; ".join(f"line {each.line}: {each.message}" for each in problems[:10])
        raise UnfitError(Wrong.said(text=text))
    return text


def problems_of(text: str) -> list[SnippetProblem]:
    """Return everything in a snippet that may not stand there."""
    found: list[SnippetProblem] = []
    try:
        for line, words, opens, depth in _directives(text):
            found += [SnippetProblem(line, told) for told in _against(words, opens=opens, depth=depth)]
    except _Stop as stop:
        found.append(stop.problem)
    return found


def _directives(text: str) -> Iterator[tuple[int, list[str], bool, int]]:
    """Yield each directive's line, its words, whether it opens a block, and how deep it stands."""
    words: list[str] = []
    first, depth, line = 1, 0, 1
    for line, mark, word in _words(text):
        if not mark:
            first = first if words else line
            words.append(word)
            continue
        _check_mark(mark, line, words, depth)
        if mark != "}":
            yield first, words, mark == "{", depth
            words = []
        depth += {"{": 1, "}": -1}.get(mark, 0)
    if words or depth:
        raise _Stop(line, WrongSnippet.not_ended(directive=words[0]) if words else WrongSnippet.block_open())


def _check_mark(mark: str, line: int, words: list[str], depth: int) -> None:
    if mark in {";", "{"} and not words:
        raise _Stop(line, WrongSnippet.after_nothing(mark=mark))
    if mark == "}" and words:
        raise _Stop(line, WrongSnippet.not_ended(directive=words[0]))
    if mark == "}" and not depth:
        raise _Stop(line, WrongSnippet.block_foreign())


def _words(text: str) -> Iterator[tuple[int, str, str]]:
    """Yield each line with a mark (`;`, `{`, `}`) or else a word: without its quotes, but not unescaped."""
    if refused := _REFUSED_CHARACTER.search(text):
        character = f"U+{ord(refused[0]):04X}"
        raise _Stop(_line(text, refused.start()), WrongSnippet.character(character=character))
    at = 0
    while at < len(text):
        if blank := _BLANK.match(text, at):
            at = blank.end()
        elif text[at] in ";{}":
            yield _line(text, at), text[at], ""
            at += 1
        else:
            end = _word_end(text, at)
            yield _line(text, at), "", text[at + 1 : end - 1] if text[at] in "\"'" else text[at:end]
            at = end


def _word_end(text: str, at: int) -> int:
    quoted = _QUOTED.match(text, at)
    found = quoted or (None if text[at] in "\"'" else _WORD.match(text, at))
    if found is None:
        is_quote = text[at] in "\"'"
        raise _Stop(_line(text, at), WrongSnippet.quote_open() if is_quote else WrongSnippet.lone_backslash())
    end = found.end()
    if quoted and end < len(text) and not _AFTER_QUOTES.match(text, end):
        raise _Stop(_line(text, end), WrongSnippet.space_after_quote())
    if not quoted and end < len(text) and text[end] in "\"'}":
        raise _Stop(_line(text, end), WrongSnippet.quote_as_whole(mark=text[end]))
    return end


def _line(text: str, at: int) -> int:
    return text.count("\n", 0, at) + 1


def _against(words: list[str], *, opens: bool, depth: int) -> Iterator[Told]:
    """Yield what speaks against a directive."""
    name, *arguments = words
    if name not in (_BLOCKS if opens else _ALLOWED):
        yield _why_not(name, opens=opens)
    if depth >= _DEEPEST:
        yield WrongSnippet.too_deep()
    if name in {"set", "auth_request_set"} and arguments and re.match(r"\$\{?dozor", arguments[0], re.IGNORECASE):
        yield WrongSnippet.variable_is_own(variable=arguments[0])
    if name == "if" and any(_FILE_TEST.fullmatch(word) for word in arguments):
        yield WrongSnippet.looks_at_files()
    if name in {"location", "rewrite", "error_page", "auth_request", "mirror"} and any(
        _OWN_PATH.search(each) or _OWN_PATH.search(_DISGUISE.sub("", each)) for each in arguments
    ):
        yield WrongSnippet.path_of_dozor(directive=name)
    if any(map(_NAMED_GROUP.search, arguments)):
        yield WrongSnippet.named_groups()


def _why_not(name: str, *, opens: bool) -> Told:
    if (_ALLOWED | _BLOCKS) & {name}:
        return (WrongSnippet.directive_has_no_block if opens else WrongSnippet.directive_has_block)(directive=name)
    known = next((why for pattern, why in _WHY_NOT if re.fullmatch(pattern, name)), WrongSnippet.directive_unknown)
    return known(directive=name[:60])
