"""What paths, queries and User-Agents give away: our own word lists, in one place.

A pattern is a substring of the *normalised* text (see `classify.normalise`): decoded, in lower case, `+` as a space,
backslashes as slashes, no doubled slashes. A leading `^` means the start of the text, a trailing `$` its end.
"""

from typing import Final

from agent.parse.patterns_agents import BOTS, SCANNERS, TOOLS
from agent.parse.patterns_exploit import EXPLOITS

LOGIN_BIT: Final = 1
SENSITIVE_BIT: Final = 2
INJECTION_BIT: Final = 4
TOOL_BIT: Final = 8
EXPLOIT_BIT: Final = 16
SCANNER_BIT: Final = 32
BOT_BIT: Final = 64

# Extensions of files that a page pulls in by itself.
_ASSETS: Final = (
    b"avif bmp css eot gif ico jpeg jpg js json5 map mjs mp3 mp4 ogg otf png svg ttf wasm webm webmanifest webp "
    b"woff woff2"
)
ASSETS: Final = frozenset(_ASSETS.split())

LOGIN: Final = (
    "/login /log-in /logon /signin /sign-in /sign_in /auth/ /auth$ /authenticate /sessions$ /session$ "
    "/wp-login.php /xmlrpc.php /oauth/token /oauth2/token /token$ /j_security_check /j_spring_security_check "
    "/administrator/index.php /user/auth /password /passwords /otp$ /2fa /mfa "
)

SENSITIVE: Final = (
    # what version control, editors and deployment leave behind
    "/.env /.git/ /.git$ /.gitconfig /.gitlab-ci /.svn/ /.hg/ /.bzr/ /.aws /.ssh /.kube /.docker /.npmrc /.pypirc "
    "/.ds_store /.htaccess /.htpasswd /.vscode /.idea /.bash_history /.bashrc /.mysql_history /.netrc /.s3cfg "
    "/.config/ /id_rsa /id_dsa /id_ed25519 /docker-compose.y /database.yml /secrets.yml "
    "/credentials.json /appsettings. /web.config /composer.lock /sftp-config.json /sftp.json /.travis.yml "
    "/.terraform /terraform.tfstate "
    # backups and dumps
    ".sql$ .sql.gz$ .sql.zip$ .bak$ .old$ .orig$ .swp$ .save$ .mdb$ /backup.zip /backup.tar /backup.sql "
    "/backup.rar /dump. /www.zip /wwwroot. /site.zip /web.zip /www.tar /public_html. /db.zip "
    # content systems
    "/wp-config /wp-admin/install.php /wp-admin/setup-config.php /wp-content/debug.log /wlwmanifest.xml "
    "/wp-file-manager /wp-json/wp/v2/users /timthumb.php /revslider /configuration.php- /settings.php. "
    "/sites/default/settings /typo3/install /fckeditor /kcfinder /elfinder /uploadify /ueditor/ /com_jce "
    "/index.php/module/action /thinkphp "
    # databases and consoles
    "/phpmyadmin /pma/ /myadmin /mysqladmin /mysql-admin /phppgadmin /adminer /dbadmin /sqlmanager /sqladmin "
    "/phpmoadmin /phpinfo /info.php /php_info /server-status /server-info /solr/admin /actuator/env "
    "/actuator/heapdump /actuator/gateway /jolokia /heapdump /manager/html /host-manager /jmx-console "
    "/web-console /invoker/jmx /invoker/ejb /wls-wsat /_async/asyncresponse /console/login/loginform "
    "/console/images/ /axis2 /struts /druid/index /nacos/ /_cat/indices /_all_dbs /_utils/ /v2/_catalog "
    "/trace.axd /elmah.axd /global.asa /_profiler /_ignition /telescope/requests /debug/default /debug/pprof "
    "/_debugbar /jenkins/script /hudson/ /dockerfile$ /api/jsonws "
    # known holes
    "/vendor/phpunit /phpunit/ eval-stdin.php /cgi-bin/ /autodiscover.json /owa/auth/x.js /ecp/current "
    "/remote/fgt_lang /dana-na/ /dana/html5acc /vpns/ /tmui/ /mgmt/tm/ /mgmt/shared /hnap1 /boaform "
    "/goform/ /gponform/ /setup.cgi /picsdesc.xml /wanipcn.xml /ctrlt/deviceupgrade /currentsetting.htm "
    "/evox/about /nmaplowercheck /_vti_ /msadc /root.exe /cmd.exe /scripts/..; /geoserver/web "
    "/jsp/help-sb-download /php-ut/api /php-cgi /luci/;stok /cgi-mod /zdi /webadmin/out /ws/v1/cluster "
    "/api/v1/pods /getcmd "
    # doors that others left open, and signatures of old scanners
    "/webshell /shell.php /shell.jsp /cmd.php /cmd.jsp /c99.php /r57.php /wso.php /alfa.php /alfacgiapi /up.php "
    "/xleet /b374k /mini.php /w00tw00t /muieblackcat /zmeu /azenv.php /proxyheader /judge.php /proxychecker "
    "/testproxy /a2billing /recordings/index.php /vtigercrm /etc/passwd /etc/shadow /proc/self /win.ini "
    "/boot.ini ..;/ "
)

