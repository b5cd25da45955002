from contextlib import closing

from core.server.metrics.rolling import Rolling
from core.server.metrics.tests.storing import T0
from dozor.tests.waiting import until


class Newest:
    """What is stored, as far as the roll-up knows."""

    at = 0

    def __call__(self) -> int:
        return self.at


class Rolled:
    """A roll-up at work."""

    def __init__(self, dsn: str) -> None:
        self.newest = Newest()
        self.rolling = Rolling(dsn, self.newest, look_seconds=0.01)
        self.rolling.start()

    def close(self) -> None:
        self.rolling.stop()


async def caught_up(rolled: Rolled) -> None:
    await until(lambda: rolled.rolling.rolled_to == rolled.newest.at)


async def test_how_far_the_tiers_are_behind_is_told(database_url):
    with closing(Rolled(database_url)) as rolled:
        assert rolled.rolling.behind_seconds == 0
        rolled.newest.at = T0
        await caught_up(rolled)
        assert rolled.rolling.behind_seconds == 0
        rolled.newest.at = T0 + 3  # too little to be worth a round
        assert rolled.rolling.behind_seconds == 3
        rolled.newest.at = T0 + 600
        await caught_up(rolled)
        assert rolled.rolling.behind_seconds == 0


async def test_without_postgresql_tiers_fall_behind_from_where_they_were(tmp_path):
    with closing(Rolled(f"postgresql://nobody@/none?host={tmp_path}")) as rolled:
        rolled.newest.at = T0
        await until(lambda: rolled.rolling._since == T0)
        rolled.newest.at = T0 + 50
        assert rolled.rolling.behind_seconds == 50
