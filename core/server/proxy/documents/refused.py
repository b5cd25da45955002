"""Why documents are not read or changed, as it is told; what is wrong in one is `Wrong`."""

from enum import unique

from core.server.told import Refused


@unique
class RefusedDocuments(Refused):
    """What somebody is told who wants to see or change documents."""

    documents_meanwhile = "Revision {revision} was made meanwhile; this was meant for {meant}."
    documents_elsewhere = "Another core made a revision meanwhile."
    no_revision = "There is no revision {revision}."
    no_document = "There is no {kind} {name}."
    no_member = "There is no member {member} of a service {service}."
    documents_no_mapping = "A mapping is expected, with {fields}."
    documents_field = "{field!r} is not known; there are {fields}."
    documents_no_names = "{field}: a mapping from names to documents is expected."
    document_no_mapping = "{document}: a mapping with fields is expected"
    document_of_kind = "{document}: its kind is {kind!r}"
    no_yaml = "This is no YAML: {why}"
    yaml_line = "line {line}: {why}"
