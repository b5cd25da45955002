from core.server.db.schema import DOCUMENT, dump


async def test_schema_sql_is_the_sum_of_the_migrations(database_url):
    assert await dump(database_url) == DOCUMENT.read_text(), "run `python -m core.server.db.schema`"
