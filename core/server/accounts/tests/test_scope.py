from core.server.accounts.scope import EVERYTHING, Scope

SHOPS = Scope(services=("shop.example", "*.shop.example"), groups=("eu",))


def test_what_is_not_limited_covers_all():
    assert not EVERYTHING.limited
    assert EVERYTHING.covers_service("any.example")
    assert EVERYTHING.covers_node(())


def test_services_are_covered_by_patterns_and_nodes_by_their_groups():
    assert SHOPS.covers_service("api.shop.example")
    assert not SHOPS.covers_service("shop.example.evil")
    assert SHOPS.covers_node(("us", "eu"))
    assert not SHOPS.covers_node(("us",))


def test_what_concerns_all_services_and_a_node_in_no_group_is_beyond_every_limit():
    assert not Scope(services=("*",)).covers_service("")
    assert not Scope(groups=("eu",)).covers_node(())


def test_no_services_and_no_groups_are_a_limit_too():
    nothing = Scope(services=(), groups=())
    assert nothing.limited
    assert not nothing.covers_service("shop.example")
    assert not nothing.covers_node(("eu",))


def test_a_narrowed_scope_covers_what_both_cover():
    narrowed = Scope(services=("*",), groups=("eu", "us")).narrowed_by(SHOPS).narrowed_by(Scope(groups=("us",)))
    assert narrowed.limited
    assert narrowed.covers_service("shop.example")
    assert not narrowed.covers_service("blog.example")
    assert narrowed.covers_node(("eu", "us"))
    assert not narrowed.covers_node(("eu",))
    assert EVERYTHING.narrowed_by(EVERYTHING) == EVERYTHING
