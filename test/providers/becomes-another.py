"""Becomes another program while it is at work: its pid and its start stay the same, and its channel ends without an exit.

Served from then on by nobody: what it has become sleeps. Its class is `Thing` in root/raw, as that of the other misbehaving providers.
"""
import json
import os
import socket
import sys

TEXT = {"type": "string"}
SCHEMA = {"type": "object", "properties": {"id": TEXT, "text": TEXT}, "required": ["id", "text"], "additionalProperties": False}
THING = {"name": "Thing", "key": ["id"], "schema": SCHEMA, "methods": {}, "operations": ["get"]}
DESCRIPTION = {"name": "raw", "namespace": "root/raw", "kinds": ["object"], "classes": [THING]}


def serve(channel, bootstrap):
    channel.connect(bootstrap["socket"])
    frames = channel.makefile("rb")

    def send(**message):
        body = json.dumps({"jsonrpc": "2.0", **message}).encode()
        channel.sendall(b"Content-Length: %d\r\n\r\n" % len(body) + body)

    def receive():
        header = b""
        while not header.endswith(b"\r\n\r\n"):
            byte = frames.read(1)
            if not byte:
                sys.exit(0)
            header += byte
        return json.loads(frames.read(int(header.split(b":")[1])))

    def get(params):
        if params["key"]["id"] == "another":
            os.execvp("sleep", ["sleep", "3600"])
        return {"instance": {**params["key"], "text": "raw"}}

    send(id=1, method="host/hello", params={
        "role": "provider", "protocol": {"min": 1, "max": 1}, "features": [], "software": {"name": "becomes-another", "version": "1"},
        "pid": os.getpid(), "activation": bootstrap["activation"],
    })
    answers = {
        "provider/describe": lambda _params: DESCRIPTION,
        "provider/initialize": lambda _params: {"description": DESCRIPTION},
        "provider/get": get,
        "provider/release": lambda _params: {"outcome": "released"},
    }
    while True:
        message = receive()
        if "method" not in message or "id" not in message:
            continue
        answer = answers.get(message["method"], lambda _params: {})(message["params"])
        send(id=message["id"], result=answer)
        if message["method"] in ("provider/describe", "provider/release"):
            sys.exit(0)


with os.fdopen(int(os.environ["PROVOST_BOOTSTRAP_FD"])) as pipe:
    serve(socket.socket(socket.AF_UNIX), json.loads(pipe.readline()))
