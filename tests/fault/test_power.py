"""The power goes off: what a casebook did to its files is written down by shim.c, and from it disks are made as they may be found
afterwards: everything that was synced, and of the rest any part, in any order, torn in the middle of a sector or garbage. Every
answer that was acknowledged before must be there, none may be half there, and the file must be sound.

Controls, written by Python's SQLite with settings we do not use, must lose something; else the simulation proves nothing."""
import os
import random
import sqlite3
import struct
import subprocess
import sys
import tempfile

from faults import ROOT, SURE, Walk, check, equal, shim
from lib import main, tests_of

IMAGES = 100_000 if SURE else 20_000
SECTOR = 512


class Files:
    """A directory on a disk: what is surely on it, and what was done since."""

    def __init__(self):
        self.synced, self.pending, self.names, self.moved = {}, {}, {}, []

    # `synced`: inode → bytes on disk; `pending`: inode → writes since its last sync; `names`: name → inode as programs see it;
    # `moved`: changes of names since the directory was synced; `disk`: names on disk.
    def touch(self, name):
        if name not in self.names:
            self.names[name] = len(self.synced)
            self.synced[self.names[name]] = b""
            self.pending[self.names[name]] = []
            self.moved.append(("+", name, self.names[name]))
        return self.names[name]


def apply(data, change):
    if change[0] == "T":
        return data[:change[1]] + b"\0" * (change[1] - len(data))
    _, offset, piece = change
    if len(data) < offset:
        data += b"\0" * (offset - len(data))
    return data[:offset] + piece + data[offset + len(piece):]


class Disk:
    """Follows a log of operations; makes an image of what a crash at this moment may leave."""

    def __init__(self):
        self.now, self.disk = Files(), {}

    def step(self, what, path, offset, data):
        name, f = os.path.basename(path), self.now
        if what in "WT":
            inode = f.touch(name)
            f.pending[inode].append(("T", offset) if what == "T" else ("W", offset, data))
        elif what == "S" and name in f.names:
            inode = f.names[name]
            for change in f.pending[inode]:
                f.synced[inode] = apply(f.synced[inode], change)
            f.pending[inode] = []
        elif what == "S":  # a directory
            self.sync_names(len(f.moved))
        elif what == "U":
            if name in f.names:
                f.moved.append(("-", name, f.names.pop(name)))
        elif what == "R":
            to = os.path.basename(data.decode())
            f.moved.append(("-", name, f.names[name]))
            f.moved.append(("+", to, f.names[name]))
            f.names[to] = f.names.pop(name)

    def sync_names(self, count):
        for sign, name, inode in self.now.moved[:count]:
            if sign == "+":
                self.disk[name] = inode
            else:
                self.disk.pop(name, None)
        del self.now.moved[:count]

    def image(self, r, where):
        """Writes one disk that may be found; the journalling file system keeps changes of names in order."""
        names = dict(self.disk)
        for sign, name, inode in self.now.moved[:r.randint(0, len(self.now.moved))]:
            if sign == "+":
                names[name] = inode
            else:
                names.pop(name, None)
        for name, inode in names.items():
            data = self.now.synced[inode]
            changes, fate = self.now.pending[inode], r.choice(("none", "all", "some", "prefix", "torn"))
            kept = {"none": [], "all": changes, "prefix": changes[:r.randint(0, len(changes))]}.get(fate)
            if kept is None:
                kept = [c for c in changes if r.random() < 0.5]
            for change in kept:
                if fate == "torn" and change[0] == "W" and r.random() < 0.5:
                    data = self.tear(r, data, change)
                else:
                    data = apply(data, change)
            with open(os.path.join(where, name), "wb") as f:
                f.write(data)

    @staticmethod
    def tear(r, data, change):
        """Some sectors of a write arrive, others do not or hold garbage."""
        _, offset, piece = change
        for at in range(0, len(piece), SECTOR):
            part, luck = piece[at:at + SECTOR], r.random()
            if luck < 0.4:
                data = apply(data, ("W", offset + at, part))
            elif luck < 0.6:
                data = apply(data, ("W", offset + at, r.randbytes(len(part))))
        return data


def read_log(path, keep):
    """The operations on files that `keep` names, and "A" for a commit that was acknowledged."""
    steps = []
    with open(path, "rb") as f:
        data = f.read()
    at = 0
    while at < len(data):
        what = chr(data[at])
        path_len, offset, size = struct.unpack_from("=QqQ", data, at + 1)
        at += 25
        name = data[at:at + path_len].decode()
        at += path_len
        if what == "A" or keep(name):
            steps.append((what, name, offset, data[at:at + size]))
        at += size
    return steps


