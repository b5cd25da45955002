import time

import psutil
import pytest

from agent.host.own import OwnGauge


def test_the_agents_own_cost_is_as_psutil_sees_it(values):
    gauge = OwnGauge()
    values(gauge, 0.0)
    assert gauge.cpu_share == -1
    end = time.thread_time() + 0.1
    while time.thread_time() < end:
        pass
    told = values(gauge, 1.0)
    assert told["busy_share"] == gauge.cpu_share >= 0.05  # the system counts in ticks of 10 ms
    assert told["memory_bytes"] == pytest.approx(psutil.Process().memory_info().rss, rel=0.1)
    assert told["open_files_count"] == psutil.Process().num_fds() - 1  # that by which they are listed is gone
    assert told["threads_count"] >= 1
