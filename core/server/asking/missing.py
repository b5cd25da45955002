"""Why lines or requests are not here, as it is told: recognised, as nodes say it in words."""

from enum import unique

from core.server.told import Words


@unique
class Missing(Words):
    """What is told of lines that are not here, and of nodes that did not answer. Agents say the first few."""

    spool_full = "the disk or the spool was full"
    came_faster = "they came faster than they were read"
    container_gone = "the container is gone"
    file_gone = "the file is gone"
    access_gone = "the access is gone"
    question_unknown = "this agent does not know that question"
    answers_many = "this node answers too many questions already"
    memory_full = "more than fits in the core's memory"
    node_away = "the node is away"
    node_new = "the node never reported"
    asked_much = "This node is being asked too much at once."
    node_late = "the node did not answer in time"
    node_silent = "the node fell silent"
    node_deleted = "the node was deleted"
    broken_off = "the answer was broken off"
    answer_unclear = "the node's answer is not understood: {why}"
    core_ends = "the core ends"
    keeps_no_requests = "this node keeps no records of requests: DOZOR_LOG_REQUESTS is not 1 there"
