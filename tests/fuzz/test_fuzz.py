"""Each fuzz target for some thousand inputs, always the same ones, from what the tests and the playbooks hold already and the corpus
kept beside it (what was once found; one folder a target). `make fuzz` lets them run on by the clock and by chance; a finding lies in
build/fuzz/found and is kept as corpus/TARGET/WHAT."""
import glob
import os
import re
import subprocess
import sys
import tempfile

HERE = os.path.dirname(os.path.abspath(__file__))
sys.path.insert(0, os.path.dirname(HERE))
from lib import ROOT, UNDER_ASAN, Home, Skip, check, main  # noqa: E402

SECONDS = int(os.environ.get("KAKEKOMI_FUZZ_SECONDS", "0"))
RUNS = {"playbook": 400, "redact": 8000, "mail": 8000, "cacao": 8000, "csv": 12000}  # about two seconds each
FUZZ = os.path.join(ROOT, "build", "fuzz")
LARGEST = {"mail": 65536, "playbook": 16384, "cacao": 65536}


def read(*parts):
    with open(os.path.join(ROOT, *parts), "rb") as f:
        return f.read()


def mails():
    return [read(p) for p in sorted(glob.glob(os.path.join(ROOT, "tests", "mail", "*.eml")))]


def playbooks():
    for name in ("interview.json", "brands.json", "contacts.json", "signs.json", "card-entered.json", "bill.json", "steps/card.json"):
        text = read("playbooks", name)
        alias = {"steps/card.json": "steps/fuzz.json"}.get(name, name if os.path.exists(os.path.join(ROOT, "playbooks", name)) and
                                                           name.split(".")[0] in ("interview", "brands", "contacts", "signs") else "fuzz.json")
        yield alias.encode() + b"\n" + text[:12000]
    for path in sorted(glob.glob(os.path.join(ROOT, "tests", "bad", "*", "*.json"))):
        name = os.path.basename(path)
        if name in ("interview.json", "brands.json", "contacts.json", "signs.json"):
            yield name.encode() + b"\n" + read(path)
        elif os.path.getsize(path) < 8000:
            yield b"fuzz.json\n" + read(path)


def cacao():
    with Home() as h:
        for name in ("bill", "court", "card-entered"):
            yield h.run("playbook", "export", name, "--format", "cacao").stdout.encode()


def packed():
    files = [(b"bill.json", read("playbooks", "bill.json")), (b"steps/a.json", b"{}")]
    body = b"".join(len(x).to_bytes(4, "big") + x for pair in files for x in pair)
    about = b'{"name":"a","version":1,"expires":null,"needs":"0.1.0","files":2,"bytes":%d}' % sum(len(b) for _, b in files)
    return [b"kakekomi-pack 1\n" + len(about).to_bytes(4, "big") + about + body]


def words_of(test):
    """The texts that a unit test gives to what it tests."""
    source = read("tests", "unit", test).decode()
    return [m.encode().decode("unicode_escape", "replace").encode("latin-1", "replace") for m in re.findall(r'"((?:[^"\\\n]|\\.)*)"', source)]


SEEDS = {
    "cacao": cacao,
    "charset": lambda: [n + b"\n" + m[-2000:] for n, m in zip([b"iso-2022-jp", b"shift_jis", b"euc-jp", b"utf-8", b"utf-7", b"gb2312", b"big5", b""] * 9, mails())],
    "csv": lambda: [b"date,URL,description\r\n2025/07/01 09:14:00,http://a.example/x,ANA\r\n", b'"2025-7-1","hxxps://b[.]example","a\n""b"""\n'],
    "json": lambda: [read("tests", "scenarios", "1-4.json"), read("locale", "ja", "messages.json")[:4000] + b'"}', b'{"a":"b","c":"\\u3042"}'],
    "mail": mails,
    "message": lambda: [b"\0"],
    "minisign": lambda: words_of("test_minisign.c"),
    "pack": packed,
    "playbook": playbooks,
    "redact": lambda: words_of("test_redact.c"),
    "url": lambda: words_of("test_url.c"),
}


def fuzzing(name):
    def test():
        if UNDER_ASAN:
            raise Skip("is built with the sanitizers as it is")
        grown, found = (os.path.join(FUZZ, what, name) for what in ("corpus", "found"))
        os.makedirs(grown, exist_ok=True)
        os.makedirs(found, exist_ok=True)
        with tempfile.TemporaryDirectory() as seeds, tempfile.TemporaryDirectory() as new:
            for n, seed in enumerate(SEEDS[name]()):
                with open(os.path.join(seeds, "%04d" % n), "wb") as f:
                    f.write(seed)
            kept = os.path.join(HERE, "corpus", name)
            how_long = ["-max_total_time=%d" % SECONDS] if SECONDS else ["-seed=1", "-runs=%d" % RUNS.get(name, 40000)]
            command = [os.path.join(FUZZ, "target", name), *how_long, "-timeout=20", "-rss_limit_mb=2048", "-print_final_stats=1",
                       "-max_len=%d" % LARGEST.get(name, 4096), "-artifact_prefix=" + found + "/"]
            command += [grown if SECONDS else new, seeds] + ([kept] if os.path.isdir(kept) else [])
            p = subprocess.run(command, cwd=ROOT, stdin=subprocess.DEVNULL, capture_output=True, timeout=SECONDS + 300,
                               env={**os.environ, "LC_ALL": "C.UTF-8", "ASAN_OPTIONS": "detect_leaks=1", "MALLOC_ARENA_MAX": "1"})
            log = p.stderr.decode("utf-8", "replace")
            check(p.returncode == 0, "%s (look in %s)\n%s" % (name, found, log[-4000:]))
            runs = int(re.search(r"number_of_executed_units: (\d+)", log).group(1))
            check(runs > 100, "%d runs only" % runs)
            print("# %s: %d runs" % (name, runs))
    return test


if __name__ == "__main__":
    if not UNDER_ASAN:
        subprocess.run(["make", "--no-print-directory", "-s", "fuzz-build"], cwd=ROOT, check=True)
    wanted = sys.argv[1:] or sorted(SEEDS)
    main([("test_fuzz_" + name, fuzzing(name)) for name in wanted])
