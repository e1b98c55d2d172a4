"""A Tornado handler that answers a constant: as fast as practice Zoho's HTTP face could be."""

from __future__ import annotations

import asyncio
import sys

import tornado.web

ANSWER = '{"access_token":"1000.00c0ffee","token_type":"Bearer","expires_in":3600}'


class Constant(tornado.web.RequestHandler):
    def get(self) -> None:
        self.finish(ANSWER)

    post = get


async def main(port: int) -> None:
    tornado.web.Application([(r"/", Constant)], log_function=lambda handler: None).listen(
        port, "127.0.0.1"
    )
    await asyncio.Event().wait()


if __name__ == "__main__":
    asyncio.run(main(int(sys.argv[1])))
