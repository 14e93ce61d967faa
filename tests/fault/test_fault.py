"""A whole case while one thing goes wrong: killed before every write, sync, truncation, rename and unlink; the disk full, broken,
interrupted or short at each of them, once and from then on; memory running out at each allocation, once and from then on. The
program never crashes, what was acknowledged is there, sealed, and the case goes on where it was.

A sample in tests/run, every point with KAKEKOMI_SURE=1 (make sure). The faults are made by shim.c, loaded in front of the C library."""
import random
import sys

from faults import LINES, SURE, Walk, check, each, equal
from lib import main, tests_of

KILLED = -9


def points(count, most):
    """All of them, or the first ones and a sample of the others that is the same every day."""
    if SURE or count <= most:
        return range(count)
    first = most // 4
    return list(range(first)) + sorted(random.Random(20260212).sample(range(first, count), most - first))


def clean():
    if not hasattr(clean, "walk"):
        clean.walk = Walk("count")
        equal((clean.walk.status, clean.walk.refused), (0, 0), clean.walk.err)
        check(len(clean.walk.prompts) >= len(LINES) and clean.walk.after[-1] >= 10, "the walk is short: %s" % clean.walk.after)
    return clean.walk


def nothing_lost(walk):
    equal(walk.entries, clean().entries[:len(walk.entries)], walk.fault)
    check(len(walk.entries) >= walk.acknowledged, "%s: %d of %d acknowledged entries" % (walk.fault, len(walk.entries), walk.acknowledged))


def test_killed_before_every_call():
    kept = set()

    def judge(walk):
        equal(walk.status, KILLED, walk.fault)
        nothing_lost(walk)
        kept.add(len(walk.entries))

    each(["kill:%d" % n for n in points(clean().counts[0], 120)], clean(), judge)
    check(len(kept) >= 8, "killed at few places: %s" % kept)


def failing(kind, most):
    """A call fails: before the first question the program says why and ends; later the answer is asked for again."""
    def test():
        refused = []

        def judge(walk):
            check(walk.status in (0, 74), "%s: status %d\n%s" % (walk.fault, walk.status, walk.err))
            if walk.status == 74:
                check(walk.err.startswith("kakekomi: ") and walk.err.count("\n") == 1, "%s: %r" % (walk.fault, walk.err))
            if walk.refused:
                refused.append(walk.fault)
            nothing_lost(walk)
            if walk.status == 0 and "+" not in walk.fault:
                equal(walk.entries, clean().entries, walk.fault)

        each(["%s:%d" % (kind, n) for n in points(clean().counts[0], most)], clean(), judge)
        check(refused or kind in ("EINTR", "short"), "no call failed while answers were written")
    return test


def starving(kind, most):
    def test():
        stopped = []

        def judge(walk):
            check(walk.status in (0, 74), "%s: status %d\n%s" % (walk.fault, walk.status, walk.err))
            nothing_lost(walk)
            if walk.status == 74:
                check(walk.err.strip().startswith("kakekomi: "), "%s: %r" % (walk.fault, walk.err))
                stopped.append(walk.fault)
            elif not walk.refused:
                equal(walk.entries, clean().entries, walk.fault)

        each(["%s:%d" % (kind, n) for n in points(clean().counts[1], most)], clean(), judge)
        check(stopped, "no allocation failed")
    return test


def all_tests():
    tests = tests_of(sys.modules[__name__])
    for kind, most in (("ENOSPC", 40), ("ENOSPC+", 30), ("EIO", 40), ("EIO+", 30), ("EINTR", 30), ("short", 40)):
        tests.append(("test_%s_at_every_call" % kind, failing(kind, most)))
    tests.append(("test_every_allocation_fails_once", starving("alloc", 150)))
    tests.append(("test_memory_is_gone_from_each_allocation_on", starving("alloc+", 100)))
    return tests


if __name__ == "__main__":
    main(all_tests())
