"""Peers on the loopback for what goes out: a certificate authority of the test's own, an HTTPS server that behaves as told, and a mail
server (python3-aiosmtpd, a process of Debian's own Python)."""
import json
import os
import re
import socket
import ssl
import struct
import subprocess
import threading
import time

DAY = 86400


def openssl(*args):
    subprocess.run(["openssl"] + list(args), check=True, capture_output=True)


class Authority:
    """A CA and the certificates it signs, in a folder of the test's."""

    def __init__(self, folder):
        self.folder = folder
        self.ca = os.path.join(folder, "ca.pem")
        self.key = os.path.join(folder, "ca.key")
        openssl("req", "-x509", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:prime256v1", "-nodes", "-keyout", self.key, "-out", self.ca,
                "-subj", "/CN=kakekomi test", "-days", "2")

    def certificate(self, name="localhost", days=2, signed=True):
        """The path of a file with certificate and key. `days` may be in the past."""
        stem = os.path.join(self.folder, "%s-%d-%d" % (name, days, signed))
        key, request, cert, ext = stem + ".key", stem + ".csr", stem + ".crt", stem + ".ext"
        with open(ext, "w") as f:
            f.write("subjectAltName=DNS:%s\n" % name)
        openssl("req", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:prime256v1", "-nodes", "-keyout", key, "-out", request, "-subj", "/CN=" + name)
        signer = ["-CA", self.ca, "-CAkey", self.key, "-CAcreateserial"] if signed else ["-signkey", key]
        if days > 0:
            openssl("x509", "-req", "-in", request, "-out", cert, "-extfile", ext, "-days", str(days), *signer)
        else:
            self.expired(request, cert, ext, days)
        both = stem + ".pem"
        with open(both, "w") as out:
            for path in (cert, key):
                with open(path) as f:
                    out.write(f.read())
        return both

    def expired(self, request, cert, ext, days):
        """openssl x509 signs from now on only; openssl ca takes any time."""
        index, serial, conf = (os.path.join(self.folder, n) for n in ("index.txt", "serial", "ca.cnf"))
        open(index, "w").close()
        with open(serial, "w") as f:
            f.write("4321\n")
        with open(conf, "w") as f:
            f.write("[ca]\ndefault_ca=d\n[d]\ndatabase=%s\nserial=%s\nnew_certs_dir=%s\ndefault_md=sha256\npolicy=p\n[p]\ncommonName=supplied\n"
                    % (index, serial, self.folder))

        def stamp(at):
            return time.strftime("%Y%m%d%H%M%SZ", time.gmtime(at))

        openssl("ca", "-batch", "-config", conf, "-in", request, "-out", cert, "-cert", self.ca, "-keyfile", self.key, "-extfile", ext,
                "-notext", "-startdate", stamp(time.time() + (days - 2) * DAY), "-enddate", stamp(time.time() + days * DAY))


class Request:
    def __init__(self, line, headers, body):
        self.method, self.path = line.split(" ")[:2]
        self.headers, self.body = headers, body


class Https:
    """Serves each request by `answer(request, send)`; `send` writes bytes. All requests are kept."""

    def __init__(self, certificate, answer, tls=None):
        self.answer, self.requests, self.running = answer, [], True
        self.context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        self.context.load_cert_chain(certificate)
        if tls:
            self.context.set_ciphers("ALL:@SECLEVEL=0")
            self.context.minimum_version = ssl.TLSVersion.TLSv1
            self.context.maximum_version = tls
        self.listener = socket.create_server(("127.0.0.1", 0))
        self.port = self.listener.getsockname()[1]
        self.thread = threading.Thread(target=self.serve, daemon=True)

    def __enter__(self):
        self.thread.start()
        return self

    def __exit__(self, *_):
        self.running = False
        self.listener.shutdown(socket.SHUT_RDWR)
        self.listener.close()
        self.thread.join()

    def url(self, path="/list.csv", host="localhost"):
        return "https://%s:%d%s" % (host, self.port, path)

    def serve(self):
        while self.running:
            try:
                connection, _ = self.listener.accept()
            except OSError:
                return
            threading.Thread(target=self.speak, args=(connection,), daemon=True).start()

    def speak(self, connection):
        try:
            connection.settimeout(30)
            with self.context.wrap_socket(connection, server_side=True) as tls:
                request = self.read(tls)
                if request:
                    self.requests.append(request)
                    self.answer(request, tls.sendall)
                    tls.unwrap()
        except (OSError, ssl.SSLError, ValueError):
            connection.close()  # the client hung up, or was meant to

    @staticmethod
    def read(tls):
        data = b""
        while b"\r\n\r\n" not in data:
            more = tls.recv(65536)
            if not more:
                return None
            data += more
        head, body = data.split(b"\r\n\r\n", 1)
        lines = head.decode("latin-1").split("\r\n")
        headers = {k.lower(): v for k, v in (line.split(": ", 1) for line in lines[1:])}
        while len(body) < int(headers.get("content-length", 0)):
            body += tls.recv(65536)
        return Request(lines[0], headers, body)


def reply(send, status, body=b"", **headers):
    """One whole answer; HEADER_NAME=value become header lines."""
    lines = ["HTTP/1.1 %d Test" % status, "Connection: close"]
    if "Content_Length" not in headers:
        lines.append("Content-Length: %d" % len(body))
    lines += ["%s: %s" % (k.replace("_", "-"), v) for k, v in headers.items()]
    send(("\r\n".join(lines) + "\r\n\r\n").encode() + body)


class Proxy:
    """An HTTP proxy that knows CONNECT; the hosts that were asked for are kept."""

    def __init__(self, allow=True):
        self.allow, self.asked = allow, []
        self.listener = socket.create_server(("127.0.0.1", 0))
        self.port = self.listener.getsockname()[1]
        self.thread = threading.Thread(target=self.serve, daemon=True)

    def __enter__(self):
        self.thread.start()
        return self

    def __exit__(self, *_):
        self.listener.shutdown(socket.SHUT_RDWR)
        self.listener.close()
        self.thread.join()

    def serve(self):
        while True:
            try:
                connection, _ = self.listener.accept()
            except OSError:
                return
            threading.Thread(target=self.speak, args=(connection,), daemon=True).start()

    def speak(self, connection):
        head = b""
        while b"\r\n\r\n" not in head:
            head += connection.recv(4096)
        where = re.match(rb"CONNECT (\S+):(\d+) ", head)
        self.asked.append(where.group(1).decode())
        if not self.allow:
            connection.sendall(b"HTTP/1.1 403 Forbidden\r\nContent-Length: 0\r\n\r\n")
            connection.close()
            return
        peer = socket.create_connection(("127.0.0.1", int(where.group(2))))
        connection.sendall(b"HTTP/1.1 200 OK\r\n\r\n")
        back = threading.Thread(target=self.pump, args=(peer, connection), daemon=True)
        back.start()
        self.pump(connection, peer)
        back.join()

    @staticmethod
    def pump(source, sink):
        try:
            while True:
                data = source.recv(65536)
                if not data:
                    break
                sink.sendall(data)
            sink.shutdown(socket.SHUT_WR)
        except OSError:
            pass  # either side is gone


def reset(connection):
    """Closes with a reset instead of an end."""
    connection.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
    connection.close()


def closed_port():
    """A port on which nobody listens."""
    with socket.create_server(("127.0.0.1", 0)) as s:
        return s.getsockname()[1]


# --- mail ---

DEBIAN_PYTHON = "/usr/bin/python3"

# Runs as a process of its own: aiosmtpd belongs to Debian's Python, which need not be the one the tests run with. Every message that is
# taken becomes a line of JSON on its standard output.
MAIL_SERVER = r'''
import asyncio, json, os, ssl, sys
from aiosmtpd.smtp import SMTP, AuthResult, LoginPassword

how = json.loads(sys.argv[1])
context = None
if how["certificate"]:
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(how["certificate"])


def say(**what):
    print(json.dumps(what), flush=True)


class Handler:
    async def handle_EHLO(self, server, session, envelope, hostname):
        session.host_name = hostname
        say(event="ehlo", name=hostname)
        return "250 HELP"

    async def handle_RCPT(self, server, session, envelope, address, options):
        say(event="rcpt", address=address)
        if how["rcpt"]:
            return how["rcpt"]
        envelope.rcpt_tos.append(address)
        return "250 OK"

    async def handle_DATA(self, server, session, envelope):
        say(event="data", sender=envelope.mail_from, to=envelope.rcpt_tos, tls=session.ssl is not None or how["tls"],
            message=envelope.original_content.decode("utf-8", "surrogateescape"), login=bool(session.authenticated))
        if how["drop"]:
            server.transport.abort()
            return "250 never heard"
        return how["data"] or "250 taken"


def authenticate(server, session, envelope, mechanism, data):
    ok = isinstance(data, LoginPassword) and [data.login.decode(), data.password.decode()] == how["login"]
    return AuthResult(success=ok, handled=ok)


class Cut(SMTP):
    """Hangs up in the middle of a message, or does not answer, when told so."""
    async def smtp_DATA(self, arg):
        if how["hang"]:
            say(event="hang")
            await asyncio.sleep(60)
        if how["cut"]:
            await self.push("354 go on")
            await self._reader.read(100)
            self.transport.abort()
            say(event="cut")
            return
        await super().smtp_DATA(arg)


async def main():
    loop = asyncio.get_running_loop()

    def factory():
        return Cut(Handler(), hostname="mail.test", tls_context=None if how["tls"] else context, require_starttls=bool(context) and not how["tls"],
                   authenticator=authenticate, auth_required=bool(how["login"]), auth_require_tls=not how["tls"], loop=loop)

    server = await loop.create_server(factory, "127.0.0.1", 0, ssl=context if how["tls"] else None)
    say(event="port", port=server.sockets[0].getsockname()[1])
    await server.serve_forever()


asyncio.run(main())
'''


class Mail:
    """A mail server: `rcpt` and `data` are answers instead of 250; `drop` hangs up behind the whole message, `cut` in the middle
    of it; `hang` does not answer DATA."""

    def __init__(self, certificate, tls=False, login=None, rcpt=None, data=None, drop=False, cut=False, hang=False):
        self.events = []
        how = dict(certificate=certificate, tls=tls, login=login, rcpt=rcpt, data=data, drop=drop, cut=cut, hang=hang)
        self.process = subprocess.Popen([DEBIAN_PYTHON, "-c", MAIL_SERVER, json.dumps(how)], stdout=subprocess.PIPE, stderr=subprocess.PIPE)
        line = self.process.stdout.readline()
        if not line:
            raise AssertionError(self.process.stderr.read().decode())
        self.port = json.loads(line)["port"]

    def __enter__(self):
        return self

    def __exit__(self, *_):
        self.end()

    def wait_for(self, event):
        """Reads until it has met that."""
        while True:
            line = self.process.stdout.readline()
            if not line:
                raise AssertionError("no %s came" % event)
            self.events.append(json.loads(line))
            if self.events[-1]["event"] == event:
                return

    def end(self):
        """Stops it; gives what it met, in order."""
        if self.process.poll() is None:
            self.process.terminate()
        out, _ = self.process.communicate(timeout=20)
        self.events += [json.loads(line) for line in out.splitlines()]
        return self.events

    def messages(self):
        return [e for e in self.end() if e["event"] == "data"]
