from core.server.alarms.rule import Rule
from core.server.api import examples
from core.server.api.input import Input
from core.server.api.openapi import DOCUMENT, render
from core.server.notifications.written import Written
from core.server.proxy.specs.spec import Spec


def test_the_committed_description_is_current():
    assert DOCUMENT.read_text() == render(), "run `python -m core.server.api.openapi`"


def test_what_the_app_is_tested_with_is_what_the_models_make():
    assert examples.FIXTURES.read_text() == examples.render(), "run `python -m core.server.api.examples`"


def kinds_of(model):
    """What people write: a field that they leave out has its default."""
    for each in model.__subclasses__():
        yield each
        yield from kinds_of(each)


def test_what_is_shown_has_no_optional_fields(app):
    inputs = {each.__name__ for kind in (Input, Spec, Written) for each in kinds_of(kind)} | {Rule.__name__}
    for name, schema in app.openapi()["components"]["schemas"].items():
        if name not in inputs:
            assert set(schema.get("required", [])) == set(schema.get("properties", {})), name


def test_every_route_says_what_an_error_looks_like(app):
    for path in app.openapi()["paths"].values():
        for operation in path.values():
            assert "application/problem+json" in operation["responses"]["default"]["content"]
