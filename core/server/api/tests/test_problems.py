"""What a person is refused with has a code, so that the application can say it in the person's language."""

from core.server.told import Refused

API = "/api/v1"


async def test_a_refusal_says_in_a_code_what_it_says_in_english(admin):
    answer = await admin.post(f"{API}/deployments", json={"expected_revision": 7})
    problem = answer.json()
    assert answer.status_code == 409
    assert problem["detail"] == "Revision 0 was made meanwhile; 7 was meant."
    assert (problem["code"], problem["args"]) == ("revision_meanwhile", {"revision": "0", "meant": "7"})


async def test_a_refusal_that_has_no_words_of_its_own_has_no_code(client):
    problem = (await client.get(f"{API}/nodes")).json()
    assert (problem["code"], problem["args"]) == ("", {})


def test_every_code_that_something_is_refused_with_is_described(app):
    described = app.openapi()["components"]["schemas"]["Problem"]["properties"]["code"]
    english = {each.name: each.value for family in Refused.__subclasses__() for each in family}
    assert english == described["x-english"]
    assert {*described["enum"]} == {*english, ""}
