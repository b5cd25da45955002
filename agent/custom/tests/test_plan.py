import pytest

from agent.custom.plan import LISTEN, Listed, PlanError, Pull, Service, read_plan

TOKEN = "a-token-of-many-letters"


def write(folder, text):
    path = folder / "metrics.toml"
    path.write_text(text)
    return path


def test_a_plan_names_services_and_what_they_tell(tmp_path):
    path = write(
        tmp_path,
        f"""
        [services."shop.example"]
        token = "{TOKEN}"
        most_series = 200

        [[services."shop.example".pull]]
        url = "http://127.0.0.1:8080/health?full=1"
        every_seconds = 1
        metrics = [{{name = "queue", path = "$.queues[0]", unit = "count"}}]

        [[services.mail.pull]]
        command = ["/usr/sbin/mailq", "--json"]
        """,
    )
    plan = read_plan(path)
    assert plan.listen == LISTEN
    assert plan.services == {
        "shop.example": Service(
            token=TOKEN,
            most_series=200,
            pull=[
                Pull(
                    url="http://127.0.0.1:8080/health?full=1",
                    every_seconds=1.0,
                    metrics=[Listed("queue", "$.queues[0]", "gauge", "count")],
                )
            ],
        ),
        "mail": Service(pull=[Pull(command=["/usr/sbin/mailq", "--json"])]),
    }


def test_a_token_may_stand_in_a_file_of_its_own(tmp_path):
    (tmp_path / "token").write_text(f"{TOKEN}\n")
    plan = read_plan(write(tmp_path, f'[services.shop]\ntoken_file = "{tmp_path}/token"'))
    assert plan.services["shop"].token == TOKEN


@pytest.mark.parametrize(
    ("text", "why"),
    [
        ("[services", "end of a table"),
        ("", "missing required field `services`"),
        ("[services.shop]\ntokn = 1", "unknown field `tokn`"),
        ("[services.'a shop']", "regex"),
        ("[services.shop]\ntoken = 'short'", "regex"),
        ("[services.shop]\ntoken_file = '/no/such/file'", "No such file"),
        ("[services.shop]\nmost_series = 0", ">= 1"),
        ("[services.shop]\nmost_series = 100000", "<= 2000"),
        ("[[services.shop.pull]]", "either a url or a command"),
        ("[[services.shop.pull]]\nurl = 'http://a/'\ncommand = ['b']", "either a url or a command"),
        ("[[services.shop.pull]]\nurl = 'file:///etc/shadow'", "http"),
        ("[[services.shop.pull]]\nurl = 'http://user@a/'", "http"),
        ("[[services.shop.pull]]\nurl = 'http://a/b c'", "http"),
        ("[[services.shop.pull]]\nurl = 'http://a:99999/'", "out of range"),
        ("[[services.shop.pull]]\nurl = 'http://a/'\nheaders = {A = \"b\\r\\nC: d\"}", "one line"),
        ("[[services.shop.pull]]\ncommand = 'a shell line'", "Expected `array`"),
        ("[[services.shop.pull]]\ncommand = ['a']\nevery_seconds = 0.1", ">= 1"),
        ("[[services.shop.pull]]\ncommand = ['a']\nwithin_seconds = 100", "<= 30"),
        ("[[services.shop.pull]]\ncommand = ['a']\nmost_bytes = 1000000000", "<= 16777216"),
        ("[[services.shop.pull]]\ncommand = ['a']\nmetrics = [{name = 'a', path = '$.*'}]", "a path such as"),
        ("[[services.shop.pull]]\ncommand = ['a']\nmetrics = [{name = 'a'}, {name = 'a'}]", "twice"),
        ("[[services.shop.pull]]\ncommand = ['a']\nmetrics = [{name = 'a', type = 'summary'}]", "summary"),
        ("listen = '5336'\n[services.shop]", "listen is"),
        ("listen = 'unix:socket'\n[services.shop]", "listen is"),
        ("\n".join(f"[services.s{number}]" for number in range(65)), "at most 64"),
    ],
)
def test_a_plan_that_cannot_be_followed_says_where_and_why(tmp_path, text, why):
    with pytest.raises(PlanError, match=why):
        read_plan(write(tmp_path, text))


@pytest.mark.parametrize("open_to_others", ["metrics.toml", "token", "."])
@pytest.mark.parametrize("mode", [0o602, 0o620])
def test_a_plan_that_others_may_write_is_not_followed(tmp_path, open_to_others, mode):
    folder = tmp_path / "dozor"
    folder.mkdir()
    (folder / "token").write_text(TOKEN)
    path = write(folder, f'[services.shop]\ntoken_file = "{folder}/token"')
    assert read_plan(path).services["shop"].token == TOKEN
    (folder / open_to_others).chmod(mode | 0o100)
    with pytest.raises(PlanError, match="can be written by others"):
        read_plan(path)


@pytest.mark.parametrize(("mode", "is_told"), [(0o644, True), (0o640, False)])
def test_a_token_that_everybody_can_read_is_told(tmp_path, caplog, mode, is_told):
    (tmp_path / "token").write_text(TOKEN)
    (tmp_path / "token").chmod(mode)
    path = write(tmp_path, f'[services.shop]\ntoken_file = "{tmp_path}/token"\n[services.mail]\ntoken = "{TOKEN}"')
    path.chmod(mode)
    read_plan(path)
    told = [message.split()[0] for message in caplog.messages]
    assert told == ([str(path), str(tmp_path / "token")] if is_told else [])


def test_an_absent_plan_is_told(tmp_path):
    with pytest.raises(PlanError, match="No such file"):
        read_plan(tmp_path / "absent")
    (tmp_path / "binary").write_bytes(b"\xff\xfe")
    with pytest.raises(PlanError, match="utf-8"):
        read_plan(tmp_path / "binary")
