"""NGINX's log variables: which field of a hit each one fills, and whether it can hold anything."""

from enum import IntEnum
from typing import Final


class Field(IntEnum):
    """What a variable fills. `kernel.h` numbers them alike."""

    IGNORED = 0
    ADDRESS = 1
    TIME_LOCAL = 2
    TIME_ISO = 3
    MSEC = 4
    REQUEST = 5
    METHOD = 6
    URI = 7
    QUERY = 8
    STATUS = 9
    BYTES = 10
    REFERRER = 11
    USER_AGENT = 12
    SERVICE = 13
    REQUEST_TIME = 14
    UPSTREAM_TIME = 15
    REQUEST_ID = 16
    VERDICT = 17
    FORWARDED_FOR = 18
    PROXY_ADDRESS = 19
    CLIENT_ADDRESS = 20
    UPSTREAM_ADDRESS = 21


TIMES: Final = (Field.TIME_LOCAL, Field.TIME_ISO, Field.MSEC)

FIELDS: Final = {
    "remote_addr": Field.ADDRESS,
    "time_local": Field.TIME_LOCAL,
    "time_iso8601": Field.TIME_ISO,
    "msec": Field.MSEC,
    "request": Field.REQUEST,
    "request_method": Field.METHOD,
    "request_uri": Field.URI,
    "uri": Field.URI,
    "document_uri": Field.URI,
    "args": Field.QUERY,
    "query_string": Field.QUERY,
    "status": Field.STATUS,
    "body_bytes_sent": Field.BYTES,
    "bytes_sent": Field.BYTES,
    "http_referer": Field.REFERRER,
    "http_user_agent": Field.USER_AGENT,
    "dozor_service": Field.SERVICE,
    "server_name": Field.SERVICE,
    "host": Field.SERVICE,
    "http_host": Field.SERVICE,
    "request_time": Field.REQUEST_TIME,
    "upstream_response_time": Field.UPSTREAM_TIME,
    "upstream_addr": Field.UPSTREAM_ADDRESS,
    "request_id": Field.REQUEST_ID,
    "dozor_verdict": Field.VERDICT,
    "http_x_forwarded_for": Field.FORWARDED_FOR,
    "proxy_add_x_forwarded_for": Field.FORWARDED_FOR,
    "proxy_protocol_addr": Field.PROXY_ADDRESS,
    "http_cf_connecting_ip": Field.CLIENT_ADDRESS,
    "http_x_real_ip": Field.CLIENT_ADDRESS,
}

# Values without a space, a comma or a quote, whatever a client sends. Every other variable is free to hold anything.
FIXED: Final = frozenset(
    {
        "body_bytes_sent",
        "bytes_sent",
        "connection",
        "connection_requests",
        "connection_time",
        "connections_active",
        "dozor_service",
        "dozor_verdict",
        "geoip2_data_country_code",
        "geoip_country_code",
        "gzip_ratio",
        "host",
        "hostname",
        "https",
        "http2",
        "http3",
        "limit_req_status",
        "msec",
        "nginx_version",
        "pid",
        "pipe",
        "proxy_protocol_addr",
        "proxy_protocol_port",
        "realip_remote_addr",
        "realip_remote_port",
        "remote_addr",
        "remote_port",
        "request_completion",
        "request_id",
        "request_length",
        "request_method",
        "request_time",
        "scheme",
        "server_addr",
        "server_name",
        "server_port",
        "server_protocol",
        "ssl_cipher",
        "ssl_protocol",
        "ssl_session_reused",
        "status",
        "tcpinfo_rtt",
        "time_iso8601",
        "time_local",
        "upstream_cache_status",
    }
)
