"""Why a secret is not kept or forgotten, as it is told: nothing of it is repeated."""

from enum import unique

from core.server.told import Refused


@unique
class RefusedSecret(Refused):
    """What somebody is told who deals with secrets."""

    no_secret = "There is no secret {secret}."  # noqa: S105 - what is told of one
    no_credentials = "There are no credentials {secret}."
    secret_kind_used = "{document} uses {secret} as {kind}."  # noqa: S105 - what is told of one
    secret_used = "It is used by {documents}."  # noqa: S105 - what is told of one
    credentials_are_variables = "Credentials are variables."
    credentials_steer = "{variables} would steer acme.sh itself, and cannot be among credentials."
    secret_is_value = "A {kind} is a value."  # noqa: S105 - what is told of one
    token_letters = "A token has letters, digits, - and _ alone, as it stands in a link."  # noqa: S105 - the same
    password_long = "A password has at most {most} bytes."  # noqa: S105 - the same
    no_secret_link = "Domain {domain} has no secret link."  # noqa: S105 - the same
