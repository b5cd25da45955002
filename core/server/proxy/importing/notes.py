"""All that an import says of directives and of what is to be given, as it is told."""

from enum import unique

from core.server.proxy.specs.wrong import UnfitError, Wrong
from core.server.told import Told, Words


@unique
class Note(Words):
    """What is told of a directive: what is different, or why nothing came of it."""

    no_word = "Dozor has no word for it here"
    no_word_at_all = "Dozor has no word for it"
    service_has_no_word = "a service has no word for it"
    included_below = "what it includes stands below"
    not_given = "the file was not given"
    outside = "it is outside of the given files"
    of_frame = "the node's frame has its own"
    pages_are_documents = "pages are documents of their own: make a set of pages"
    page_of_errors = "a page for errors: make a set of pages"
    only_http = "Dozor configures HTTP, and no {block}"
    limit_by_address = "a limit is by the visitor's address"
    one_limit = "one limit by the visitor's address is possible in a place"
    limit_counts = "each location counts by itself, and answers 429"
    limit_is_429 = "it is 429"
    passes_upgrades = "Dozor passes upgrades on by itself"
    no_maps = "documents have no maps: say what it decides in locations, canaries or headers"
    nobody_let_in = "nobody is let in here until you say who"
    not_taken_over = "{place}: {directive} could not be taken over"
    pages_of_set = "the pages are those of the domain's set"
    goes_no_further = "what visitors write into it goes no further"
    on_errors_too = "it is set on errors, too"
    no_hashes = "hashes are not taken over: make the secret {secret}, and others for other users"
    own_cache = "in the node's own cache"
    uses_variable = "it uses ${variable}, which is not taken over"
    unreachable = "nothing leads here any more"
    answers_authorities = "Dozor answers certificate authorities by itself"
    not_understood = "what stands here is not understood: {why}"
    answers_403 = "it answers 403"
    domain_answers_403 = "the whole domain answers 403"
    answers_501 = "it answers 501 until you do"
    goes_elsewhere = "such requests go to the other locations: look at it before you deploy"
    no_files = "Dozor serves no files: everything goes to the members"
    no_files_501 = "Dozor serves no files and speaks to members by HTTP and gRPC: it answers 501"
    paths_without_files = "Dozor serves no files: paths that no location takes answer 501"
    by_try_files = "by way of try_files"
    own_protocol = "Dozor's own: HTTP/1.1, and the name is told"
    name_is_domain = "{server} is domain {domain} already"
    needs_name = "a domain needs a name"
    ports_of_node = "ports are the node's"
    file_to_upload = "its file is to be uploaded"
    sends_by_308 = "Dozor sends visitors with 308"
    known_when_asked = "where it leads is known only when a request comes: name a service"
    said_differently = "service {service} has another {field} already, and one for all its locations"
    consistent = "it becomes consistent: visitors are spread anew, once"
    without = "without {words}"
    passive_of_first = "max_fails and fail_timeout are the service's: those of its first member"
    no_size = "{text} is no size"
    no_time = "{text} is no time"
    no_socket = "members are asked over the network, not by a socket file"
    no_member_address = "{text} is no address of a member"
    at_field = "the field {field} does not fit"
    own = "Dozor's own"
    default_holds = "NGINX's default holds"
    no_password_asked = "no password is asked for"  # noqa: S105 - what is told of one
    told_anyway = "told to members anyway"
    own_connections = "upgrades and connections kept alive are Dozor's own"


@unique
class Wanted(Words):
    """What a person has to give before the documents can be saved, or has to know."""

    server_left_out = "{place}: the server name {server} was left out: no domain"
    secret = "secret {secret}, a password"  # noqa: S105 - what is told of one
    certificate = "certificate {certificate}, which was {file}, with its key"
    not_made = "{kind} {name} could not be made: {why}"


def told_by(error: Exception) -> Told:
    """Return what an error says: by its code, or in its own words."""
    return error.told if isinstance(error, UnfitError) else Wrong.said(text=str(error))
