"""Which variables the credentials of a DNS provider may be: none that steers acme.sh, its shell, or its programs."""

import re
from typing import Final

_NAME: Final = re.compile(r"[A-Za-z][A-Za-z0-9_]{0,63}")
_NOT_CREDENTIALS: Final = re.compile(
    r"(le|acme|ld|openssl|ssl_cert|notify|default)_.*|.*_proxy|log.*|shell.*|bash.*|sslkeylogfile|curl_home|wgetrc"
    r"|account_(conf|key)_path|(ca|domain|cert|user)_path|ca_bundle|cert_home|user_agent|http_header|https_insecure"
    r"|debug|force|stage|sys_log|path|home|env|ifs|ps4",
    re.IGNORECASE,
)


def is_credential(name: str) -> bool:
    """Return whether a variable of this name may be given to acme.sh as a part of credentials."""
    return bool(_NAME.fullmatch(name)) and not _NOT_CREDENTIALS.fullmatch(name)
