"""Patterns that the rule-based baselines go by: ours, of the kinds that their lists hold."""

import re
from typing import Final

from models.evaluation.request import Request

SENSITIVE: Final = re.compile(
    r"/\.(env|git|svn|aws|ds_store|ht(access|passwd)|vscode|npmrc)|/wp-config|/phpmyadmin|/adminer|/phpinfo|/info\.php"
    r"|/server-status|/actuator/(env|heapdump)|\.(sql|bak|old|swp)(\.gz)?$|/backup\.|/dump\.|/id_rsa|/web\.config"
    r"|/docker-compose\.yml",
    re.IGNORECASE,
)
TRAVERSAL: Final = re.compile(r"(\.\.|%2e%2e|%252e%252e)(/|\\|%2f|%5c|%252f)|/etc/(passwd|hosts|shadow)", re.IGNORECASE)
SQL: Final = re.compile(
    r"union(\+|%20|\s)+(all(\+|%20|\s)+)?select|information_schema|sleep\(|waitfor|('|%27)(\+|%20|\s)*(or|and)(\+|%20|\s)"
    r"|order(\+|%20|\s)by(\+|%20|\s)\d",
    re.IGNORECASE,
)
XSS: Final = re.compile(r"(<|%3c)(script|svg|img|iframe)|javascript:|onerror=|onload=|alert\(", re.IGNORECASE)
BACKDOOR: Final = re.compile(r"/(shell|cmd|c99|r57|wso|alfa|webshell|up|mini|b374k)\.(php|jsp|asp)", re.IGNORECASE)
CVE: Final = re.compile(
    r"/cgi-bin/\.%2e|think\\?app/invokefunction|eval-stdin\.php|\$\{jndi:|/fgt_lang\?lang=/\.\./|/tmui/login\.jsp/\.\.;"
    r"|/dana-na/\.\./|@zdi/powershell|org\.apache\.commons\.io|/setup\.cgi\?next_file|/gponform/|/boaform/",
    re.IGNORECASE,
)
BAD_AGENT: Final = re.compile(
    r"nikto|sqlmap|zgrab|fuzz faster|gobuster|wpscan|nuclei|masscan|nmap|dirbuster|w3af|netsparker|acunetix|morfeus"
    r"|zmeu|jorgee",
    re.IGNORECASE,
)
_STATIC: Final = re.compile(r"\.(css|js|png|jpe?g|gif|svg|ico|woff2?|webp|ttf|map|mp4|txt|xml)(\?|$)", re.IGNORECASE)


def is_static(request: Request) -> bool:
    """Tell whether a request is for a static file."""
    return _STATIC.search(request.url) is not None
