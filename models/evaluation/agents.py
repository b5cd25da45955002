"""User agents of browsers, apps, bots and tools, as they are met in logs."""

from random import Random
from typing import Final

_WEBKIT: Final = "AppleWebKit/537.36 (KHTML, like Gecko) Chrome/{0}.0.0.0"
_CHROMIUM: Final = (
    f"Mozilla/5.0 (Windows NT 10.0; Win64; x64) {_WEBKIT} Safari/537.36",
    f"Mozilla/5.0 (Macintosh; Intel Mac OS X 10_15_7) {_WEBKIT} Safari/537.36",
    f"Mozilla/5.0 (Linux; Android 10; K) {_WEBKIT} Mobile Safari/537.36",
    f"Mozilla/5.0 (Windows NT 10.0; Win64; x64) {_WEBKIT} Safari/537.36 Edg/{{0}}.0.0.0",
)
_FIREFOX: Final = (
    "Mozilla/5.0 (Windows NT 10.0; Win64; x64; rv:{0}.0) Gecko/20100101 Firefox/{0}.0",
    "Mozilla/5.0 (X11; Linux x86_64; rv:{0}.0) Gecko/20100101 Firefox/{0}.0",
)
_APPLE: Final = "AppleWebKit/605.1.15 (KHTML, like Gecko) Version/17"
_SAFARI: Final = (
    f"Mozilla/5.0 (iPhone; CPU iPhone OS 17_{{0}} like Mac OS X) {_APPLE}.4 Mobile/15E148 Safari/604.1",
    f"Mozilla/5.0 (Macintosh; Intel Mac OS X 10_15_7) {_APPLE}.{{0}} Safari/605.1.15",
)
TOOLS: Final = (
    "python-requests/2.31.0",
    "curl/8.5.0",
    "Go-http-client/1.1",
    "Wget/1.21.4",
    "okhttp/4.12.0",
    "Mozilla/5.0",
    "",
    "Java/17.0.9",
    "axios/1.6.8",
)
SCANNERS: Final = (
    "Mozilla/5.00 (Nikto/2.5.0) (Evasions:None) (Test:Port Check)",
    "sqlmap/1.8.2#stable (https://sqlmap.org)",
    "Mozilla/5.0 zgrab/0.x",
    "Fuzz Faster U Fool v2.1.0",
    "gobuster/3.6",
    "WPScan v3.8.25 (https://wpscan.com/wordpress-security-scanner)",
    "Nuclei - Open-source project (github.com/projectdiscovery/nuclei)",
)
APPS: Final = (
    "ShopApp/{}.2 (iPhone14,5; iOS 17.4; Scale/3.00)",
    "ShopApp/{}.0 (Android 14; Pixel 8) okhttp/4.12.0",
    "ShopApp/{}.1 CFNetwork/1494.0.7 Darwin/23.4.0",
)
SEARCH_BOT: Final = "Mozilla/5.0 (compatible; Googlebot/2.1; +http://www.google.com/bot.html)"
PAGE_SPEED: Final = "Serf/1.1.0 mod_pagespeed/1.13.35.2-0"
PROBES: Final = (
    "Mozilla/5.0+(compatible; UptimeRobot/2.0; http://www.uptimerobot.com/)",
    "Pingdom.com_bot_version_1.4_(http://www.pingdom.com/)",
    "kube-probe/1.29",
    "Better Uptime Bot Mozilla/5.0",
)
FEEDS: Final = (
    "Feedly/1.0 (+http://www.feedly.com/fetcher.html; 42 subscribers)",
    "Tiny Tiny RSS/23.10 (https://tt-rss.org/)",
    "Mozilla/5.0 (compatible; Miniflux/2.1.1; +https://miniflux.app)",
    "NetNewsWire (RSS Reader; https://netnewswire.com/)",
)
PREVIEWS: Final = (
    "facebookexternalhit/1.1 (+http://www.facebook.com/externalhit_uatext.php)",
    "TelegramBot (like TwitterBot)",
    "Slackbot-LinkExpanding 1.0 (+https://api.slack.com/robots)",
    "WhatsApp/2.23.20.0",
)


def browser(random: Random) -> str:
    """Return a browser's user agent: some hundred different ones, the newest most often."""
    kind = random.random()
    if kind < 0.62:
        return random.choice(_CHROMIUM).format(124 - min(int(random.expovariate(0.4)), 30))
    if kind < 0.75:
        return random.choice(_FIREFOX).format(125 - min(int(random.expovariate(0.4)), 30))
    return random.choice(_SAFARI).format(random.randint(0, 5))


def app(random: Random) -> str:
    """Return a mobile app's user agent."""
    return random.choice(APPS).format(8 - min(int(random.expovariate(0.8)), 6))


def attacker(random: Random, *, scanner: float = 0.1, tool: float = 0.25) -> str:
    """Return what an attacker calls itself: mostly a browser."""
    kind = random.random()
    if kind < scanner:
        return random.choice(SCANNERS)
    return random.choice(TOOLS) if kind < scanner + tool else browser(random)
