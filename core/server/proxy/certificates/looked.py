"""All that a look before an order can say, as it is told."""

from enum import unique

from core.server.told import Words


@unique
class Looked(Words):
    """What speaks for and against an order."""

    directory_answers = "{url} answers"
    directory_silent = "the directory does not answer the core (a node may still reach it): {why}"
    reach_unknown = "whether {server} leads here is not known: {why}"
    reach_nowhere = "{server} has no address in the DNS"
    reach_unjudged = "{server} is at {addresses}; the nodes' addresses are not known"
    reach_elsewhere = "{server} is at {addresses}, which is none of our nodes' addresses"
    reach_here = "{server} is at {addresses}"
    caa_unknown = "CAA records of {domain} are not known: {why}"
    caa_none = "no CAA record stands in the way of {server}"
    caa_open = "the CAA records of {domain} do not restrict who issues"
    caa_unjudged = "CAA of {domain} permits {permitted}; the directory's name is not known"
    caa_permits = "CAA of {domain} permits {permitted}"
    caa_forbids = "CAA of {domain} permits {permitted}, not {authority}"
    caa_forbids_all = "CAA of {domain} permits nobody, not {authority}"
    budget_left = "{count} orders of this directory within a week"
    budget_of_name = "{count} certificates for {domain} within a week; {most} are permitted"
    budget_of_names = "{count} certificates for just these names within a week; {most} are permitted"
    budget_of_failures = "{count} orders failed within an hour; {most} are permitted"
    node_missing = "there is no node {node}"
    node_unnamed = "no domain uses it, and it names no node to order it"
    node_away = "{node}, which is to order it, is away"
    node_unreached = "visitors come to {others} too, where {node} cannot be reached: it has no address"
    node_orders = "{node} orders it"
    secret_missing = "there is no secret {secret}"  # noqa: S105 - what is told of one
