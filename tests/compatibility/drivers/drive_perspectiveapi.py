"""PyPI `perspectiveapi` 1.1.0: httpx (asynchronous), a fixed URL."""

import asyncio

from common import CIVIL, KEY, TOXIC, report
from perspective import Attribute, Perspective


async def observe():
    client = Perspective(KEY)
    toxic = await client.score(TOXIC, attributes=[Attribute.TOXICITY, Attribute.INSULT, Attribute.FLIRTATION])
    civil = await client.score(CIVIL)
    report(toxic=toxic.toxicity, insult=toxic.insult, flirtation=toxic.flirtation, civil=civil.toxicity)


asyncio.run(observe())
