import asyncio
import sys


async def follow(path):
    program = await asyncio.create_subprocess_exec(
        sys.executable, "-m", "agent.custom", str(path), stdout=asyncio.subprocess.PIPE, stderr=asyncio.subprocess.PIPE
    )
    told, said = await program.communicate()
    return program.returncode, told.decode(), said.decode()


async def test_a_plan_is_followed_once(tmp_path):
    plan = tmp_path / "metrics.toml"
    plan.write_text(
        """
        [[services.shop.pull]]
        command = ["echo", '{"a": 7.5, "h": {"bounds": [1], "counts": [2, 3], "sum": 9}}']
        metrics = [
            {name = "a", path = "$.a", unit = "bytes"},
            {name = "h", path = "$.h", type = "histogram"},
            {name = "b", path = "$.b"},
        ]
        [[services.mail.pull]]
        command = ["false"]
        """
    )
    status, told, said = await follow(plan)
    assert (status, said) == (1, "")
    assert told.splitlines() == [
        "shop  a  7.5 bytes",
        "shop  h  5 observations in 2 buckets, sum 9",
        'not counted: shop  b  there is no $["b"]',
        "not counted: mail  pull 1: false  ended with status 1",
    ]


async def test_what_cannot_be_followed_is_told(tmp_path):
    status, told, said = await follow(tmp_path / "absent")
    assert (status, told) == (2, "")
    assert "No such file" in said
