"""Speaks with the helper program kakekomi-mail as app/mail/reader.c does (app/mail/wire.h), for tests that want to see its memory
and its time."""
import os
import struct
import subprocess
import sys

sys.path.insert(0, os.path.dirname(os.path.dirname(os.path.abspath(__file__))))
import lib

HELPER = os.path.join(os.path.dirname(lib.BIN), "kakekomi-mail")
FORMS = ["mail", "pasted-mail", "pasted-text"]
FINDINGS = ["broke-reader", "cut-short", "too-many-parts", "bad-charset", "foreign-charset", "hidden-text", "control-characters",
            "invisible-characters", "form", "script", "torn"]
LINKS = ["href", "text", "form", "image-map", "meta"]
LANDLOCK, SECCOMP, LIMITS = 1, 2, 4


class Died(Exception):
    pass


class Helper:
    def __init__(self, program=HELPER):
        env = {k: v for k, v in os.environ.items() if k in ("ASAN_OPTIONS", "UBSAN_OPTIONS")}
        self.process = subprocess.Popen([program], stdin=subprocess.PIPE, stdout=subprocess.PIPE, env=env)
        hello = self.take(5)
        lib.equal(struct.unpack(">I", hello[:4])[0], 0x6B616D32, "hello")
        self.walls = hello[4]

    def take(self, size):
        data = self.process.stdout.read(size)
        if len(data) < size:
            raise Died()
        return data

    def ask(self, mail):
        try:
            self.process.stdin.write(struct.pack(">I", len(mail)) + mail)
            self.process.stdin.flush()
        except BrokenPipeError:
            raise Died()
        return self.take(struct.unpack(">I", self.take(4))[0])

    def read(self, mail):
        return decode(self.ask(mail))

    def end(self):
        """Closes it; returns its wait status and its largest memory in KiB."""
        self.process.stdin.close()
        self.process.stdout.close()
        _, status, used = os.wait4(self.process.pid, 0)
        self.process.returncode = status
        return status, used.ru_maxrss


class Reader:
    def __init__(self, data):
        self.data, self.at = data, 0

    def number(self, size):
        lib.check(self.at + size <= len(self.data), "the answer ends early")
        n = int.from_bytes(self.data[self.at:self.at + size], "big")
        self.at += size
        return n

    def text(self):
        size = self.number(4)
        lib.check(self.at + size <= len(self.data), "a text reaches beyond the answer")
        text = self.data[self.at:self.at + size].decode("utf-8")
        lib.check("\0" not in text, "a NUL in a text")
        self.at += size
        return text


def decode(data):
    r, m = Reader(data), {"headers": [], "links": [], "attachments": [], "findings": set(), "date": 0, "html": False}
    for key in ("subject", "text", "plain", "hidden"):
        m[key] = ""
    for key in ("from", "reply_to", "return_path", "to"):
        m[key] = ("", "")
    while True:
        tag = r.number(1)
        if tag == 0:
            break
        if tag == 1:
            m["form"] = FORMS[r.number(1)]
        elif tag == 2:
            bits = r.number(4)
            m["findings"] = {name for i, name in enumerate(FINDINGS) if bits >> i & 1}
        elif tag == 3:
            m["date"] = r.number(8)
        elif tag == 4:
            m["html"] = True
        elif tag == 5:
            m["subject"] = r.text()
        elif tag in (6, 7, 8, 9):
            m[("from", "reply_to", "return_path", "to")[tag - 6]] = (r.text(), r.text())
        elif tag in (10, 11, 12):
            m[("text", "plain", "hidden")[tag - 10]] = r.text()
        elif tag == 13:
            m["headers"].append((r.text(), r.text()))
        elif tag == 14:
            flags = r.number(1)
            m["links"].append({"from": LINKS[flags & 15], "image": bool(flags & 16), "hidden": bool(flags & 32),
                               "target": r.text(), "shown": r.text()})
        elif tag == 15:
            size = r.number(8)
            m["attachments"].append((r.text(), r.text(), size))
        else:
            raise AssertionError("tag %d" % tag)
    lib.equal(r.at, len(data), "end of the answer")
    return m
