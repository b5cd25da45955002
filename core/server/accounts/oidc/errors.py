"""Why signing in by a provider does not work."""

# As in core.server.errors.

from core.server.errors import Forbidden, NotSignedIn, Unavailable


class ProviderAway(Unavailable):
    """The provider that vouches for people cannot be asked."""


class NotVouchedFor(NotSignedIn):
    """The provider's answer is not believed: sign in again."""


class NoRoleHere(Forbidden):
    """The provider knows you, but nothing says what you may do here: ask an administrator."""
