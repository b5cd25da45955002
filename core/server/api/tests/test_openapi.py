from core.server.api.app import describe
from core.server.api.input import Input
from core.server.api.openapi import DOCUMENT, render


def test_the_committed_description_is_current():
    assert DOCUMENT.read_text() == render(), "run `python -m core.server.api.openapi`"


def test_what_is_shown_has_no_optional_fields():
    inputs = {each.__name__ for each in Input.__subclasses__()}
    for name, schema in describe().openapi()["components"]["schemas"].items():
        if name not in inputs:
            assert set(schema.get("required", [])) == set(schema.get("properties", {})), name


def test_every_route_says_what_an_error_looks_like():
    for path in describe().openapi()["paths"].values():
        for operation in path.values():
            assert "application/problem+json" in operation["responses"]["default"]["content"]
