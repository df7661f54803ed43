"""An S3 service over HTTP, as far as originals need one: signatures (AWS Signature Version 4), conditional writes, checksums, uploads in parts, lists in pages.

It checks what a real one checks, so that a request that AWS would refuse is refused here; and it fails on demand (`Fault`). Source: Amazon S3 API Reference.
"""

from __future__ import annotations

import hmac
import re
import socket
import threading
from base64 import b64encode
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from enum import Enum
from hashlib import md5, sha256
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from time import sleep
from urllib.parse import parse_qsl, quote, unquote, urlsplit
from uuid import uuid4
from xml.sax.saxutils import escape

BUCKET, KEY_ID, SECRET, REGION = "fapiao-originals", "AKIATESTTESTTESTTEST", "secret/of+the+tests", "eu-test-1"
PAGE = 7
"""Objects on one page of a list, so that tests see several."""


class How(Enum):
    ERROR = "error"
    """Answers with a status and does nothing."""
    DROP = "drop"
    """Cuts the connection before it does anything."""
    DROP_AFTER = "drop_after"
    """Does it, and cuts the connection instead of answering."""
    HALF = "half"
    """Sends half of the body, then cuts the connection."""
    SLOW = "slow"
    """Answers after some seconds."""
    DAMAGE = "damage"
    """Keeps other bytes than it was sent, and says that all is well."""


@dataclass(frozen=True)
class Fault:
    method: str
    how: How
    status: int = 503
    code: str = "SlowDown"
    seconds: float = 0.0


@dataclass
class Bucket:
    """What the service holds. Tests look into it, and change it."""

    objects: dict[str, bytes] = field(default_factory=dict)
    parts: dict[str, dict[int, bytes]] = field(default_factory=dict)
    """Of uploads that are not finished."""
    faults: list[Fault] = field(default_factory=list)
    """Each befalls the next request of its method, once."""
    requests: list[str] = field(default_factory=list)
    """Method and path of every request."""
    written: list[str] = field(default_factory=list)
    """Keys of objects, each time one was written."""
    checksums: list[str] = field(default_factory=list)
    """The checksum headers that came."""
    port: int = 0
    lock: threading.Lock = field(default_factory=threading.Lock)

    @property
    def address(self) -> str:
        return f"http://127.0.0.1:{self.port}"

    def next_fault(self, method: str) -> Fault | None:
        with self.lock:
            for fault in self.faults:
                if fault.method == method:
                    self.faults.remove(fault)
                    return fault
        return None


class _Refusal(Exception):
    def __init__(self, status: int, code: str) -> None:
        super().__init__(code)
        self.status = status
        self.code = code


class _Cut(Exception):
    pass


@contextmanager
def running_s3() -> Iterator[Bucket]:
    bucket = Bucket()

    class Handler(_Handler):
        held = bucket

    with _Server(("127.0.0.1", 0), Handler) as server:
        bucket.port = server.server_address[1]
        threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02}, daemon=True).start()
        try:
            yield bucket
        finally:
            server.shutdown()


class _Server(ThreadingHTTPServer):
    daemon_threads = True
    block_on_close = False
    request_queue_size = 64

    def handle_error(self, *_: object) -> None:
        """Clients that leave are nothing to tell of."""