def look(where, name, query):
    """What SQLite finds on such a disk: the rows, or what is wrong."""
    path = os.path.join(where, name)
    if not os.path.exists(path):
        return []
    connection = sqlite3.connect(path)
    try:
        if connection.execute("PRAGMA quick_check").fetchone()[0] != "ok":
            return "corrupt"
        return connection.execute(query).fetchall()
    except sqlite3.OperationalError as e:
        return [] if "no such table" in str(e) else str(e)
    except sqlite3.DatabaseError as e:
        return str(e)
    finally:
        connection.close()


def cut(steps, name, query, images, seed):
    """Pulls the plug `images` times. Returns how many disks lost something acknowledged, and how many were broken."""
    r, lost, broken, made = random.Random(seed), 0, 0, 0
    with tempfile.TemporaryDirectory(dir="/dev/shm" if os.path.isdir("/dev/shm") else None) as where:
        disk, sure, each = Disk(), [], -(-images // len(steps))
        whole = replay(steps, name, query, where)
        for step in steps:
            for _ in range(each):
                clear(where)
                disk.image(r, where)
                rows = look(where, name, query)
                made += 1
                if isinstance(rows, str):
                    broken += 1
                elif rows[:len(sure)] != sure or rows != whole[:len(rows)]:
                    lost += 1
            if step[0] == "A":
                sure = acknowledged(disk, name, query, where)
            else:
                disk.step(*step)
    check(made >= images, "%d images only" % made)
    return lost, broken, len(sure)


def replay(steps, name, query, where):
    disk = Disk()
    for step in steps:
        if step[0] != "A":
            disk.step(*step)
    return acknowledged(disk, name, query, where)


def acknowledged(disk, name, query, where):
    """What programs see just now, with nothing lost."""
    clear(where)
    for file, inode in disk.now.names.items():
        data = disk.now.synced[inode]
        for change in disk.now.pending[inode]:
            data = apply(data, change)
        with open(os.path.join(where, file), "wb") as f:
            f.write(data)
    rows = look(where, name, query)
    check(not isinstance(rows, str), "even without a power cut: %s" % rows)
    return rows


def clear(where):
    for name in os.listdir(where):
        os.unlink(os.path.join(where, name))


ENTRIES = "SELECT e.n, hex(e.seal), c.text, c.body FROM entries e JOIN contents c USING (case_id, n) ORDER BY e.n"


def test_nothing_acknowledged_is_lost():
    with tempfile.TemporaryDirectory() as scratch:
        log = os.path.join(scratch, "log")
        walk = Walk("count", log=log)
        equal(walk.status, 0, walk.err)
        steps = read_log(log, lambda path: path.startswith(walk.dir))
        lost, broken, rows = cut(steps, "casebook.db", ENTRIES, IMAGES, 1)
        print("# %d disks, %d lost an answer, %d were broken" % (IMAGES, lost, broken))
        equal((lost, broken), (0, 0), "of %d disks: lost, broken" % IMAGES)
        equal(rows, len(walk.entries), "acknowledged in the end")


CONTROL = """
import fcntl, sqlite3, sys
c = sqlite3.connect(sys.argv[1], isolation_level=None)
c.execute("PRAGMA journal_mode=" + sys.argv[2])
c.execute("PRAGMA synchronous=" + sys.argv[3])
c.execute("CREATE TABLE t (n INTEGER PRIMARY KEY, x TEXT)")
side = open(sys.argv[1] + ".side", "w")
for n in range(30):
    c.execute("INSERT INTO t VALUES (?, ?)", (n, "x" * 300))
    fcntl.flock(side, fcntl.LOCK_UN)
"""


def control(journal, synchronous):
    with tempfile.TemporaryDirectory() as scratch:
        log, db = os.path.join(scratch, "log"), os.path.join(scratch, "c.db")
        subprocess.run([sys.executable, "-c", CONTROL, db, journal, synchronous], check=True, cwd=ROOT,
                       env={**os.environ, "LD_PRELOAD": shim(), "FAULT_LOG": log})
        steps = read_log(log, lambda path: path.startswith(db) and not path.endswith((".side", "-shm")) or path == scratch)
        return cut(steps, "c.db", "SELECT n, x FROM t ORDER BY n", IMAGES // 5, 2)


def test_wal_with_normal_loses_and_shows_that_this_simulation_can_tell():
    lost, _, _ = control("WAL", "NORMAL")
    print("# %d of %d disks lost something" % (lost, IMAGES // 5))
    check(lost > 0, "nothing was lost: the simulation sees nothing")


def test_delete_with_full_loses_too():
    lost, _, _ = control("DELETE", "FULL")
    print("# %d of %d disks lost something" % (lost, IMAGES // 5))
    check(lost > 0, "nothing was lost: the simulation sees nothing")


def test_truncate_with_extra_loses_nothing():
    lost, broken, rows = control("TRUNCATE", "EXTRA")
    equal((lost, broken, rows), (0, 0, 30))


if __name__ == "__main__":
    main(tests_of(sys.modules[__name__]))
