"""A person at a terminal: the program on a pseudo-terminal of a given width, keys typed, text read."""
import fcntl
import os
import pty
import re
import select
import signal
import struct
import termios
import time
import unicodedata

from lib import BIN, DEFAULT_NOW, UNDER_ASAN

PATIENCE = 60 if UNDER_ASAN else 20
ESCAPES = re.compile(r"\x1b\[[0-9;?]*[A-Za-z]|\x1b[=>]|\x1b\][^\x07]*\x07")


def columns(text, ambiguous=1):
    widths = {"W": 2, "F": 2, "A": ambiguous}
    return sum(0 if unicodedata.combining(c) else widths.get(unicodedata.east_asian_width(c), 1) for c in text)


class Terminal:
    def __init__(self, home, *args, width=80, rows=50, now=DEFAULT_NOW, db=True, preexec=None, **env):
        command = [BIN] + (["--db", home.db] if db else []) + list(args)
        environment = home.env(now, **env)
        self.pid, self.fd = pty.fork()
        if self.pid == 0:
            try:
                fcntl.ioctl(0, termios.TIOCSWINSZ, struct.pack("HHHH", rows, width, 0, 0))
                if preexec:
                    preexec()
                os.execve(BIN, command, environment)
            finally:
                os._exit(127)
        self.text = ""
        self.raw = b""
        self.seen = 0
        self.status = None

    def _read(self, wait):
        ready, _, _ = select.select([self.fd], [], [], wait)
        if not ready:
            return False
        try:
            data = os.read(self.fd, 65536)
        except OSError:
            return None
        if not data:
            return None
        self.raw += data
        self.text = ESCAPES.sub("", self.raw.decode("utf-8", "replace")).replace("\r\n", "\n").replace("\r", "")
        return True

    def expect(self, words):
        """Waits until the words have come since the last expect(); returns the text up to and with them."""
        end = time.time() + PATIENCE
        while words not in self.text[self.seen:]:
            if time.time() > end or self._read(0.2) is None:
                raise AssertionError("waited for %r, saw %r" % (words, self.text[self.seen:][-1500:]))
        at = self.text.index(words, self.seen) + len(words)
        part, self.seen = self.text[self.seen:at], at
        return part

    def send(self, text):
        os.write(self.fd, text.encode("utf-8"))

    def answer(self, line, wanted="> "):
        """Types a line and waits for the next prompt."""
        self.expect("> ")
        self.send(line + "\r")

    def resize(self, width):
        fcntl.ioctl(self.fd, termios.TIOCSWINSZ, struct.pack("HHHH", 50, width, 0, 0))

    def kill(self, number):
        os.kill(self.pid, number)

    def end(self):
        """Reads to the end; returns the rest of the text. The exit status is in .status."""
        end = time.time() + PATIENCE
        while time.time() < end:
            if self._read(0.2) is None:
                break
            done, status = os.waitpid(self.pid, os.WNOHANG)
            if done:
                while self._read(0.1):
                    pass
                self.status = status
                break
        else:
            os.kill(self.pid, signal.SIGKILL)
            raise AssertionError("did not end; saw %r" % self.text[-1500:])
        if self.status is None:
            self.status = os.waitpid(self.pid, 0)[1]
        os.close(self.fd)
        return self.text[self.seen:]

    def modes(self):
        return termios.tcgetattr(self.fd)[3] & (termios.ICANON | termios.ECHO | termios.ISIG)
