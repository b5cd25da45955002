"""Why something was not done to accounts and what is theirs; each has a type that an application can find words for."""

# Named as the core's errors are, by what is wrong.

from core.server.errors import Conflict, Forbidden, Invalid, NotFound


class LastAdministrator(Conflict):
    """This is the last administrator."""

    type = "urn:dozor:last-administrator"


class ChangedMeanwhile(Conflict):
    """Somebody else changed this account at the same moment: look at it again."""

    type = "urn:dozor:changed-meanwhile"


class OwnAccount(Forbidden):
    """Your own role, scope and account are for another administrator to change."""

    type = "urn:dozor:own-account"


class MoreThanOnesOwn(Forbidden):
    """Nobody gives more than they have."""

    type = "urn:dozor:more-than-ones-own"


class NoLogin(Invalid):
    """A login has letters, digits and . @ + - _ alone."""

    type = "urn:dozor:no-login"


class ReservedLogin(Invalid):
    """This login stands for something else."""

    type = "urn:dozor:reserved-login"


class TakenLogin(Conflict):
    """Somebody has this login."""

    type = "urn:dozor:taken-login"


class SamePassword(Invalid):
    """The new password is the old one."""

    type = "urn:dozor:same-password"


class PasswordElsewhere(Conflict):
    """Who signs in elsewhere has the password there."""

    type = "urn:dozor:password-elsewhere"


class SecondFactorElsewhere(Conflict):
    """Who signs in elsewhere has the second factor there."""

    type = "urn:dozor:second-factor-elsewhere"


class SecondFactorStands(Conflict):
    """There is a second factor already: turn it off first."""

    type = "urn:dozor:second-factor-stands"


class NoSecondFactor(Conflict):
    """There is no second factor."""

    type = "urn:dozor:no-second-factor"


class InvitationOver(NotFound):
    """This invitation is over, was taken up, or never was."""

    type = "urn:dozor:invitation-over"


class TooManyInvitations(Conflict):
    """There are as many invitations as there may be: take some back."""

    type = "urn:dozor:too-many-invitations"


class TooManyTokens(Conflict):
    """An account has as many tokens as it may have."""

    type = "urn:dozor:too-many-tokens"


class PermissionsBeyond(Invalid):
    """A token has no permission that its owner lacks."""

    type = "urn:dozor:permissions-beyond"


class NoNetwork(Invalid):
    """This is no network."""

    type = "urn:dozor:no-network"


class KeysOfTheEnvironment(Conflict):
    """The signing keys are set by DOZOR_SECRET: put a new one in front of it there."""

    type = "urn:dozor:keys-of-the-environment"
