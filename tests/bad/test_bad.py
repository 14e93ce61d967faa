"""Every tests/bad/CASE is a small base or overlay with one fault; `playbook check` must name it: its line is in
CASE/expected. An empty `expected` means that nothing is wrong."""
import os
import sys

HERE = os.path.dirname(os.path.abspath(__file__))
sys.path.insert(0, os.path.dirname(HERE))
import lib
from lib import Home, check, equal

MIB = 1024 * 1024


def run_check(directory):
    with Home() as home:
        return home.run("playbook", "check", directory, db=False)


def one_case(directory):
    with open(os.path.join(directory, "expected"), encoding="utf-8") as f:
        expected = f.read().strip("\n")
    done = run_check(directory)
    output = done.stdout + done.stderr
    if not expected:
        equal(done.returncode, 0, "status, with\n" + output)
        return
    check(any(expected in line for line in output.splitlines()), "no line holds %r:\n%s" % (expected, output))
    equal(done.returncode, 1, "status")
    check("\x1b" not in output, "an escape in the output")


def case(name):
    return lambda: one_case(os.path.join(HERE, name))


def too_large():
    """Made here, since nobody wants it in the repository. It cannot be read at all, so it is bad data (65)."""
    with Home() as home:
        directory = home.path("large")
        os.mkdir(directory)
        with open(os.path.join(directory, "large.json"), "w", encoding="utf-8") as f:
            f.write('{"note": "' + "x" * MIB + '"}')
        done = run_check(directory)
        check("large.json" in done.stdout + done.stderr, "the file is not named: " + done.stdout + done.stderr)
        check("1 MiB" in done.stdout + done.stderr, "the limit is not named: " + done.stdout + done.stderr)
        check(done.returncode in (1, 65), "status %d" % done.returncode)


def just_small_enough():
    with Home() as home:
        directory = home.path("large")
        os.mkdir(directory)
        path = os.path.join(directory, "brands.json")
        start, end = '{"note": "', '", "brands": []}'
        with open(path, "w", encoding="utf-8") as f:
            f.write(start + "x" * (MIB - len(start) - len(end)) + end)
        equal(os.path.getsize(path), MIB)
        done = run_check(directory)
        equal(done.returncode, 0, done.stdout + done.stderr)


def not_there():
    done = run_check("/no/such/directory")
    equal(done.returncode, 66)
    check("/no/such/directory" in done.stderr, done.stderr)


def shipped():
    done = run_check(os.path.join(lib.ROOT, "playbooks"))
    equal(done.returncode, 0, done.stdout + done.stderr)


def hostile_words():
    """What a file says never moves the screen."""
    with Home() as home:
        directory = home.path("hostile")
        os.mkdir(directory)
        with open(os.path.join(directory, "bad.json"), "w", encoding="utf-8") as f:
            f.write('{"id": "a\\u001b[2J\\u202e", "\\u001b[31mred": 1}')
        done = run_check(directory)
        equal(done.returncode, 1)
        check("\x1b" not in done.stdout + done.stderr and "\u202e" not in done.stdout + done.stderr, repr(done.stdout))


CASES = sorted(d for d in os.listdir(HERE) if os.path.isfile(os.path.join(HERE, d, "expected")))

if __name__ == "__main__":
    lib.main([("bad/" + name, case(name)) for name in CASES] + [
        ("too_large", too_large), ("just_small_enough", just_small_enough), ("not_there", not_there),
        ("shipped", shipped), ("hostile_words", hostile_words)])
