"""What an agent that is started again knows."""

from agent.containers.replicas.keeping import Kept as KeptReplicas
from agent.contract.proxy import Replicas, Upstream
from agent.kept_file import KeptFile
from agent.proxy.members.keeping import Kept as KeptMembers


def test_what_is_kept_is_read_again_by_the_next(tmp_path):
    path = tmp_path / "state" / "replicas"
    order = Replicas(service="s", upstream="s", template="web", port=80, wanted=1)
    kept = KeptReplicas(entries=[order], draining={"web-r2": 1.7e9})
    assert KeptFile(path, KeptReplicas, "it").read() is None
    KeptFile(path, KeptReplicas, "it").write(kept)
    assert KeptFile(path, KeptReplicas, "it").read() == kept


def test_what_is_damaged_is_nothing_and_is_replaced(tmp_path, caplog):
    (tmp_path / "members").write_bytes(b"\xff")
    file = KeptFile(tmp_path / "members", KeptMembers, "what was there")
    assert file.read() is None
    assert "what was there kept in" in caplog.text
    kept = KeptMembers(upstreams=[Upstream(name="shop")], unwell=[("shop", "a")])
    file.write(kept)
    assert file.read() == kept


def test_what_cannot_be_kept_is_told(tmp_path, caplog):
    (tmp_path / "file").write_bytes(b"")
    KeptFile(tmp_path / "file" / "members", KeptMembers, "it").write(KeptMembers())
    assert "it cannot be kept in" in caplog.text
