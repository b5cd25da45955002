"""What traversal, SQL, script, template and shell injection look like. Written as in `patterns`."""

from typing import Final

_FILES: Final = (
    "../.. ..;/ /;/ ../etc/ ../proc/ ../windows ../winnt ../conf ../wp- /etc/passwd /etc/shadow /etc/hosts "
    "/etc/group /etc/issue /proc/self /proc/version /win.ini /boot.ini c:/win c:/boot php:/filter php:/input zip:/ "
    "phar:/ expect:/ data:/text data:text/html data:text/plain file:/etc file:/proc file:/var file:/root file:/usr "
    "file:/c:/win =gopher:/ =dict:/ =data:;base64 =ftp:/ =ldap:/ =netdoc:/ "
)

_SQL: Final = (
    "information_schema xp_cmdshell load_file( extractvalue( updatexml( benchmark( sleep( pg_sleep utl_http. "
    "utl_inaddr dbms_pipe dbms_lock group_concat( concat_ws( @@version version() char( chr( concat( unhex( 0x3a 0x7e "
    "'-- ';-- 'or' '=' ')) \"))or mid(( elt( make_set( /*! '|| ||' union␣select union␣all␣select "
    "union␣distinct␣select union(select union␣all(select union␣(select order␣by␣1 group␣by␣1 having␣1=1 '␣having␣ "
    "'␣or␣ '␣and␣ \"␣or␣ \"␣and␣ ')␣or␣ ')␣and␣ ␣or␣1=1 ␣and␣1=1 ␣and␣1=2 ␣or␣'1'='1 ␣or␣1␣-- waitfor␣delay "
    "insert␣into␣ drop␣table select␣*␣from select␣@@ ;␣select␣ ;␣drop␣ ;select␣ (select␣ (select( and␣(select "
    "and␣select␣ cast(( case␣when into␣outfile into␣dumpfile procedure␣analyse from␣dual ␣rlike␣ convert(int "
    "now()=sysdate ␣xor(if( admin'-- '\" \"' "
)

_SCRIPT: Final = (
    '<script </script =</ </- javascript: vbscript: ␣onerror= "onerror= \'onerror= ␣onload= "onload= '
    '\'onload= ␣onmouseover= "onmouseover= \'onmouseover= ␣onfocus= "onfocus= ␣ontoggle= ␣onclick= "onclick= '
    "␣onpointer <svg <iframe <img <object <embed <body <input <form <meta <link <style <base <marquee <video <audio "
    "<details <math <table <frameset <isindex <applet <xss <br> <br␣ <br/ <br$ <p> <p␣ <p$ <a> =<a␣ ><a␣ <a$ <div "
    "<h1 <b> </title </textarea </style &lt;script &lt;/script &lt;svg &lt;img u003cscript u003csvg u003cimg "
    "document.cookie document.domain document.location window.location string.fromcharcode alert( prompt( confirm( "
    "alert` expression( "
)

_TEMPLATES: Final = (
    "${jndi: ${${ ${lower: ${env: ${script: ${url: ${dns: {{7 ${7*7 #{7*7 <%= <% {{config {{self {{''.__ {{request "
    "{{constructor {%␣ {php} {${ __class__ __globals__ __import__ __schema __subclasses__ os.system os.popen %{( "
    "@ognl ognl. #_memberaccess xwork. java.lang.runtime@ java.lang.runtime.get class.module.classloader <!entity "
    "<!doctype <?xml <!--#exec <!--#include "
)

_COMMANDS: Final = (
    "/bin/sh /bin/bash /bin/cat /usr/bin/id cmd.exe cmd␣/c powershell.exe powershell␣- ;id; `id` ;wget ;curl $(curl "
    "$(wget $(id ;cat nslookup␣ ;ls; &&ls ||ping wget␣http curl␣http ;␣wget␣ ;␣curl␣ ;cat␣ cat␣/etc chmod␣777 "
    "chmod␣x rm␣-rf ping␣-c ping␣-n ;ping␣ |ping␣ nc␣-e bash␣-i ;sleep␣ |sleep␣ sleep␣5 ;touch␣ |whoami ;whoami "
    "curl␣-s wget␣-q wget␣-o python␣-c perl␣-e php␣-r base64␣-d (){ ^()␣{ ()␣{␣: <?php <?= base64_decode( eval( "
    "system( exec( passthru( shell_exec( phpinfo( popen( proc_open( call_user_func =assert( invokefunction think/app "
    "allow_url_include auto_prepend_file -d␣allow_url print(md5( die(@md5 md5(hello echo␣md5 processbuilder "
    "runtime.getruntime gethostbyname( xdebug_session_start phpinfo=1 ␣set-cookie: "
)

INJECTION: Final = _FILES + _SQL + _SCRIPT + _TEMPLATES + _COMMANDS
