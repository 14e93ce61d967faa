"""Mails made to break a reader: none may kill the helper, take over a second of its time or over 64 MB of memory, and every answer
must be sound (wire.decode() checks it). Bombs are built here; a thousand more are our own mails, torn and twisted."""
import base64
import glob
import os
import random
import sys

sys.path.insert(0, os.path.dirname(os.path.abspath(__file__)))
import wire
import lib

HERE = os.path.dirname(os.path.abspath(__file__))
MIB = 1024 * 1024
MOST = 32 * MIB  # more is not sent (READER_MOST)
SECONDS, MEMORY_KIB = 1.0, 64 * 1024
TORN = 1200

HEAD = b"From: a@example.jp\nMessage-ID: <1>\nMIME-Version: 1.0\n"
HTML = HEAD + b"Content-Type: text/html; charset=utf-8\n\n"
PLAIN = HEAD + b"Content-Type: text/plain; charset=%s\n\n"
MIXED = HEAD + b"Content-Type: multipart/mixed; boundary=b\n\n"


def fill(piece, size=MOST, head=b"", tail=b""):
    room = size - len(head) - len(tail)
    return head + (piece * (room // len(piece) + 1))[:room] + tail


def nested(count, kind=b"multipart/mixed"):
    parts = [HEAD, b"Content-Type: %s; boundary=b0\n\n" % kind]
    for i in range(count):
        parts.append(b"--b%d\nContent-Type: %s; boundary=b%d\n\n" % (i, kind, i + 1))
    return b"".join(parts) + b"text"


def nested_messages(count):
    return HEAD + b"Content-Type: message/rfc822\n\n" + b"Subject: x\nContent-Type: message/rfc822\n\n" * count + b"text"


def bombs():
    """(name, mail, what must be found)"""
    one = b"--b\nContent-Type: text/plain\n\nx\n"
    yield "nothing but letters", fill(b"a"), set()
    yield "nothing but NULs", fill(b"\0"), {"control-characters"}
    yield "nothing but line ends", fill(b"\n"), set()
    yield "nothing but escapes", fill(b"\x1b$B"), set()
    yield "random bytes", random.Random(1).randbytes(MOST), set()
    yield "10 MB lines", fill(b"x" * (10 * MIB) + b"\n", head=PLAIN % b"utf-8"), {"cut-short"}
    yield "NULs in a body", fill(b"a\0", head=PLAIN % b"utf-8"), {"cut-short", "control-characters"}
    yield "a header of 1 MB", HEAD + b"Subject: " + b"s" * MIB + b"\n\nbody\n", {"cut-short"}
    yield "a header without end", fill(b"s", head=HEAD + b"Subject: "), {"cut-short"}
    yield "a folded header without end", fill(b"\n x", head=HEAD + b"Subject: "), {"cut-short"}
    yield "a content type without end", fill(b"x; ", head=HEAD + b"Content-Type: multipart/mixed; "), set()
    yield "headers without end", fill(b"X-A: b\n", head=HEAD), {"cut-short"}
    yield "content headers without end", fill(b"Content-X: b\n", head=HEAD), {"cut-short"}
    yield "headers of a part without end", fill(b"X-A: b\n", head=MIXED + b"--b\n"), {"cut-short"}
    yield "headers of a message without end", fill(b"X-A: b\n", head=MIXED + b"--b\nContent-Type: message/rfc822\n\n"), {"cut-short"}
    yield "encoded words without end", fill(b"=?utf-8?B?4pyT?= ", 8 * MIB, head=HEAD + b"Subject: "), {"cut-short"}
    yield "unclosed encoded words", fill(b"=?a?b?", 64 * 1024, head=HEAD + b"Subject: "), set()
    yield "500 such headers", HEAD + b"".join(b"X-%d: " % i + b"=?a?b?" * 10000 + b"\n" for i in range(500)) + b"\n", {"cut-short"}
    yield "parameters without end", fill(b"name*0*=a; ", 60 * 1024, head=MIXED + b"--b\nContent-Type: image/png; "), set()
    yield "20,000 parts within each other", nested(20000), {"too-many-parts"}
    yield "20,000 alternatives within each other", nested(20000, b"multipart/alternative"), {"too-many-parts"}
    yield "20,000 messages within each other", nested_messages(20000), {"too-many-parts"}
    yield "2,000 parts within each other", nested(2000), {"too-many-parts"}
    yield "1,000,000 parts", fill(one, head=MIXED), {"too-many-parts"}
    yield "1,900 parts with names", MIXED + b"--b\nContent-Type: a/b; name=\"n\"\n\nx\n" * 1900, {"cut-short"}
    yield "1,900 parts with 200 headers", MIXED + (b"--b\n" + b"X-A: b\n" * 200 + b"\nx\n") * 1900, {"cut-short"}
    yield "1,900 parts with long headers", MIXED + (b"--b\nX-A: " + b"b" * 15000 + b"\n\nx\n") * 1900, {"cut-short"}
    yield "only boundaries", fill(b"--b\n", head=MIXED), {"too-many-parts"}
    yield "almost boundaries", fill(b"--c\n", head=MIXED), {"too-many-parts"}
    yield "a boundary of 1 MB", HEAD + b"Content-Type: multipart/mixed; boundary=" + b"b" * MIB + b"\n\n--" + b"b" * MIB + b"\n\nx", set()
    encoded = HEAD + b"Content-Type: text/html\nContent-Transfer-Encoding: %s\n\n"
    yield "base64 without end", fill(base64.b64encode(b"<b>" * 19) + b"\n", head=encoded % b"base64"), {"cut-short"}
    yield "quoted-printable without end", fill(b"=3Cb=3E=\n", head=encoded % b"quoted-printable"), {"cut-short"}
    yield "broken quoted-printable", fill(b"=", head=encoded % b"quoted-printable"), {"cut-short"}
    yield "uuencode without end", fill(b"M" + b"`" * 60 + b"\n", head=encoded % b"uuencode" + b"begin 644 x\n"), set()
    yield "an attachment without end", fill(b"QUJD" * 19 + b"\n", head=MIXED + b"--b\nContent-Type: a/b\nContent-Transfer-Encoding: base64\n\n"), {"torn"}
    for charset in (b"iso-2022-jp", b"shift_jis", b"euc-jp", b"gb18030", b"big5", b"euc-kr", b"utf-8", b"utf-16", b"utf-7", b"x"):
        for piece in (b"\x81", b"\xff", b"\x1b$B!", b"\x8f\xa1", b"+", b"\xd8\x00"):
            yield "%s of %r" % (charset.decode(), piece), fill(piece, 5 * MIB, head=PLAIN % charset), set()
    for piece in (b"<b>", b"</b>", b"<", b"<!--", b"<!-- -", b"-->", b"<a href=x>", b"<a href=\"https://x.example/\">y</a>", b"&", b"&amp;", b"&#",
                  b"&#x1F600;", b"<p>", b"<table><tr><td>", b"</td>", b"<style>p{", b"<style>.a{color:red}</style>", b"<div class='a b c d e f'>",
                  b"<div style='display:none'>", b"<font color=white>x", b"<x y=", b"<x y='", b"<x a b c d e f g h i j k l m n o p q r s t u v w x y z>",
                  b"<script>", b"</script", b"<textarea>", b"<title></titl", b"<form action=x>", b"<meta http-equiv=refresh content='0;url=x'>",
                  b"<base href='https://a.example/b/'><a href=c>", b"<ul><li>", b"<svg><a><p><a>", b"<option>", b"<button>", b"<img alt='x y'>", b"\n",
                  b"<pre>\n", b"x ", b"<div style='font-size:50%'>x"):
        yield "HTML of %r" % piece, fill(piece, 6 * MIB, head=HTML), set()
    yield "classes without end", fill(b"a ", 3 * MIB, head=HTML + b"<style>.a{color:red}</style><p class='"), set()
    yield "rules without end", fill(b".a%d{color:red}p,a,b,i{x:y}", 3 * MIB, head=HTML + b"<style>"), set()
    yield "declarations without end", fill(b"color:red;", 3 * MIB, head=HTML + b"<p style='"), set()
    yield "comments in CSS", fill(b"/*", 3 * MIB, head=HTML + b"<style>"), set()
    yield "labels without end", fill("件名: x\n差出人: y\n".encode(), 8 * MIB), {"cut-short"}
    yield "labels without values", fill("件名:\n\n".encode(), 1 * MIB), set()
    yield "an address without end", fill(b"<a@b> ", 64 * 1024, head=HEAD + b"From: "), set()
    yield "comments in an address", fill(b"(", 64 * 1024, head=HEAD + b"From: "), set()


def seeds():
    found = []
    for path in sorted(glob.glob(os.path.join(HERE, "*.eml"))):
        with open(path, "rb") as f:
            found.append(f.read())
    return found


def tear(r, mails):
    """One of our mails with bytes changed, cut out, doubled, and pieces of others put in."""
    mail = bytearray(r.choice(mails))
    for _ in range(r.randint(1, 8)):
        at, size = r.randint(0, len(mail)), r.randint(1, 60)
        kind = r.randint(0, 5)
        if kind == 0:
            mail[at:at + size] = b""
        elif kind == 1:
            mail[at:at] = r.randbytes(size)
        elif kind == 2:
            mail[at:at] = mail[at:at + size] * r.randint(1, 50)
        elif kind == 3 and at < len(mail):
            mail[at] = r.randint(0, 255)
        elif kind == 4:
            other = r.choice(mails)
            begin = r.randint(0, len(other))
            mail[at:at] = other[begin:begin + r.randint(0, 400)]
        else:
            del mail[at:]
            mail += r.choice([b"", b"\n--B\n", b"<", b"=?utf-8?B?", b"\x1b$B", b"&#", b"\xe3\x81", b"\r\n\r\n"])
    return bytes(mail)


class Watched:
    """A helper whose time and memory are looked at after every mail."""

    def __init__(self):
        self.helper = wire.Helper()
        self.used = self.seconds()

    def seconds(self):
        with open("/proc/%d/stat" % self.helper.process.pid, encoding="ascii", errors="replace") as f:
            fields = f.read().rsplit(")", 1)[1].split()
        return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")

    def memory(self):
        with open("/proc/%d/status" % self.helper.process.pid, encoding="ascii", errors="replace") as f:
            return next(int(line.split()[1]) for line in f if line.startswith("VmHWM"))

    def read(self, name, mail):
        try:
            m = self.helper.read(mail)
        except wire.Died:
            raise AssertionError("%s: the helper died: status %d" % (name, self.helper.process.wait()))
        now = self.seconds()
        took, self.used = now - self.used, now
        if not lib.UNDER_ASAN:  # which is slower and larger by itself
            lib.check(took <= SECONDS, "%s: %.2f s" % (name, took))
            lib.check(self.memory() <= MEMORY_KIB, "%s: %d KiB" % (name, self.memory()))
        return m, took


def test_walls_stand():
    h = wire.Helper()
    walls = h.walls
    with open("/proc/%d/status" % h.process.pid, encoding="ascii", errors="replace") as f:
        status = dict(line.rstrip("\n").split(":\t", 1) for line in f if ":\t" in line)
    h.end()
    lib.equal(status["NoNewPrivs"], "1", "NoNewPrivs")
    if walls & wire.SECCOMP:
        lib.equal(status["Seccomp"], "2", "Seccomp")
    lib.check(walls & wire.LIMITS or lib.UNDER_ASAN, "no limits")
    if not walls & wire.LANDLOCK or not walls & wire.SECCOMP:
        raise lib.Skip("no Landlock or no seccomp in this kernel or build: walls %d" % walls)


def test_bombs():
    faults, count, watched = [], 0, None
    for name, mail, wanted in bombs():
        count += 1
        lib.check(len(mail) <= MOST, name)
        try:
            watched = watched or Watched()
            m, _ = watched.read(name, mail)
            if not wanted <= m["findings"]:
                faults.append("%s: found %s" % (name, sorted(m["findings"])))
        except AssertionError as fault:
            faults.append(str(fault))
            watched = None
    lib.check(not faults, "\n".join(faults))
    lib.check(count > 100, "only %d bombs" % count)


def test_torn_mails():
    r, mails, watched = random.Random(20260212), seeds(), Watched()
    for i in range(TORN):
        watched.read("torn mail %d" % i, tear(r, mails))


def test_every_cut():
    """Each of our mails, ending at every byte."""
    watched = Watched()
    for mail in seeds():
        for end in range(0, len(mail), 1 if not lib.UNDER_ASAN else 7):
            watched.read("cut at %d" % end, mail[:end])


if __name__ == "__main__":
    lib.main(lib.tests_of(sys.modules[__name__]))
