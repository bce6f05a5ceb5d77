"""A bare transaction behind the same web framework: what a click could cost at the least."""

import os

import uvicorn
from fastapi import FastAPI
from sqlalchemy import text
from sqlalchemy.ext.asyncio import create_async_engine

app = FastAPI()
engine = create_async_engine(os.environ["BARE_URL"], pool_size=10, max_overflow=0)


@app.post("/click")
async def click(body: dict[str, str]) -> dict[str, bool]:
    """One row, one commit."""
    async with engine.begin() as connection:
        await connection.execute(text("INSERT INTO bare_click (said) VALUES (:said)"), {"said": body["said"]})
    return {"ok": True}


@app.get("/readyz")
async def readyz() -> dict[str, bool]:
    """Ready once the table is there."""
    async with engine.begin() as connection:
        await connection.execute(text("CREATE TABLE IF NOT EXISTS bare_click (id bigserial PRIMARY KEY, said text)"))
    return {"ok": True}


if __name__ == "__main__":
    uvicorn.run(app, port=int(os.environ["HTTP_PORT"]), log_level="warning", access_log=False)
