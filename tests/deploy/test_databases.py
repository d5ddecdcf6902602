"""Addresses of databases."""

import asyncpg

from deploy.databases import with_setting


async def test_an_address_keeps_its_own_settings_beside_ours(postgres: str) -> None:
    own = with_setting(postgres, "application_name", "podrost")
    connection = await asyncpg.connect(with_setting(own, "synchronous_commit", "remote_apply"))
    settings = await connection.fetchval("show synchronous_commit"), await connection.fetchval("show application_name")
    await connection.close()

    assert settings == ("remote_apply", "podrost")
