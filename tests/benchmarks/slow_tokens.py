"""A token endpoint whose refreshes take 50 ms, an API, and a count of the refreshes."""

from __future__ import annotations

import asyncio
import itertools
import sys

import tornado.web

REFRESH_SECONDS = 0.05
_numbers = itertools.count(1)
_refreshes = 0


class Token(tornado.web.RequestHandler):
    async def post(self) -> None:
        global _refreshes
        _refreshes += 1
        await asyncio.sleep(REFRESH_SECONDS)
        token = f"1000.{next(_numbers):032x}.{0:032x}"
        self.write({"access_token": token, "token_type": "Bearer", "expires_in": 3600})


class Api(tornado.web.RequestHandler):
    def get(self) -> None:
        self.write({"ok": True})


class Count(tornado.web.RequestHandler):
    """Tells how many refreshes there were since it was asked last."""

    def get(self) -> None:
        global _refreshes
        self.write({"refreshes": _refreshes})
        _refreshes = 0


async def main(port: int) -> None:
    routes = [(r"/oauth/v2/token", Token), (r"/api", Api), (r"/", Count)]
    tornado.web.Application(routes, log_function=lambda handler: None).listen(port, "127.0.0.1")
    await asyncio.Event().wait()


if __name__ == "__main__":
    asyncio.run(main(int(sys.argv[1])))
