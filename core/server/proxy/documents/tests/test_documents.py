import pytest
import pytest_asyncio

from core.server.clock import SystemClock
from core.server.errors import Conflict, Invalid, NotFound
from core.server.proxy.documents.change import differences, read_change
from core.server.proxy.documents.declared import declared_changes
from core.server.proxy.documents.documents import Documents
from core.server.proxy.specs.references import check_references


@pytest_asyncio.fixture
async def documents(database):
    made = Documents(database, SystemClock())
    await made.load()
    return made


def service(port=80, **more):
    return read_change("service", "shop", {"members": [{"name": "a", "host": "127.0.0.1", "port": port}], **more})


async def test_each_change_makes_a_revision_that_can_be_read_again(documents, database):
    await documents.change({("service", "shop"): service(80)}, by="ann", note="first")
    await documents.change({("service", "shop"): service(81)}, by="bob", note="moved")
    await documents.change({("service", "shop"): None}, by="bob", note="gone")
    again = Documents(database, SystemClock())
    await again.load()
    assert again.revision == 3
    assert again.state == documents.state
    assert [(each.number, each.made_by, each.changes) for each in await again.history()] == [
        (3, "bob", 1),
        (2, "bob", 1),
        (1, "ann", 1),
    ]
    assert [(await again.at(number)).services.get("shop") for number in range(4)] == [
        None,
        service(80),
        service(81),
        None,
    ]


async def test_a_change_that_changes_nothing_makes_no_revision(documents):
    await documents.change({("service", "shop"): service()}, by="ann", note="")
    again = await documents.change({("service", "shop"): service()}, by="ann", note="")
    assert (again.differences, again.revision) == ([], 1)
    assert documents.revision == 1


async def test_who_saw_an_older_revision_is_told(documents):
    await documents.change({("service", "shop"): service()}, by="ann", note="", expected=0)
    with pytest.raises(Conflict, match="Revision 1"):
        await documents.change({("service", "shop"): service(81)}, by="bob", note="", expected=0)
    assert documents.state.services["shop"] == service()


async def test_two_cores_cannot_make_the_same_revision(documents, database):
    other = Documents(database, SystemClock())
    await other.load()
    await other.change({("service", "shop"): service()}, by="ann", note="")
    with pytest.raises(Conflict, match="Another core"):
        await documents.change({("service", "shop"): service(81)}, by="bob", note="")
    assert documents.revision == 0


async def test_a_revision_that_is_not_there_is_not_found(documents):
    with pytest.raises(NotFound):
        await documents.at(1)


async def test_an_old_state_is_brought_back_by_a_new_revision(documents):
    await documents.change({("service", "shop"): service(80)}, by="ann", note="")
    await documents.change({("service", "shop"): service(81), ("service", "api"): service(82)}, by="ann", note="")
    old = await documents.at(1)
    back = {(each.kind, each.name): old.of(each.kind).get(each.name) for each in differences(documents.state, old)}
    await documents.change(back, by="ann", note="back to 1")
    assert documents.state == old
    assert documents.revision == 3


@pytest.mark.parametrize(
    ("value", "message"),
    [
        ({"members": [{"name": "a", "port": 80}]}, "members.0: a member has one of host, container and node"),
        ({"members": [{"name": "a", "host": "x;y", "port": 80}]}, "members.0.host"),
        ({"balance": {"method": "hash"}}, "balance: a key belongs to the method hash"),
        ({"nonsense": 1}, "nonsense"),
        ({"kind": "domain"}, "its kind is 'domain'"),
        ([], "a mapping"),
    ],
)
def test_what_is_wrong_with_a_specification_is_said_with_its_place(value, message):
    with pytest.raises(Invalid, match=message):
        read_change("service", "shop", value)


async def _spoilt(documents, database):
    """Two documents, of which one is as a stricter version would not take it any more."""
    both = {("service", "shop"): service(80), ("service", "blog"): service(81)}
    await documents.change(both, by="ann", note="")
    async with database.connection() as connection:
        await connection.execute("""UPDATE proxy_document SET spec = '{"members": 7}' WHERE name = 'shop'""")
    again = Documents(database, SystemClock())
    await again.load()
    return again


async def test_what_cannot_be_read_any_more_is_told_and_not_lost(documents, database, caplog):
    again = await _spoilt(documents, database)
    assert set(again.state.services) == {"blog"}
    assert "members" in again.state.unreadable["service", "shop"].message
    assert "shop cannot be read" in caplog.text
    told = check_references(again.state, nodes=(), secrets=())
    (finding,) = [each for each in told if each.severity == "error"]
    assert (finding.severity, finding.kind, finding.name) == ("error", "service", "shop")
    assert finding.message.startswith("unreadable")


async def test_declaring_a_state_takes_what_is_unreadable_away_with_prune_alone(documents, database):
    again = await _spoilt(documents, database)
    kept = await again.change(declared_changes(again.state, {}, prune=False), by="ann", note="")
    assert (kept.differences, list(again.state.unreadable)) == ([], [("service", "shop")])
    gone = await again.change(declared_changes(again.state, {}, prune=True), by="ann", note="")
    assert [(each.what, each.name) for each in gone.differences] == [("delete", "blog"), ("delete", "shop")]
    await again.load()
    assert not again.state.unreadable


async def test_what_is_unreadable_is_mended_by_writing_it_anew(documents, database):
    again = await _spoilt(documents, database)
    change = await again.change({("service", "shop"): service(90)}, by="ann", note="")
    assert [(each.what, each.before) for each in change.differences] == [("update", {"members": 7})]
    await again.load()
    assert (again.state.services["shop"], again.state.unreadable) == (service(90), {})
