"""Refuses to be unloaded when it is asked to, and takes it back when it is asked to: in Python, by the protocol alone.

Its class `Hold` in root/python has one method for each: `refuse` answers the context that refused, `release` wants that context.
With a context that has not refused it changes nothing and answers INVALID_PARAMETER, as MI's RequestUnload does.
"""
import json
import os
import socket
import sys

TEXT = {"type": "string"}


def object_of(**properties):
    return {"type": "object", "properties": properties, "required": list(properties), "additionalProperties": False}


DESCRIPTION = {
    "name": "python-refuses", "namespace": "root/python", "kinds": ["object"],
    "classes": [{
        "name": "Hold", "key": ["context"], "schema": object_of(context=TEXT, why=TEXT), "operations": ["get"],
        "methods": {
            "refuse": {"static": True, "params": object_of(why=TEXT), "returns": TEXT},
            "release": {"static": True, "params": object_of(context=TEXT), "returns": TEXT},
        },
    }],
}
refusals = {}  # What was said, by the context that said it.


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

    def refuse(context, arguments):
        refusals[context] = arguments["why"]
        send(method="host/refuseUnload", params={"context": context, "operation": "Hold.refuse", "why": arguments["why"]})
        return context

    def release(_context, arguments):
        if refusals.pop(arguments["context"], None) is None:
            return "INVALID_PARAMETER"
        send(method="host/requestUnload", params={"context": arguments["context"]})
        return "OK"

    send(id=1, method="host/hello", params={
        "role": "provider", "protocol": {"min": 1, "max": 1}, "features": [], "software": {"name": "python-refuses", "version": "1"},
        "pid": os.getpid(), "activation": bootstrap["activation"],
    })
    if "error" in receive():
        sys.exit(1)
    while True:
        message = receive()
        number, method, params = message.get("id"), message.get("method"), message.get("params", {})
        if method == "provider/describe":
            return send(id=number, result=DESCRIPTION)
        if method == "provider/release":
            if params["reason"] == "idle" and refusals:
                send(id=number, result={"outcome": "refused", "contexts": list(refusals)})
            else:
                return send(id=number, result={"outcome": "released"})
        elif method == "provider/initialize":
            send(id=number, result={"description": DESCRIPTION})
        elif method == "provider/invoke":
            act = refuse if params["method"] == "refuse" else release
            send(id=number, result={"value": act(params["context"]["id"], params["arguments"])})
        elif method == "provider/get":
            key = params["key"]["context"]
            if key in refusals:
                send(id=number, result={"instance": {"context": key, "why": refusals[key]}})
            else:
                send(id=number, error={"code": 6, "message": f"{key} does not refuse.", "data": {"name": "NOT_FOUND"}})
        elif method == "provider/ping":
            send(id=number, result={})
        elif number is not None:
            send(id=number, error={"code": -32601, "message": f"{method} is not known here."})


with os.fdopen(int(os.environ["PROVOST_BOOTSTRAP_FD"]), "rb", buffering=0) as pipe, socket.socket(socket.AF_UNIX) as host:
    serve(host, json.loads(pipe.readline()))
