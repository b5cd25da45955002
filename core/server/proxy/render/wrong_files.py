"""What keeps a file from being made or taken, as it is told: recognised, as problems travel as texts."""

from enum import unique

from core.server.proxy.specs.wrong import Wrong
from core.server.told import Told, Words


@unique
class WrongFile(Words):
    """What is told of files that NGINX is given: by those who write them, by the node, by NGINX."""

    no_certificate_file = "of certificate {certificate} there is no file yet"
    strip_differs = "strip_prefix {prefix} is not how {path} begins"
    protocols_differ = "services {service} and {other} are spoken to in different protocols"
    no_password = "there is no password {secret}"  # noqa: S105 - what is told of one
    service_gone = "there is no service {service}"
    nobody_behind = "an entry has nobody to pass visitors to: the domain has no nodes"
    address_missing = "node {node} has no address by which an entry reaches it"
    speaks_proxy_protocol = "node {node} wants the PROXY protocol, which an entry does not speak"
    probe_worse = "{address} answers {status}; before it was {before}"
    probe_unexpected = "{address} answers {status}; {expected} is expected"
    probe_silent = "{address} gets no answer; before it was {before}"
    probe_silent_unexpected = "{address} gets no answer; {expected} is expected"
    content_missing = "its content is damaged or not on the node"
    nginx_silent = "NGINX does not answer on this node"
    nginx_unknown = 'unknown directive "{directive}"'
    nginx_arguments = 'invalid number of arguments in "{directive}" directive'
    nginx_misplaced = '"{directive}" directive is not allowed here'
    nginx_duplicate = '"{directive}" directive is duplicate'
    nginx_value = 'invalid value "{value}" in "{directive}" directive'
    nginx_unresolved = 'host not found in upstream "{host}"'
    nginx_variable = 'unknown "{variable}" variable'
    nginx_unended = 'directive "{directive}" is not terminated by ";"'


def told_of_file(text: str) -> Told:
    """Return a problem of a file, as far as it is known; else in the words that came."""
    return WrongFile.recognised(text) or Wrong.said(text=text)
