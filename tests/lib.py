"""What the Python tests share: running the program with a scratch home, and reporting one line a test."""
import json
import os
import random
import shutil
import subprocess
import sys
import tempfile
import traceback

ROOT = os.path.dirname(os.path.dirname(os.path.abspath(__file__)))
BIN = os.environ.get("KAKEKOMI_BIN", os.path.join(ROOT, "build", "kakekomi"))
UNDER_ASAN = os.environ.get("KAKEKOMI_BUILD") == "asan"
DEFAULT_NOW = "2026-02-12T10:42:00+09:00"  # a Thursday, desks open


class Skip(Exception):
    """Raised by a test that cannot run here; printed, never silent."""


def new_folder(prefix):
    """Its letters make no word for a secret: what stands behind "pw" or "pin" would be cut out of error lines."""
    path = os.path.join(tempfile.gettempdir(), prefix + "".join(random.choices("abcdefgh", k=14)))
    os.mkdir(path, 0o700)
    return path


class Home:
    """A scratch home with its own casebook; removed at the end of the test."""

    def __init__(self):
        self.dir = new_folder("kakekomi-test-")
        self.db = os.path.join(self.dir, "casebook.db")

    def __enter__(self):
        return self

    def __exit__(self, *_):
        shutil.rmtree(self.dir, ignore_errors=True)

    def path(self, name):
        return os.path.join(self.dir, name)

    def env(self, now=DEFAULT_NOW, **more):
        env = {k: v for k, v in os.environ.items() if k in ("PATH", "ASAN_OPTIONS", "UBSAN_OPTIONS", "TMPDIR")}
        env.update(HOME=self.dir, XDG_DATA_HOME=self.path("data"), INPUTRC="/dev/null", TERM="xterm", LANG="ja_JP.UTF-8")
        if now:
            env["KAKEKOMI_NOW"] = now
        env.update({k: v for k, v in more.items() if v is not None})
        return env

    def run(self, *args, lines=None, now=DEFAULT_NOW, db=True, **more):
        """Runs kakekomi; `lines` become its standard input. Returns the finished process with text output."""
        command = [BIN] + (["--db", self.db] if db else []) + list(args)
        text = "".join(line + "\n" for line in lines) if lines is not None else ""
        return Done(subprocess.run(command, input=text.encode("utf-8"), capture_output=True, env=self.env(now, **more), timeout=120))

    def json(self, *args, **more):
        done = self.run(*args, **more)
        check(done.returncode == 0, "status %d: %s" % (done.returncode, done.stderr))
        return json.loads(done.stdout)


class Done:
    def __init__(self, p):
        self.returncode = p.returncode
        self.stdout = p.stdout.decode("utf-8")
        self.stderr = p.stderr.decode("utf-8", "replace")


def check(condition, message):
    if not condition:
        raise AssertionError(message)


def equal(got, wanted, what=""):
    if got != wanted:
        raise AssertionError("%s: got %r, wanted %r" % (what or "value", got, wanted))


def in_order(wanted, got):
    """The first of `wanted` that does not come in `got` in this order, or None."""
    rest = iter(got)
    for w in wanted:
        if w not in rest:
            return w
    return None


def main(tests):
    """Runs (name, function) pairs and prints "ok NAME" or "not ok NAME"."""
    if not os.path.exists(BIN):
        sys.exit("no program at %s: build it first" % BIN)
    failed = 0
    for name, function in tests:
        try:
            function()
            print("ok %s" % name, flush=True)
        except Skip as reason:
            print("ok %s # skip %s" % (name, reason), flush=True)
        except Exception:  # a test may fail in any way; the rest still runs
            failed += 1
            print("not ok %s" % name)
            traceback.print_exc(file=sys.stdout)
            sys.stdout.flush()
    sys.exit(1 if failed else 0)


def tests_of(module):
    return [(n, f) for n, f in sorted(vars(module).items()) if n.startswith("test_") and callable(f)]