class _Handler(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    wbufsize = -1  # one packet for head and body
    held: Bucket

    def log_message(self, *_: object) -> None:
        pass

    def do_GET(self) -> None:
        self._serve()

    def do_HEAD(self) -> None:
        self._serve()

    def do_PUT(self) -> None:
        self._serve()

    def do_POST(self) -> None:
        self._serve()

    def do_DELETE(self) -> None:
        self._serve()

    def _serve(self) -> None:
        body = self.rfile.read(int(self.headers.get("Content-Length") or 0))
        self.held.requests.append(f"{self.command} {self.path}")
        fault = self.held.next_fault(self.command)
        try:
            if fault is not None:
                self._befall(fault)
            status, headers, answer = self._answer(body)
            if fault is not None and fault.how is How.DROP_AFTER:
                raise _Cut
            if fault is not None and fault.how is How.DAMAGE:
                self.held.objects[self._key()] = body[:-1] + b"?"
        except _Refusal as refusal:
            xml = f"<Error><Code>{refusal.code}</Code><Message>no</Message><AWSAccessKeyId>{KEY_ID}</AWSAccessKeyId></Error>"
            status, headers, answer = refusal.status, {"Content-Type": "application/xml"}, xml.encode()
        except _Cut:
            self._cut()
            return
        half = fault is not None and fault.how is How.HALF
        self.send_response(status)
        for name, value in {"Content-Length": str(len(answer)), **headers}.items():
            self.send_header(name, value)
        self.end_headers()
        if self.command != "HEAD":
            self.wfile.write(answer[: len(answer) // 2] if half else answer)
        if half:
            self._cut()

    def _befall(self, fault: Fault) -> None:
        match fault.how:
            case How.ERROR:
                raise _Refusal(fault.status, fault.code)
            case How.DROP:
                raise _Cut
            case How.SLOW:
                sleep(fault.seconds)

    def _cut(self) -> None:
        self.close_connection = True
        self.wfile.flush()
        self.connection.shutdown(socket.SHUT_RDWR)

    def _key(self) -> str:
        name, _, key = unquote(urlsplit(self.path).path)[1:].partition("/")
        if name != BUCKET:
            raise _Refusal(404, "NoSuchBucket")
        return key

    def _answer(self, body: bytes) -> tuple[int, Mapping[str, str], bytes]:
        self._check_signature(body)
        key, query = self._key(), dict(parse_qsl(urlsplit(self.path).query, keep_blank_values=True))
        with self.held.lock:
            match self.command:
                case "GET" if not key:
                    return 200, {"Content-Type": "application/xml"}, self._list(query)
                case "GET" | "HEAD":
                    return self._get(key)
                case "PUT" if "uploadId" in query:
                    self.held.parts[query["uploadId"]][int(query["partNumber"])] = body
                    return 200, {"ETag": _etag(body)}, b""
                case "PUT":
                    return self._put(key, body)
                case "POST" if "uploads" in query:
                    upload = uuid4().hex
                    self.held.parts[upload] = {}
                    return 200, {}, _xml("InitiateMultipartUploadResult", Bucket=BUCKET, Key=key, UploadId=upload)
                case "POST":
                    return self._complete(key, query["uploadId"], body)
                case "DELETE" if "uploadId" in query:
                    self.held.parts.pop(query["uploadId"], None)
                    return 204, {}, b""
        raise _Refusal(405, "MethodNotAllowed")

    def _get(self, key: str) -> tuple[int, Mapping[str, str], bytes]:
        content = self.held.objects.get(key)
        if content is None:
            raise _Refusal(404, "NoSuchKey")
        headers = {"ETag": _etag(content), "Last-Modified": "Mon, 11 Mar 2024 12:00:00 GMT", "Accept-Ranges": "bytes"}
        if self.headers.get("If-Match") not in (None, headers["ETag"]):
            raise _Refusal(412, "PreconditionFailed")
        if self.command == "HEAD":
            return 200, {**headers, "Content-Length": str(len(content))}, b""
        wanted = re.fullmatch(r"bytes=(\d+)-(\d*)", self.headers.get("Range") or "")
        if wanted is None:
            return 200, headers, content
        first, last = int(wanted[1]), min(int(wanted[2] or len(content) - 1), len(content) - 1)
        return 206, {**headers, "Content-Range": f"bytes {first}-{last}/{len(content)}"}, content[first : last + 1]

    def _put(self, key: str, body: bytes) -> tuple[int, Mapping[str, str], bytes]:
        if self.headers.get("If-None-Match") == "*" and key in self.held.objects:
            raise _Refusal(412, "PreconditionFailed")
        self.held.objects[key] = body
        self.held.written.append(key)
        return 200, {"ETag": _etag(body)}, b""

    def _complete(self, key: str, upload: str, body: bytes) -> tuple[int, Mapping[str, str], bytes]:
        parts = self.held.parts.get(upload)
        named = [(int(number), etag) for etag, number in re.findall(r"<ETag>([^<]*)</ETag>.*?<PartNumber>(\d+)</PartNumber>", _parts_in_order(body), re.S)]
        if parts is None:
            raise _Refusal(404, "NoSuchUpload")
        if [number for number, _ in named] != sorted(parts) or any(etag.replace("&quot;", '"') != _etag(parts[number]) for number, etag in named):
            raise _Refusal(400, "InvalidPart")
        self.held.objects[key] = b"".join(parts[number] for number in sorted(parts))
        self.held.written.append(key)
        del self.held.parts[upload]
        return 200, {}, _xml("CompleteMultipartUploadResult", Bucket=BUCKET, Key=key, ETag=f'"{uuid4().hex}-{len(named)}"')

    def _list(self, query: Mapping[str, str]) -> bytes:
        after = query.get("continuation-token") or query.get("start-after") or ""
        keys = sorted(key for key in self.held.objects if key.startswith(query.get("prefix", "")) and key > after)
        page = keys[: min(PAGE, int(query.get("max-keys", PAGE)))]
        more = f"<NextContinuationToken>{escape(page[-1])}</NextContinuationToken>" if len(keys) > len(page) else ""
        contents = "".join(
            f"<Contents><Key>{escape(key)}</Key><LastModified>2024-03-11T12:00:00.000Z</LastModified>"
            f"<ETag>{escape(_etag(self.held.objects[key]))}</ETag><Size>{len(self.held.objects[key])}</Size></Contents>"
            for key in page
        )
        return f"<ListBucketResult><Name>{BUCKET}</Name><IsTruncated>{str(bool(more)).lower()}</IsTruncated>{more}{contents}</ListBucketResult>".encode()

    def _check_signature(self, body: bytes) -> None:
        """Of the headers (Signature Version 4), and that the body is what was signed and summed."""
        found = re.fullmatch(
            r"AWS4-HMAC-SHA256 Credential=([^/]+)/(\d{8})/([^/]+)/s3/aws4_request, ?SignedHeaders=([^,]+), ?Signature=([0-9a-f]{64})",
            self.headers.get("Authorization") or "",
        )
        if found is None:
            raise _Refusal(403, "AccessDenied")
        key_id, day, region, signed, signature = found.groups()
        if key_id != KEY_ID:
            raise _Refusal(403, "InvalidAccessKeyId")
        if region != REGION:
            raise _Refusal(400, "AuthorizationHeaderMalformed")
        digest = self.headers["x-amz-content-sha256"]
        parts = urlsplit(self.path)
        query = "&".join(f"{quote(name, safe='-_.~')}={quote(value, safe='-_.~')}" for name, value in sorted(parse_qsl(parts.query, keep_blank_values=True)))
        headers = "".join(f"{name}:{' '.join((self.headers[name] or '').split())}\n" for name in signed.split(";"))
        canonical = "\n".join((self.command, quote(unquote(parts.path), safe="/-_.~"), query, headers, signed, digest))
        scope = f"{day}/{region}/s3/aws4_request"
        text = "\n".join(("AWS4-HMAC-SHA256", self.headers["x-amz-date"], scope, sha256(canonical.encode()).hexdigest()))
        key = f"AWS4{SECRET}".encode()
        for step in (day, region, "s3", "aws4_request"):
            key = hmac.digest(key, step.encode(), "sha256")
        if hmac.new(key, text.encode(), "sha256").hexdigest() != signature:
            raise _Refusal(403, "SignatureDoesNotMatch")
        if digest != "UNSIGNED-PAYLOAD" and digest != sha256(body).hexdigest():
            raise _Refusal(400, "XAmzContentSHA256Mismatch")
        checksum = self.headers.get("x-amz-checksum-sha256")
        if checksum is not None:
            self.held.checksums.append(checksum)
            if checksum != b64encode(sha256(body).digest()).decode():
                raise _Refusal(400, "BadDigest")


def _parts_in_order(body: bytes) -> str:
    """The list of parts with each part's ETag before its number, whichever way the client writes them."""
    parts = re.findall(r"<Part>(.*?)</Part>", body.decode(), re.S)
    return "".join(
        f"<ETag>{re.findall(r'<ETag>([^<]*)</ETag>', part)[0]}</ETag><PartNumber>{re.findall(r'<PartNumber>([0-9]+)<', part)[0]}</PartNumber>" for part in parts
    )


def _etag(content: bytes) -> str:
    return f'"{md5(content, usedforsecurity=False).hexdigest()}"'


def _xml(name: str, **values: str) -> bytes:
    return f"<{name}>{''.join(f'<{key}>{escape(value)}</{key}>' for key, value in values.items())}</{name}>".encode()