INJECTION: Final = (
    # traversal and files
    "../.. ..;/ ../etc/ ../proc/ ../windows ../winnt ../conf ../wp- /etc/passwd /etc/shadow /etc/hosts "
    "/etc/group /proc/self /proc/version /win.ini /boot.ini "
    "php:/filter php:/input zip:/ phar:/ expect:/ data:/text data:text/html file:/ =gopher:/ =dict:/ "
    # SQL
    "information_schema xp_cmdshell load_file( extractvalue( updatexml( benchmark( sleep( pg_sleep waitfor$ "
    "utl_http. dbms_pipe group_concat( @@version char( chr( concat( unhex( 0x3a '-- ';-- 'or' '=' ')) \"))or "
    "mid(( "
    # script
    "<script </script javascript: vbscript: onerror= onload= onmouseover= onfocus= ontoggle= <svg <iframe <img "
    "document.cookie document.domain alert( prompt( confirm( string.fromcharcode "
    # shell and code
    "/bin/sh /bin/bash /bin/cat cmd.exe powershell ;id; `id` ;wget ;curl $(curl $(wget $(id ${ifs} ;cat wget$ "
    "chmod$ nslookup ;ls; &&ls ||ping <?php <?= base64_decode( eval( system( exec( passthru( shell_exec( phpinfo( "
    "popen( call_user_func =assert( xwork. invokefunction think/app allow_url_include auto_prepend_file "
    "class.module.classloader java.lang. runtime.getruntime processbuilder ognl. @ognl #_memberaccess "
    "gethostbyname( ${jndi: ${${ ${env: ${lower: ${script: ${url: ${dns: %{( {{7 <% <!entity <!--#exec (){ "
    "os.system __import__ __schema __class__ __globals__ proc_open( "
)

# Patterns with a space in them.
_SPACED: Final = {
    SENSITIVE_BIT: ("/nice ports", "/ cscoe /"),
    INJECTION_BIT: (
        "union select",
        "union all select",
        "union distinct select",
        "order by 1",
        "group by 1",
        "' or ",
        "' and ",
        '" or ',
        '" and ',
        " or 1=1",
        " and 1=1",
        " and 1=2",
        " or '1'='1",
        "waitfor delay",
        "insert into ",
        "drop table",
        "select * from",
        "; drop ",
        "(select ",
        "and (select",
        "cast((",
        "case when",
        "() {",
        "wget http",
        "curl http",
        "; wget ",
        "; curl ",
        ";cat ",
        "cat /etc",
        "chmod 777",
        "chmod x",
        "rm -rf",
        "ping -c",
        "ping -n",
        "nc -e",
        "bash -i",
        "-d allow_url",
        "<!--#include",
        "print(md5(",
        "echo md5",
    ),
}

# Bits that may come with any part of a request, with a URL, with a User-Agent.
CARRIED_BITS: Final = INJECTION_BIT | EXPLOIT_BIT
PATH_BITS: Final = LOGIN_BIT | SENSITIVE_BIT | CARRIED_BITS
AGENT_BITS: Final = TOOL_BIT | SCANNER_BIT | BOT_BIT | CARRIED_BITS


def patterns() -> tuple[tuple[bytes, int], ...]:
    """Return every pattern with the bits that it sets; anchors stand as the bytes 2 and 3."""
    listed = (
        (LOGIN_BIT, LOGIN.split()),
        (SENSITIVE_BIT, [*SENSITIVE.split(), *_SPACED[SENSITIVE_BIT]]),
        (INJECTION_BIT, [*INJECTION.split(), *_SPACED[INJECTION_BIT]]),
        (EXPLOIT_BIT, EXPLOITS.split()),
        (TOOL_BIT | SCANNER_BIT, SCANNERS.split()),
        (TOOL_BIT, TOOLS.split()),
        (BOT_BIT, BOTS.split()),
    )
    return tuple((_anchored(text), bits) for bits, texts in listed for text in texts if len(text) > 1)


def _anchored(text: str) -> bytes:
    if text.startswith("^"):
        text = "\x02" + text[1:]
    if text.endswith("$"):
        text = text[:-1] + "\x03"
    return text.replace("␣", " ").encode()
