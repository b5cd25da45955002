"""Directives by what becomes of them wherever they stand."""

from typing import Final

OWN: Final = frozenset(
    """
    user worker_processes worker_rlimit_nofile worker_connections worker_shutdown_timeout pid error_log access_log
    log_format events use multi_accept sendfile tcp_nopush tcp_nodelay types types_hash_max_size
    server_tokens server_names_hash_bucket_size server_names_hash_max_size proxy_cache_path resolver resolver_timeout
    ssl_protocols ssl_ciphers ssl_prefer_server_ciphers ssl_session_cache ssl_session_timeout ssl_session_tickets
    ssl_dhparam ssl_ecdh_curve ssl_stapling ssl_stapling_verify ssl_trusted_certificate keepalive_timeout
    variables_hash_max_size map_hash_bucket_size map_hash_max_size log_not_found worker_cpu_affinity daemon
    set_real_ip_from real_ip_header real_ip_recursive
    """.split()  # noqa: SIM905 - a list of quoted names would be read by nobody
)
"""What the agent's frame, the node's document or Dozor's TLS profile says."""

PAGES: Final = frozenset({"error_page", "recursive_error_pages"})
"""What Dozor's own pages take the place of."""

FILES: Final = frozenset(
    """
    root alias try_files index autoindex fastcgi_pass uwsgi_pass scgi_pass fastcgi_param fastcgi_index
    fastcgi_split_path_info memcached_pass
    """.split()  # noqa: SIM905
)
"""What answers without a member that speaks HTTP or gRPC."""

INHERITED: Final = frozenset(
    """
    proxy_buffering proxy_request_buffering client_max_body_size proxy_read_timeout grpc_read_timeout
    proxy_intercept_errors proxy_set_header grpc_set_header add_header proxy_hide_header grpc_hide_header allow deny
    satisfy auth_jwt ssl_verify_client ssl_client_certificate auth_basic auth_basic_user_file limit_req limit_conn
    limit_req_status limit_conn_status proxy_cache proxy_cache_valid proxy_cache_key proxy_cache_use_stale
    proxy_cache_lock proxy_cache_background_update gzip gzip_comp_level gzip_min_length gzip_types gzip_vary
    gzip_proxied gzip_http_version proxy_pass grpc_pass location proxy_http_version proxy_connect_timeout
    proxy_send_timeout proxy_next_upstream proxy_next_upstream_tries proxy_next_upstream_timeout proxy_ssl_name
    proxy_ssl_server_name proxy_ssl_verify grpc_connect_timeout grpc_send_timeout
    """.split()  # noqa: SIM905
)
"""What is read by inheritance; the rest of a place is a matter of its snippet."""
