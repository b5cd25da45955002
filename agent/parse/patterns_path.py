"""What paths give away: logging in, and looking for what is not meant for visitors. Written as in `patterns`."""

from typing import Final

LOGIN: Final = (
    "/login /log-in /logon /signin /sign-in /sign_in /auth/ /auth$ /authenticate /sessions$ /session$ "
    "/wp-login.php /xmlrpc.php /oauth/token /oauth2/token /token$ /j_security_check /j_spring_security_check "
    "/administrator/index.php /user/auth /password /passwords /otp$ /2fa /mfa /dologin /userlogin /checklogin "
    "/api/login /rest/login /logincheck /ghost/api/admin/session "
)

_LEFT_BEHIND: Final = (
    # by version control, editors, shells and deployment
    "/.env /.git/ /.git$ /.gitconfig /.gitignore /.gitmodules /.gitlab-ci /.github/ /.svn /.hg/ /.bzr/ /.cvs "
    "/cvs/root /cvs/entries /.aws /.ssh /.kube /.docker /.npmrc /.yarnrc /.pypirc /.ds_store /.htaccess /.htpasswd "
    "/.htgroup /.vscode /.idea /.project$ /.settings/ /.bash_ /.bashrc /.zsh_ /.zshrc /.sh_history /.history$ "
    "/.mysql_history /.psql_history /.profile$ /.rhosts /.netrc /.pgpass /.my.cnf /.s3cfg /.config/ /.listing "
    "/.passwd /.pwd$ /.perf$ /.subversion /.ftpconfig /.remote-sync /.sftp /.boto /.credentials /.secret /.wp-config "
    "/.travis.yml /.circleci /.terraform /.vault /.rediscli_history /.python_history /.node_repl_history /id_rsa "
    "/id_dsa /id_ecdsa /id_ed25519 /authorized_keys /docker-compose.y /dockerfile$ /database.yml /secrets.yml "
    "/secrets.json /credentials.json /credentials.xml /service-account.json /appsettings. /web.config /composer.lock "
    "/sftp-config.json /sftp.json /ftpsync.settings /deployment-config.json /ws_ftp.ini /terraform.tfstate "
    "/application.properties /application-dev.properties /application-prod.properties /application.yml "
    "/application-dev.yml /application-prod.yml /bootstrap.yml /config.properties /app/etc/env.php "
    "/app/etc/local.xml /laravel.log /storage/logs/ /wp-content/debug.log /parameters.yml /env.json /env.bak "
    "/config/database /config.ini$ /config/config.ini /config/config.php /config.inc.php /config.yml$ /config.yaml$ "
    "/config.php.bak /php.ini$ /ecosystem.config.js /config/production /config/environments/ /config/aws "
    "/config/secrets /configuration.php~ "
    # backups and dumps
    ".sql.gz$ .sql.zip$ .sql.tar .sql.bz2 .sqlite$ .sqlite3$ .bak$ .old$ .orig$ .original$ .swp$ .swo$ .save$ .mdb$ "
    ".php~$ .php.txt$ .php.dist$ .php.inc$ .php_bak .php.swp /backup.zip /backup.tar /backup.sql /dump.sql /db.sql "
    "/db_backup.sql /database.sql /data.sql /mysql.sql /mysqldump.sql /site.sql /users.sql /localhost.sql "
    "/wordpress.sql /sql.sql /1.sql /latest.sql /full.sql /backup_ /backups/ /backup.rar /backup.7z /backups.zip "
    "/dump. /www.zip /wwwroot. /site.zip /web.zip /www.tar /www.rar /public_html. /db.zip /database.zip /website.zip "
    "/html.tar /htdocs. ?$ "
)

_CONTENT_SYSTEMS: Final = (
    "/wp-config /wp-admin/install.php /wp-admin/setup-config.php /wlwmanifest.xml /wp-file-manager "
    "/wp-json/wp/v2/users /timthumb.php /revslider /duplicator /configuration.php- /settings.php. "
    "/sites/default/settings /typo3/install /fckeditor /bin/msgimport /kcfinder /elfinder /uploadify /ueditor/ "
    "/com_jce /index.php/module/action /thinkphp /remote_agent.php /vendor/phpunit /phpunit/ /dialoghandler.aspx "
    "/telerik.web.ui.dialog /createpage-entervariables.action /plupload/examples /jquery-file-upload "
    "/server/php/index.php /aspnet_client/ /crx/packmgr /crx/de /libs/granite /bin/querybuilder "
    "/system/console/bundles /etc.clientlibs../ /sitecore/shell /umbraco/webservices /cfide/ /lucee/admin /magmi/ "
    "/downloader/index.php /mambots/ "
)

