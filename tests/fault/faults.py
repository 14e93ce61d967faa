"""A whole case walked while shim.c makes one thing go wrong: the driver, and what is found afterwards."""
import os
import re
import select
import sqlite3
import subprocess
import sys
import time
from concurrent.futures import ThreadPoolExecutor

HERE = os.path.dirname(os.path.abspath(__file__))
sys.path.insert(0, os.path.dirname(HERE))
from lib import BIN, DEFAULT_NOW, ROOT, UNDER_ASAN, Home, Skip, check, equal  # noqa: E402

SURE = os.environ.get("KAKEKOMI_SURE") == "1"
SHIM = os.path.join(os.path.dirname(BIN), "fault", "shim.so")
PROMPT = b"> "
REFUSED = re.compile("まだ記録できていません|空きがありません|書けませんでした|Cannot allocate memory")  # said before the same question comes again
# A card typed in: a question, several choices, a brand, a step with its line, a note, done, later, a correction, a passage read.
LINES = ["4", "1,2", "1", "ANA", "1", "1", "受付 8841 山田さん", "n", "折り返しを待つ", "d", "新しい番号で、3日後に届く", "l", "明日",
         "b", "x", "1", "2", "c", "", "q"]


def shim():
    if UNDER_ASAN:
        raise Skip("the sanitizers have an allocator of their own")
    os.makedirs(os.path.dirname(SHIM), exist_ok=True)
    source = os.path.join(HERE, "shim.c")
    if not os.path.exists(SHIM) or os.path.getmtime(SHIM) < os.path.getmtime(source):
        beside = "%s.%d" % (SHIM, os.getpid())
        subprocess.run(["cc", "-std=c17", "-D_GNU_SOURCE", "-Wall", "-Wextra", "-Werror", "-O2", "-shared", "-fPIC", "-o", beside, source],
                       check=True)
        os.rename(beside, SHIM)
    return SHIM


def stored(db):
    """How many entries are on disk just now; nothing is written or rolled back."""
    if not os.path.exists(db) or not os.path.getsize(db):
        return 0
    connection = sqlite3.connect("file:%s?mode=ro" % db, uri=True, timeout=10)
    try:
        return connection.execute("SELECT count(*) FROM entries").fetchone()[0]
    except sqlite3.OperationalError:
        return 0
    finally:
        connection.close()


class Walk:
    """LINES given one by one, each when its prompt stands there. `clean`, a walk without a fault, lets a refused answer be given again."""

    def __init__(self, fault, clean=None, log=None):
        self.fault, self.clean, self.prompts, self.after, self.refused = fault, clean, [], [], 0
        with Home() as h:
            env = h.env(DEFAULT_NOW, FAULT=fault, FAULT_IN="kakekomi", FAULT_COUNT=h.path("count"), FAULT_LOG=log, LD_PRELOAD=shim())
            p = subprocess.Popen([BIN, "--db", h.db, "start"], cwd=ROOT, env=env, stdin=subprocess.PIPE, stdout=subprocess.PIPE,
                                 stderr=subprocess.PIPE)
            try:
                self.drive(p, h)
                self.err = p.stderr.read().decode("utf-8", "replace")
                self.status = p.wait(60)
            finally:
                p.kill()
                p.wait()
                for pipe in (p.stdin, p.stdout, p.stderr):
                    try:
                        pipe.close()
                    except BrokenPipeError:
                        pass
            self.counts = [int(n) for n in open(h.path("count")).read().split()] if os.path.exists(h.path("count")) else None
            self.entries = self.look(h)
            if log:
                with open(h.db, "rb") as f:
                    self.bytes = f.read()
                self.dir = h.dir

    def drive(self, p, h):
        """`prompts` gets what stood before each prompt, `acknowledged` the entries that had been there when the last one came."""
        next_line, piece, end = 0, b"", time.time() + 60
        self.acknowledged = 0
        while True:
            check(time.time() < end, "%s: hangs after %r" % (self.fault, piece[-300:]))
            if not select.select([p.stdout], [], [], 1)[0]:
                continue
            data = os.read(p.stdout.fileno(), 65536)
            piece += data
            if not data:
                self.rest = piece.decode("utf-8", "replace")
                return
            if not piece.endswith(b"\n" + PROMPT):
                continue
            text, piece = piece.decode("utf-8"), b""
            if not self.clean:
                self.after.append(stored(h.db))
            if REFUSED.search(text):
                self.refused += 1
                next_line = self.place_of(text, next_line - 1)
            elif self.clean and next_line < len(self.clean.after):
                self.acknowledged = self.clean.after[next_line]
            self.prompts.append(text)
            if next_line == len(LINES) or self.refused > 30:
                p.stdin.close()
                continue
            try:
                p.stdin.write((LINES[next_line] + "\n").encode())
                p.stdin.flush()
            except BrokenPipeError:
                pass
            next_line += 1

    def place_of(self, text, last):
        """Where in the clean walk the question stands that was asked again: the last one answered, or the one it belongs to."""
        for k in range(last, -1, -1):
            if self.clean.prompts[k][-20:] == text[-20:]:
                return k
        raise AssertionError("%s: asked again: %r" % (self.fault, text[-200:]))

    def look(self, h):
        """What a run without a fault finds: the chain holds, and the case goes on."""
        if not os.path.exists(h.db) or not stored_after_all(h):
            return []
        case = h.json("list", "--json")[0]["case"]
        verify = h.run("verify", case)
        equal(verify.returncode, 0, "%s: verify: %s" % (self.fault, verify.stdout + verify.stderr))
        resumed = h.run("resume", case, lines=["q"])
        equal(resumed.returncode, 0, "%s: resume: %s" % (self.fault, resumed.stderr))
        return [(e["kind"], e["step"], e["outcome"], e["text"]) for e in h.json("print", case, "--format", "json")["entries"]]


def stored_after_all(h):
    """The next start rolls back what was begun; then there is a case or there is none."""
    listed = h.run("list", "--json")
    check(listed.returncode in (0, 66), "list: %d %s" % (listed.returncode, listed.stderr))
    return listed.returncode == 0 and listed.stdout.strip() != "[]"


def each(faults, clean, judge):
    with ThreadPoolExecutor(os.cpu_count() or 2) as pool:
        for walk in pool.map(lambda fault: Walk(fault, clean), faults):
            judge(walk)
