"""A client with nothing but Python's library: reads calls as lines of JSON, makes them, and prints what it read."""

import csv
import io
import json
import sys
import urllib.error
import urllib.request
import zipfile


def read_json(body):
    # A name that comes twice is a mistake, and so is a number that is none.
    return json.loads(body.decode("utf-8"), object_pairs_hook=unique, parse_constant=refuse)


def unique(pairs):
    names = [name for name, _ in pairs]
    if len(set(names)) != len(names):
        raise ValueError(f"a name comes twice: {names}")
    return dict(pairs)


def refuse(text):
    raise ValueError(f"{text} is not JSON")


def read_csv(body):
    return list(csv.reader(io.StringIO(body.decode("utf-8")), strict=True))


def read_zip(body):
    with zipfile.ZipFile(io.BytesIO(body)) as archive:
        if archive.testzip() is not None:
            raise ValueError("the ZIP is broken")
        return archive.namelist()


READERS = {"json": read_json, "csv": read_csv, "zip": read_zip}


def send(call):
    body = None if call["body"] is None else json.dumps(call["body"]).encode()
    request = urllib.request.Request(call["url"], data=body, method=call["method"])
    # urllib turns this into `X-api-key`, and adds `Accept-Encoding: identity` and `Connection: close`.
    request.add_header("X-API-Key", call["key"])
    if body is not None:
        request.add_header("Content-Type", "application/json")
    if call["accept"] is not None:
        request.add_header("Accept", call["accept"])
    try:
        with urllib.request.urlopen(request, timeout=20) as response:
            return {"status": response.status, "value": READERS[call["form"]](response.read())}
    except urllib.error.HTTPError as refusal:
        return {"status": refusal.code, "value": read_json(refusal.read())}


for line in sys.stdin:
    print(json.dumps(send(json.loads(line))), flush=True)
