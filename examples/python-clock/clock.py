"""Serves one Clock for each time zone, in plain Python: provost get 'root/python:Clock.zone="UTC"'.

It speaks the protocol as docs/protocol.md tells it, with nothing but the standard library (3.9 or later).
A host starts it, or it runs by itself and attaches to one: python3 clock.py STATE/host.sock.
"""
import asyncio
import datetime
import json
import math
import os
import sys
import traceback
import zoneinfo

TEXT = {"type": "string"}
BATCH_ROWS = 64
TICK_S = 0.1
ZONES = sorted({"UTC"} | zoneinfo.available_timezones())


def object_of(required, **properties):
    return {"type": "object", "properties": properties, "required": required, "additionalProperties": False}


DESCRIPTION = {
    "name": "python-clock",
    "namespace": "root/python",
    "kinds": ["object"],
    "classes": [{
        "name": "Clock",
        "key": ["zone"],
        "schema": object_of(["zone", "time", "now"], zone=TEXT, time=TEXT, now={"type": "string", "format": "date-time"}),
        "operations": ["get", "list"],
        "methods": {"wait": {
            "static": True,
            "description": "Answers after so many seconds, and says ten times a second how far it is.",
            "params": object_of(["seconds"], seconds={"type": "number", "minimum": 0, "maximum": 3600}),
            "returns": {"type": "number"},
        }},
    }],
}


class Fault(Exception):
    """Why a request fails: a number and a name of docs/errors.md, and a sentence."""

    def __init__(self, number, name, sentence):
        super().__init__(sentence)
        self.wire = {"code": number, "message": sentence, "data": {"name": name}}


# --- what is served

def clock(zone):
    now = datetime.datetime.now(datetime.timezone.utc if zone == "UTC" else zoneinfo.ZoneInfo(zone))
    return {"zone": zone, "time": now.strftime("%H:%M:%S"), "now": now.isoformat(timespec="milliseconds")}


async def get(host, params):
    zone = params["key"]["zone"]
    if zone not in ZONES:
        raise Fault(6, "NOT_FOUND", f"There is no time zone {zone}.")
    return {"instance": clock(zone)}


async def list_all(host, params):
    context = params["context"]["id"]
    zones = ZONES[:params["query"].get("limit")]
    credit = host.credit[context] = asyncio.Semaphore(params["credit"])
    try:
        for first in range(0, len(zones), BATCH_ROWS):
            await credit.acquire()
            host.notify("host/rows", context=context, rows=[clock(zone) for zone in zones[first:first + BATCH_ROWS]])
        return {"count": len(zones)}
    finally:
        del host.credit[context]


async def invoke(host, params):
    seconds = params["arguments"]["seconds"]  # `wait` is the only method, and the host has checked its arguments.
    ticks = math.ceil(seconds / TICK_S)
    for tick in range(ticks):
        await asyncio.sleep(seconds / ticks)
        host.notify("host/progress", context=params["context"]["id"], percent=round(100 * (tick + 1) / ticks))
    return {"value": seconds}


async def ping(host, params):
    return {}


async def initialize(host, params):
    host.forget_birth_pipe()  # From now on it has a life of its own.
    return {"description": DESCRIPTION}


ANSWERS = {
    "provider/initialize": initialize, "provider/ping": ping,
    "provider/get": get, "provider/list": list_all, "provider/invoke": invoke,
}


# --- the protocol

