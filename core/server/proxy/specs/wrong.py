"""All that can be wrong with documents, as it is told."""

from enum import unique

from core.server.told import Told, Words


class UnfitError(ValueError):
    """A value may not stand in a document; `told` says why."""

    def __init__(self, told: Told) -> None:
        super().__init__(str(told))
        self.told = told


@unique
class Wrong(Words):
    """What is told of documents and their texts."""

    # between documents
    no_service = "there is no service {service}"
    no_node = "there is no node {node}"
    no_node_yet = "there is no node {node} in the fleet yet"
    no_certificate = "there is no certificate {certificate}"
    no_secret = "there is no secret {secret}"  # noqa: S105 - what is told of one
    no_pages = "there are no pages {pages}"
    unreadable = "unreadable, nothing is deployed until it is mended: {why}"
    unreadable_members = (
        "unreadable, nothing is deployed until it is mended, and {nodes} hear of no other members: {why}"
    )
    entry_without_nodes = "an entry has nobody to pass visitors to: the domain has no nodes"
    node_needs_address = "node {node} needs an address by which the domain's entries reach it"
    node_wants_proxy_protocol = "node {node} wants the PROXY protocol, which an entry does not speak"
    entry_needs_sender = "node {node} needs sends_from or an address, so that the nodes behind it trust what it says"
    member_needs_address = "node {node} has no address by which other nodes reach it"
    unserved = "no node serves this domain"
    not_certified = "the certificate is not for {server}"
    no_members = "service {service} has no members: visitors see an error"
    unused_service = "no domain leads to this service"
    name_taken = "domain {domain} has the name {server} on node {node} already"
    wildcard_shadowed = "{server} is served here, though {pattern} of domain {domain} covers it too"

    # of any field
    field_missing = "Field required"
    field_unknown = "Extra inputs are not permitted"
    not_text = "Input should be a valid string"
    not_whole = "Input should be a valid integer"
    not_number = "Input should be a valid number"
    not_truth = "Input should be a valid boolean"
    not_list = "Input should be a valid list"
    not_mapping = "Input should be a mapping with fields"
    not_instant = "Input should be an instant with its time zone, as 2026-01-31T12:00:00Z"
    too_small = "Input should be greater than or equal to {least}"
    too_large = "Input should be less than or equal to {most}"
    too_few = "there should be at least {least}"
    too_many = "there should be at most {most}"
    too_short = "there should be at least {least} characters"
    too_long = "there should be at most {most} characters"
    not_of_form = "this has another form than is possible here ({pattern})"
    not_among = "Input should be one of {choices}"

    # of texts
    no_domain_name = "{text!r} is no domain name"
    domain_is_address = "{text!r} looks like an address; a domain has a name"
    wildcard_alone = "{text!r}: a wildcard stands before a name of at least two parts"
    no_network = "{text!r} is neither an address nor a network in CIDR form"
    no_address = "{text!r} is no address"
    control_characters = "control characters are not possible here"
    no_such_variable = "{variable!r} is not among the variables that may stand here"
    path_has_dots = "a path has no parts . and .."
    path_not_utf8 = "what is encoded in the path is no UTF-8"
    path_has_more = "a path has no control characters, no ? and no #"
    path_has_slashes = "NGINX makes one slash of several: a path with // never matches"
    path_is_own = "{path} is Dozor's own"
    regex_too_long = "a regular expression has at most 500 characters, none of them a control character"
    no_regex = "{text!r} is no regular expression: {why}"
    regex_names_groups = "groups have no names here: each would be a variable of NGINX"
    regex_differs = "{part} means something else to NGINX, or nothing"
    no_pem = "no certificate: {why}"
    not_only_pem = "certificates in PEM form are wanted, and nothing else"

    # of domains and their paths
    window_ends_first = "until_at is after from_at"
    name_twice = "a name stands twice"
    redirect_to_wildcard = "nobody can be redirected to a wildcard"
    locations_alike = "two locations match the same paths"
    node_is_entry = "a node that serves the domain is no entry to it"
    match_is_one = "a match has a regex where it is one, else a path"
    final_of_prefix = "final belongs to a match by prefix"
    case_of_regex = "ignore_case belongs to a match by regex"
    rewrite_is_one = "a rewrite has strip_prefix, or regex and replacement"
    credentials_from_everywhere = "credentials cannot be let in from everywhere"
    header_of_connection = "the header {header} is between the ends of a connection; it cannot be set"
    location_is_one = "a location has one of service, redirect and answer_status"
    rewrite_of_proxied = "rewrite and canary belong to a location that is proxied"
    answer_is_redirect = "an answer that sends visitors elsewhere is a redirect"
    strip_of_prefix = "strip_prefix belongs to a match by prefix"
    strip_begins_path = "strip_prefix is not how the location's path begins"

    # of services, nodes and certificates
    member_is_one = "a member has one of host, container and node"
    key_of_hash = "a key belongs to the method hash, and to no other"
    authorities_of_verify = "authorities are asked only where the certificate is looked at: verify"
    members_alike = "two members have the same name"
    sticky_and_method = "sticky sessions and the method {method} exclude each other"
    grpc_is_http2 = "gRPC is HTTP/2 anyway; http2_to_members belongs to the protocols http and https"
    tls_of_https = "tls belongs to the protocols https and grpcs"
    method_without_backup = "NGINX knows no backup members with the method {method}"
    template_is_no_member = "scaling.template: {template} is no member with a container"
    ports_are_two = "http_port and https_port are two ports"
    listen_twice = "an address to listen on stands twice"
    url_of_custom = "directory_url belongs to the directory custom, and to no other"
    provider_of_dns = "dns_provider belongs to the challenge dns, and to no other"
    credentials_of_dns = "credentials and challenge_alias belong to the challenge dns"
    authority_of_custom = "directory_ca belongs to the directory custom"
    acme_of_acme = "acme belongs to the source acme, and to no other"
    wildcard_by_dns = "a wildcard is proven by the challenge dns alone"

    # of a document's text
    twice = "{field!r} stands here twice"
    nested = "this is nested too deeply"
    tag_unknown = "the tag {tag!r} is not known here"
    many_values = "this says more than {most} values"
    field_is_text = "a field's name is a text"

    said = "{text}"
    """In somebody else's words: of NGINX, of a library, of a template."""
