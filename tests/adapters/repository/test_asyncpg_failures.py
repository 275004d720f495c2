"""What the adapter on asyncpg says when the server is away, and when a connection is lost."""

import asyncio
import socket
from collections.abc import AsyncGenerator, Callable, Coroutine
from contextlib import asynccontextmanager
from datetime import UTC, datetime
from decimal import Decimal
from typing import Any

import asyncpg
import attrs
import pytest

from fakes.conformance import Namespace
from fakes.repository import RepositoryUnavailable, UnitOfWorkClosed
from tests.adapters.repository.asyncpg_codecs import prepare
from tests.adapters.repository.asyncpg_repository import AsyncpgRepository, AsyncpgUnitOfWork
from tests.adapters.repository.asyncpg_sql import Table
from tests.adapters.repository.entities import PRODUCT, Product

TEA = Product("tea", "Tea", None, 1, Decimal(2), None)


@attrs.frozen
class Shop:
    """A table with tea in it, and a connection aside, of somebody who administers the server."""

    products: AsyncpgRepository[Product, str]
    table: Table[Product]
    aside: "asyncpg.Connection[asyncpg.Record]"

    async def end_connections(self, which: str = "TRUE") -> None:
        """End those of the shop of which that is true, when there are any."""
        ended = 0
        while not ended:
            ended = await self.aside.fetchval(
                "SELECT count(pg_terminate_backend(pid)) FROM pg_stat_activity "
                f"WHERE application_name = $1 AND {which}",
                self.table.name,
            )


@asynccontextmanager
async def opened(address: str) -> AsyncGenerator[Shop]:
    table = Table(PRODUCT, str(Namespace.fresh("asyncpg", "failures")))
    aside = await asyncpg.connect(address)
    try:
        await aside.execute(table.create())
        async with asyncpg.create_pool(
            address,
            min_size=0,
            max_size=2,
            init=prepare,
            server_settings={"application_name": table.name},
        ) as pool:
            products = AsyncpgRepository[Product, str](table, pool)
            await products.add(TEA)
            yield Shop(products, table, aside)
    finally:
        await aside.execute(table.drop())
        await aside.close()


def run(address: str, program: Callable[[Shop], Coroutine[Any, Any, None]]) -> None:
    async def main() -> None:
        async with opened(address) as shop:
            await program(shop)

    asyncio.run(main())


def test_the_first_and_the_last_time_come_back(postgresql_address: str) -> None:
    """asyncpg by itself would make infinities of them."""

    async def program(shop: Shop) -> None:
        for time in (datetime.min.replace(tzinfo=UTC), datetime.max.replace(tzinfo=UTC)):
            listed = attrs.evolve(await shop.products.get("tea"), listed=time)
            assert (await shop.products.update(listed)).listed == time

    run(postgresql_address, program)


def test_where_nobody_listens_nothing_was_done() -> None:
    """Neither of a read nor of a write, nor of a unit of work, is anything left open."""

    async def main(port: int) -> None:
        pool = asyncpg.create_pool(host="127.0.0.1", port=port, user="nobody", min_size=0)
        async with pool:
            products = AsyncpgRepository[Product, str](Table(PRODUCT, "products"), pool)
            unit = AsyncpgUnitOfWork(pool)
            for attempt in (products.count(), products.add(TEA), unit.__aenter__()):
                with pytest.raises(RepositoryUnavailable) as caught:
                    await attempt
                assert not caught.value.outcome_unknown
                assert caught.value.reason.startswith("ConnectionRefusedError: ")

    with socket.socket() as unheard:
        unheard.bind(("127.0.0.1", 0))
        asyncio.run(main(unheard.getsockname()[1]))


def test_a_unit_of_work_whose_connection_is_lost_has_done_nothing(postgresql_address: str) -> None:
    """It says so until it is left, and the next one is given another connection."""

    async def program(shop: Shop) -> None:
        async with AsyncpgUnitOfWork(shop.products.pool) as unit:
            inside = unit.on(shop.products)
            await inside.delete("tea")
            await shop.end_connections()
            for attempt in (inside.count(), inside.add(TEA)):
                with pytest.raises(RepositoryUnavailable) as caught:
                    await attempt
                assert not caught.value.outcome_unknown
        with pytest.raises(UnitOfWorkClosed):
            await unit.commit()
        assert await shop.products.get("tea") == TEA

    run(postgresql_address, program)


def test_a_write_whose_connection_is_lost_may_be_done(postgresql_address: str) -> None:
    """It waits for another's transaction when its connection is ended."""

    async def program(shop: Shop) -> None:
        async with AsyncpgUnitOfWork(shop.products.pool) as unit:
            await unit.on(shop.products).delete("tea")
            write = asyncio.create_task(shop.products.save(TEA))
            await shop.end_connections("wait_event_type = 'Lock'")
            with pytest.raises(RepositoryUnavailable) as caught:
                await write
        assert caught.value.outcome_unknown
        assert "terminating connection due to administrator command" in caught.value.reason

    run(postgresql_address, program)