class Host:
    """The connection to the host, and what is under way on it."""

    def __init__(self, reader, writer, pipe=None):
        self.reader, self.writer, self.pipe = reader, writer, pipe
        self.credit = {}  # Of each list, by the id of its context.
        self.tasks = {}  # Of each request that is not answered, by its id.
        if pipe:
            asyncio.get_running_loop().add_reader(pipe.fileno(), os._exit, 0)

    def forget_birth_pipe(self):
        if self.pipe:
            asyncio.get_running_loop().remove_reader(self.pipe.fileno())

    def send(self, **message):
        body = json.dumps({"jsonrpc": "2.0", **message}).encode()
        self.writer.write(b"Content-Length: %d\r\n\r\n" % len(body) + body)

    def notify(self, method, **params):
        self.send(method=method, params=params)

    async def receive(self):
        header = (await self.reader.readuntil(b"\r\n\r\n")).decode("ascii")
        fields = dict(line.split(": ", 1) for line in header.splitlines() if line)
        return json.loads(await self.reader.readexactly(int(fields["Content-Length"])))

    async def say_hello(self, **who):
        await self.introduce("host/hello", role="provider", protocol={"min": 1, "max": 1}, features=[],
                             software={"name": "python-clock", "version": "1"}, pid=os.getpid(), **who)

    async def introduce(self, method, **params):
        self.send(id=method, method=method, params=params)
        answer = await self.receive()
        if "error" in answer:
            sys.exit(f"The host did not take {method}: {answer['error']['message']}")

    async def serve(self):
        """Returns when it was described or released. Raises IncompleteReadError when the host is gone."""
        while True:
            message = await self.receive()
            method, params, number = message.get("method"), message.get("params", {}), message.get("id")
            if method == "$/cancelRequest":
                if params["id"] in self.tasks:
                    self.tasks[params["id"]].cancel()
            elif method == "provider/credit":
                for _ in range(params["credit"] if params["context"] in self.credit else 0):
                    self.credit[params["context"]].release()
            elif method == "provider/describe":
                return self.send(id=number, result=DESCRIPTION)
            elif method == "provider/release":
                await self.abandon()
                return self.send(id=number, result={"outcome": "released"})
            elif method in ANSWERS:
                task = self.tasks[number] = asyncio.create_task(ANSWERS[method](self, params))
                task.add_done_callback(lambda task, number=number: self.answer(number, task))
            elif number is not None:
                self.send(id=number, error={"code": -32601, "message": f"{method} is not known here."})

    def answer(self, number, task):
        del self.tasks[number]
        if task.cancelled():
            self.send(id=number, error=Fault(1021, "OPERATION_CANCELLED", "The operation was cancelled.").wire)
        elif task.exception() is None:
            self.send(id=number, result=task.result())
        elif isinstance(task.exception(), Fault):
            self.send(id=number, error=task.exception().wire)
        else:
            traceback.print_exception(None, task.exception(), task.exception().__traceback__)
            self.send(id=number, error=Fault(1, "FAILED", f"It failed: {task.exception()}").wire)

    async def abandon(self):
        for task in self.tasks.values():
            task.cancel()
        await asyncio.gather(*self.tasks.values(), return_exceptions=True)


async def main(descriptor):
    pipe = os.fdopen(descriptor, "rb", buffering=0)
    bootstrap = json.loads(pipe.readline())
    host = Host(*await asyncio.open_unix_connection(bootstrap["socket"]), pipe)
    try:
        await host.say_hello(activation=bootstrap["activation"])
        await host.serve()
        host.writer.close()
        await host.writer.wait_closed()
    except (asyncio.IncompleteReadError, ConnectionError):
        await host.abandon()  # The host is gone, and with it whoever waited for an answer.


async def attach(socket):
    """Serves for as long as this program runs. Where there is no host it looks for one every second."""
    while True:
        try:
            host = Host(*await asyncio.open_unix_connection(socket))
            await host.say_hello(attach={"name": DESCRIPTION["name"]})
            await host.introduce("host/attach", description=DESCRIPTION, loaded=False)
            await host.serve()
        except asyncio.IncompleteReadError:
            await host.abandon()
        except (ConnectionError, FileNotFoundError):
            pass
        await asyncio.sleep(1)


if "PROVOST_BOOTSTRAP_FD" in os.environ:
    asyncio.run(main(int(os.environ["PROVOST_BOOTSTRAP_FD"])))
elif len(sys.argv) == 2:
    asyncio.run(attach(sys.argv[1]))
else:
    sys.exit("A Provost host starts it: provost register examples/python-clock. Or it attaches itself: python3 clock.py STATE/host.sock")
