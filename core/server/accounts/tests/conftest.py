import pytest

from core.server.accounts.accounts import Accounts, Credentials
from core.server.accounts.sessions import Place
from core.server.accounts.signing_keys import SigningKeys
from core.server.conftest import quick_passwords
from core.server.seal import Seal

PASSWORD = "a right long horse"
HOME = Place("192.0.2.1", "a browser")


@pytest.fixture
def make_accounts(database, clock):
    """Makes `Accounts` over the same database, as the next start of the core does."""

    async def make():
        keys = SigningKeys.given([b"s" * 32])
        made = Accounts(database, clock, keys, Seal(b"k" * 32), refresh_days=14, passwords=quick_passwords())
        await made.load()
        return made

    return make


@pytest.fixture
async def accounts(make_accounts):
    return await make_accounts()


@pytest.fixture
async def ann(accounts):
    """An analyst's account."""
    return await accounts.people.add("Ann", PASSWORD, "analyst")


@pytest.fixture
async def admin(accounts):
    """An administrator, as who asks."""
    return (await accounts.people.add("root", PASSWORD, "admin")).person()


async def sign_in(accounts, login, password=PASSWORD, place=HOME, code="", device=""):
    """Sign in and return what was given."""
    return await accounts.sign_in(Credentials(login, password, code), place, device)
