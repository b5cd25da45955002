"""User-Agents that give their sender away: attack tools, plain tools, and search engines' crawlers.

Written as in `patterns`.
"""

from typing import Final

# Nobody but an attacker or a hired tester sends these.
SCANNERS: Final = (
    # scanners of sites and of their content systems
    "nikto sqlmap sqlninja nuclei wpscan joomscan droopescan cmsmap cmseek vbscan acunetix netsparker invicti nessus "
    "openvas qualys appscan webinspect burpsuite burpcollab zaproxy owasp arachni/ w3af skipfish wapiti ^vega/ "
    "golismero grendel-scan paros/ n-stealth nstalker websecurify whatweb whatwaf wafw00f xsser xsstrike dalfox "
    "commix tplmap fimap jaeles afrog ^xray/ vulners jorgee morfeus zmeu muieblackcat w00tw00t dfind fhscan jbrofuzz "
    "webshag webvulnscan detectify projectdiscovery interactsh interact.sh .oast. "
    # names and paths by trying
    "gobuster dirbuster dirb/ dirsearch feroxbuster ffuf fuzz␣faster␣u␣fool wfuzz rustbuster "
    # passwords by trying, injection, doors left open
    "(hydra) medusa/ patator brutus/ crackmapexec havij pangolin/ absinthe/ bsqlbf metasploit log4shell "
    # sweeps of the whole net
    "nmap␣scripting nmap/ masscan ^zmap zgrab l9explore l9tcpid l9scan leakix censysinspect internetmeasurement "
    "internet-measurement expanse, palo␣alto␣networks shodan netsystemsresearch binaryedge onyphe criminalip "
    "hello,␣world hello,world mozlila "
)

# Libraries, command lines, load generators, browsers that a program drives, and placeholders.
TOOLS: Final = (
    "curl/ wget python-requests python-urllib python-httpx python/ aiohttp httpx go-http-client java/ "
    "apache-httpclient jakarta libwww-perl lwp:: lwp-trivial perl ruby php/ guzzle node-fetch axios/ undici httpie "
    "http_request winhttp mechanize scrapy colly fasthttp httpunit libcurl pycurl urlgrabber powershell "
    "postmanruntime insomnia reqwest okhttp/1 typhoeus faraday "
    "wrk apachebench siege/ jmeter locust k6/ hey/ vegeta gatling fuzz "
    "headlesschrome phantomjs slimerjs puppeteer playwright selenium casperjs htmlunit netcraft dotbot-scan "
    "^mozilla/5.0$ ^mozilla/4.0$ ^mozilla$ ^test$ ^-$ "
)

# Search engines whose crawlers are told from pretenders by the name of their address.
BOTS: Final = (
    "googlebot adsbot-google mediapartners-google google-inspectiontool storebot-google googleother apis-google "
    "bingbot msnbot adidxbot bingpreview yandexbot yandeximages yandexmobilebot yandex.com/bots baiduspider "
    "duckduckbot applebot petalbot seznambot yahoo!␣slurp sogou␣web sogou␣inst naverbot yeti/ coccocbot exabot "
    "qwantbot qwantify mojeekbot mail.ru_bot ccbot amazonbot "
)
