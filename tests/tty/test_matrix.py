"""Every prompt of a walk × {resize, Ctrl-C, Ctrl-\\, hang-up, HUP, TERM} × widths × locales, in the middle of a typed line: the terminal is as
it was, what was answered is saved and nothing else, and the case goes on. A sample in tests/run, all of it with KAKEKOMI_SURE=1."""
import fcntl
import itertools
import os
import pty
import random
import select
import signal
import struct
import subprocess
import sys
import termios
import time

sys.path.insert(0, os.path.dirname(os.path.dirname(os.path.abspath(__file__))))
from lib import BIN, UNDER_ASAN, Home, check, equal, main, tests_of  # noqa: E402
from terminal import PATIENCE  # noqa: E402

SURE = os.environ.get("KAKEKOMI_SURE") == "1"
LINES = ["4", "1,2", "1", "ANA", "1", "1", "受付 8841 山田さん", "n", "折り返しを待つ", "d", "新しい番号で、3日後に届く", "l", "明日", "b", "x", "1", "2", "c", ""]
WIDTHS = (40, 57, 80, 132, 200)
LOCALES = ("ja_JP.UTF-8", "C", "xx_XX.nothing")
DEEDS = {
    "resize": None,
    "ctrl-c": lambda s: os.write(s.master, b"\x03"),
    "ctrl-backslash": lambda s: os.write(s.master, b"\x1c"),
    "hang-up": lambda s: os.close(s.master),
    "hup": lambda s: s.program.send_signal(signal.SIGHUP),
    "term": lambda s: s.program.send_signal(signal.SIGTERM),
}


class Seat:
    """A program on a terminal of its own whose other end stays open here, so that its modes can be seen afterwards."""

    def __init__(self, home, width, locale):
        self.master, self.slave = pty.openpty()
        self.resize(width)
        self.modes = termios.tcgetattr(self.slave)
        self.seen = b""
        self.program = subprocess.Popen([BIN, "--db", home.db, "start"], stdin=self.slave, stdout=self.slave, stderr=self.slave,
                                        env=home.env(LANG=locale, LC_ALL=locale), start_new_session=True,
                                        preexec_fn=lambda: fcntl.ioctl(0, termios.TIOCSCTTY, 0))

    def resize(self, width):
        fcntl.ioctl(self.slave, termios.TIOCSWINSZ, struct.pack("HHHH", 50, width, 0, 0))

    def read(self, wait):
        if not select.select([self.master], [], [], wait)[0]:
            return False
        try:
            self.seen += os.read(self.master, 65536)
        except OSError:
            return False
        return True

    def wait_for_prompt(self):
        """A prompt stands there: nothing behind it, and its question before it."""
        end = time.time() + PATIENCE
        while not (self.seen.endswith(b"> ") and b"\n" in self.seen):
            check(time.time() < end and self.program.poll() is None, "no prompt after %r" % self.seen[-300:])
            self.read(0.2)
        while self.read(0):
            pass

    def type(self, line):
        self.seen = b""
        os.write(self.master, line.encode() + b"\r")
        end = time.time() + PATIENCE
        while b"\n" not in self.seen:  # the echo of Enter: what comes now is new
            check(time.time() < end, "no echo")
            self.read(0.2)

    def end(self, open_still):
        end = time.time() + PATIENCE
        while self.program.poll() is None:
            check(time.time() < end, "does not end: %r" % self.seen[-300:].decode("utf-8", "replace"))
            self.read(0.02) if open_still else time.sleep(0.02)
        return self.program.returncode

    def close(self):
        if self.program.poll() is None:
            self.program.kill()
        self.program.wait()
        for fd in (self.master, self.slave):
            try:
                os.close(fd)
            except OSError:
                pass


def kept(home):
    done = home.run("list", "--json")
    if done.returncode == 66 or done.stdout.strip() == "[]":
        return []
    case = home.json("list", "--json")[0]["case"]
    equal(home.run("verify", case).returncode, 0, "verify")
    equal(home.run("resume", case, lines=["q"]).returncode, 0, "resume")
    return [(e["kind"], e["step"], e["outcome"], e["text"]) for e in home.json("print", case, "--format", "json")["entries"]]


def walk(prompt, deed, width, locale):
    """Answers up to the prompt, types half a line, does the deed. Returns what is on record."""
    with Home() as h:
        s = Seat(h, width, locale)
        try:
            for line in LINES[:prompt]:
                s.wait_for_prompt()
                s.type(line)
            s.wait_for_prompt()
            if deed is None or deed == "resize":
                if deed:
                    for other in (200, 41, width):
                        s.resize(other)
                        s.program.send_signal(signal.SIGWINCH)
                        s.read(0.03)
                os.write(s.master, b"\x04")
            else:
                os.write(s.master, "途中".encode())
                s.read(0.03)
                DEEDS[deed](s)
            status = s.end(deed != "hang-up")
            check(status == 0 or deed == "hang-up" and status in (0, 74, -signal.SIGHUP), "status %s" % status)
            if deed != "hang-up":
                equal(termios.tcgetattr(s.slave)[:6], s.modes[:6], "the terminal's modes")
        finally:
            s.close()
        return kept(h)


CLEAN = {}


def clean(prompt):
    if prompt not in CLEAN:
        CLEAN[prompt] = walk(prompt, None, 80, "ja_JP.UTF-8")
    return CLEAN[prompt]


def matrix(deed):
    def test():
        every = list(itertools.product(range(len(LINES) + 1), WIDTHS, LOCALES))
        if not SURE:
            every = random.Random(deed).sample(every, 6 if UNDER_ASAN else 12)
        for prompt, width, locale in every:
            where = "%s at prompt %d, %d columns, %s" % (deed, prompt, width, locale)
            try:
                got = walk(prompt, deed, width, locale)
            except AssertionError as e:
                raise AssertionError("%s: %s" % (where, e)) from e
            equal(got, clean(prompt), where)
    return test


def all_tests():
    return tests_of(sys.modules[__name__]) + [("test_%s_at_every_prompt" % deed, matrix(deed)) for deed in DEEDS]


if __name__ == "__main__":
    main(all_tests())
