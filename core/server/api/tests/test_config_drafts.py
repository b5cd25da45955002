import asyncio

import msgspec
import pytest

from agent.contract.proxy import CheckResult, NodeState, Problem, TaskOutcome

API = "/api/v1/config"
SHOP = {"members": [{"name": "a", "host": "10.0.0.5", "port": 8080}]}
SITE = "names:\n- shop.example\nservice: shop\nnodes: [one]\n"


@pytest.fixture
async def node(admin, parts):
    made, _ = await parts.fleet.create("One")
    assert (await admin.put(f"{API}/service/shop", json=SHOP)).is_success
    await parts.proxy.deployer.hear(made.id, NodeState())
    return made


@pytest.fixture
def check(admin):
    async def check(text, name="shop", kind="domain"):
        answer = await admin.post(f"{API}/{kind}/{name}/draft", json={"text": text})
        assert answer.status_code == 200, answer.text
        return answer.json()

    return check


async def test_a_draft_shows_what_nginx_would_be_given_and_changes_nothing(check, node, parts):
    told = await check(SITE)
    assert (told["can_be_saved"], told["differs"], told["findings"]) == (True, True, [])
    assert told["spec"]["names"] == ["shop.example"]
    (file,) = told["generated"]
    assert (file["file"], file["nodes"]) == ("sites/shop.conf", ["One"])
    assert "    server_name shop.example;" in file["text"].splitlines()
    assert "sites/shop.conf" in {each["file"] for each in told["nodes"][0]["files"]}
    assert parts.proxy.documents.revision == 1


async def test_a_form_gets_its_text_back_as_it_would_be_kept(check, node):
    told = await check('{"names": ["shop.example"], "service": "shop", "nodes": ["one"], "enabled": true}')
    assert told["text"] == "names:\n- shop.example\nservice: shop\nnodes:\n- one\n"


async def test_what_is_wrong_is_told_with_its_line(check, node):
    told = await check(f"{SITE}snippet: |\n  gzip on;\n  root /etc;\n")
    assert (told["can_be_saved"], told["spec"], told["generated"]) == (False, None, [])
    (found,) = told["findings"]
    assert (found["path"], found["line"], found["code"]) == ("snippet", 7, "directive_files")
    assert (found["args"], found["message"].startswith("root is not possible")) == ({"directive": "root"}, True)
    told = await check(SITE.replace("service: shop", "service: nobody"))
    assert [(each["severity"], each["path"], each["line"]) for each in told["findings"]] == [("error", "service", 3)]
    assert not told["can_be_saved"]


async def test_a_name_that_another_domain_has_on_the_node_keeps_a_draft_from_being_saved(admin, check, node):
    taken = {"names": ["shop.example"], "service": "shop", "nodes": ["one"]}
    assert (await admin.put(f"{API}/domain/other", json=taken)).is_success
    told = await check(SITE)
    assert not told["can_be_saved"]
    assert {"domain": "other", "server": "shop.example", "node": "one"} in [each["args"] for each in told["findings"]]


async def test_nginx_itself_tests_a_draft_and_its_line_leads_back(admin, node, parts):
    text = f"{SITE}snippet: |\n  gzip on;\n  add_header X;\n"
    asked = asyncio.ensure_future(admin.post(f"{API}/domain/shop/draft/test", json={"text": text}))
    parts.proxy.deployer.tell()
    async with asyncio.timeout(60):
        order = await parts.proxy.deployer.orders.until(node.id, lambda order: bool(order.tasks))
    (task,) = order.tasks
    manifest = await parts.proxy.node_files.manifest(node.id, task.arguments["digest"])
    written = (await parts.proxy.node_files.file(node.id, manifest.files["sites/shop.conf"])).decode()
    line = 1 + written.splitlines().index(next(each for each in written.splitlines() if "add_header X" in each))
    problem = Problem(
        file="sites/shop.conf", line=line, message='invalid number of arguments in "add_header" directive'
    )
    result = CheckResult(digest=task.arguments["digest"], ok=False, problems=[problem])
    said = {"result": msgspec.json.encode(result).decode()}
    parts.proxy.deployer.orders.hear(node.id, TaskOutcome(id=task.id, ok=True, results=said))
    (told,) = (await asked).json()["nodes"]
    assert (told["name"], told["passed"], told["error"]) == ("One", False, "")
    assert [(each["path"], each["line"], each["code"]) for each in told["findings"]] == [
        ("snippet", 7, "nginx_arguments")
    ]
    assert parts.proxy.documents.revision == 1


@pytest.mark.parametrize("said", ["", "x", '{"digest": 1}'])
async def test_a_node_whose_answer_makes_no_sense_passed_nothing(admin, node, parts, said):
    asked = asyncio.ensure_future(admin.post(f"{API}/domain/shop/draft/test", json={"text": SITE}))
    parts.proxy.deployer.tell()
    async with asyncio.timeout(60):
        order = await parts.proxy.deployer.orders.until(node.id, lambda order: bool(order.tasks))
    (task,) = order.tasks
    parts.proxy.deployer.orders.hear(node.id, TaskOutcome(id=task.id, ok=True, results={"result": said}))
    (told,) = (await asked).json()["nodes"]
    assert (told["passed"], "makes no sense" in told["error"]) == (False, True)


async def test_what_is_no_document_is_not_tested(admin, node):
    answer = await admin.post(f"{API}/domain/shop/draft/test", json={"text": "names: []\n"})
    assert answer.status_code == 422
    assert "line 1" in answer.json()["detail"]
