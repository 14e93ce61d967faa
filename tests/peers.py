"""Peers on the loopback for what goes out: a certificate authority of the test's own, an HTTPS server that behaves as told, and a mail
server (python3-aiosmtpd, a process of Debian's own Python)."""
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
