"""Engines on asyncpg, from URLs that say in libpq's words how the server is to prove who it is."""

import ssl
from typing import Any

from sqlalchemy.engine import make_url
from sqlalchemy.ext.asyncio import AsyncEngine, create_async_engine


def engine(url: str, **options: Any) -> AsyncEngine:
    """An engine; with `sslmode=verify-full&sslrootcert=<file>` by TLS, and only to the server the file's authority vouches for.

    Raises ValueError for any other mode, which would let another server answer, and OSError where there is no such file.
    """
    parsed = make_url(url)
    connect_args = dict(options.pop("connect_args", {}))
    if (mode := parsed.query.get("sslmode")) is not None:
        if mode != "verify-full":
            raise ValueError(f"sslmode={mode}: only verify-full makes sure which server answers")
        connect_args["ssl"] = ssl.create_default_context(cafile=str(parsed.query["sslrootcert"]))
    # SQLAlchemy would hand them on as they are, and asyncpg knows them only in a URL.
    bare = parsed.difference_update_query(["sslmode", "sslrootcert"])
    return create_async_engine(bare, connect_args=connect_args, **options)