_CONSOLES: Final = (
    # of data bases
    "/phpmyadmin /php-my-admin /php-myadmin /phpmy-admin /phpmyadm /phpadmin /phpmanager /pma/ /pma2 /p/m/a/ /myadmin "
    "/mysqladmin /mysql-admin /mysqlmanager /mysql/scripts /websql /sqlweb /webdb /phppgadmin /adminer /dbadmin "
    "/sqlmanager /sqladmin /phpmoadmin /sqlitemanager /databaseadmin /_cat/indices /_all_dbs /_utils/ /_nodes$ "
    # of servers and frameworks
    "/phpinfo /php-info /info.php /php_info /phpversion.php /pinfo.php /server-status /server-info /solr/admin "
    "/solr/$ /actuator/env /actuator/;/ /actuator/heapdump /actuator/gateway /actuator/mappings /actuator/jolokia "
    "/actuator/configprops /actuator-env /jolokia /heapdump /manager/html /manager/text /host-manager /jmx-console "
    "/web-console /invoker/jmx /invoker/ejb /wls-wsat /_async/ /console/login/loginform /console/images/ /axis2 "
    "/struts /druid/index /nacos/ /v2/_catalog /trace.axd /elmah.axd /global.asa /_profiler /_ignition "
    "/telescope/requests /debug/default /debug/pprof /_debugbar /jenkins/script /hudson /api/jsonws /ws/v1/cluster "
    "/api/v1/pods /api/v1/namespaces /containers/json /v1.24/containers /securityrealm/ /asynchpeople "
    "/webtools/control /geoserver/web /ajax-api/2.0/mlflow /api/timelion/run /nagiosxi/ /rconfig/ /zabbix/jsrpc.php "
    "/web-inf/ /meta-inf/ /frontend_dev.php /app_dev.php /portal/redlion /manage/account/login /xampp/ "
)

_DEVICES: Final = (
    "/cgi-bin/ /cgi-mod /cgi/networkdiag /setup.cgi /dnslookup.cgi /ping.cgi /debug.cgi /apply.cgi /getcfg.php "
    "/diagnostic.php /upgrade_handle.php /autodiscover.json /ecp/current /dana-na/ /dana/html5acc /vpns/ /pcidss/ "
    "/nf/auth/ /tmui/ /mgmt/tm/ /mgmt/shared /hnap1 /boaform /goform/ /gponform/ /currentsetting.htm /evox/about "
    "/nmaplowercheck /nice␣ports /_vti_pvt /_vti_bin/_vti /_vti_bin/shtml /msadc /scripts/..; /jsp/help-sb-download "
    "/php-ut/api /php-cgi /luci/;stok /webadmin/out /getcmd /␣cscoe␣/ /␣cscot␣/ /remote/hostcheck /remote/logincheck "
    "/ssl-vpn/hipreport /global-protect/login.esp /userportal/controller /onvif-http/ /security/users$ "
    "/system/deviceinfo /isapi/security /config/getuser /ayefeaturesconvert /sslmgr /webauth_operation.php /sra_{ "
    "/iphttps$ ^/sdk$ /mifs/ /zdi /stssys.htm /apply_sec.cgi /sdk/weblanguage /clients/mycrl /ui/h5-vsan/ "
    "/analytics/telemetry/ph/ /live_mfg /upnp/ /owa/auth/x /_layouts/15/toolpane /_layouts/toolpane "
)

# Small scripts that bots look for, open proxies, and other protocols.
_DOORS: Final = (
    "/up.php$ /alfa.php$ /leaf.php$ /mini.php$ /upl.php /1.php$ /2.php$ /0.php$ /t4$ /password.php$ /test1.php$ "
    "/test2.php$ /php.php$ /w00tw00t /zmeu /azenv.php /proxyheader /judge.php /proxyjudge /proxychecker /testproxy "
    "/echo.php$ /a2billing /recordings/index.php /vtigercrm /etc/passwd /etc/shadow /proc/self /win.ini /boot.ini "
    "..;/ ^http:/ ^https:/ ^ftp:/ :443$ :25$ mglndd_ mstshash= "
)

SENSITIVE: Final = _LEFT_BEHIND + _CONTENT_SYSTEMS + _CONSOLES + _DEVICES + _DOORS
