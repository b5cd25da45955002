from agent.host import HostGauge


def test_the_machine_it_runs_on_is_measured():
    gauge = HostGauge()
    first, second = gauge.read(0.0), gauge.read(1.0)
    assert first.hostname
    assert first.cpu_share == first.agent_cpu_share == -1.0
    assert second.agent_cpu_share >= 0
    assert 0 < second.memory_used_bytes < second.memory_total_bytes
    assert 0 < second.disk_used_share < 1
    assert second.uptime_seconds > 0
    assert second.agent_rss_bytes > 1_000_000


def test_shares_are_between_two_looks_at_the_mounted_proc(tmp_path):
    (tmp_path / "sys/kernel").mkdir(parents=True)
    (tmp_path / "sys/kernel/hostname").write_text("web-1\n")
    (tmp_path / "loadavg").write_text("0.50 0.40 0.30 1/200 3000\n")
    (tmp_path / "uptime").write_text("1234.5 99.0\n")
    (tmp_path / "meminfo").write_text("MemTotal: 1000 kB\nMemFree: 10 kB\nMemAvailable: 400 kB\nHugePages_Total: 0\n")
    (tmp_path / "stat").write_text("cpu  100 0 100 700 100 0 0 0 0 0\ncpu0 1 2\n")
    gauge = HostGauge(tmp_path)
    gauge.read(0.0)
    (tmp_path / "stat").write_text("cpu  120 0 110 760 110 0 0 0 0 0\ncpu0 1 2\n")
    host = gauge.read(1.0)
    assert (host.hostname, host.load_1m, host.uptime_seconds) == ("web-1", 0.5, 1234.5)
    assert (host.memory_used_bytes, host.memory_total_bytes) == (600 * 1024, 1000 * 1024)
    assert host.cpu_share == 0.3


def test_what_the_system_does_not_tell_is_unknown(tmp_path):
    host = HostGauge(tmp_path / "none", disk=tmp_path / "none").read(0.0)
    assert (host.cpu_share, host.load_1m, host.disk_used_share) == (-1.0, -1.0, -1.0)
    assert (host.memory_used_bytes, host.memory_total_bytes, host.uptime_seconds) == (-1, -1, -1.0)
