"""Mails of our own: what each shows, and what honest mails that nearly do must not (tests/mail/signs/expected.tsv).

expected.tsv: file; verdict ("!likely-scam": any other); brand ("-": none, "-any": not looked at); about ("-": not looked at);
signs that must show; signs that must not ("-": none)."""
import csv
import json
import os
import sys

HERE = os.path.dirname(os.path.abspath(__file__))
sys.path.insert(0, os.path.dirname(HERE))
import lib
from lib import Home, check

MAILS = os.path.join(lib.ROOT, "tests", "mail", "signs")


def expected():
    with open(os.path.join(MAILS, "expected.tsv"), encoding="utf-8", newline="") as f:
        return list(csv.DictReader(f, delimiter="\t", quoting=csv.QUOTE_NONE))


def names(field):
    return [] if field == "-" else field.split(",")


def faults_of(row, result):
    ids = [s["id"] for s in result["signs"]]
    verdict, brand = row["verdict"], row["brand"]
    if verdict.startswith("!") and result["verdict"] == verdict[1:]:
        yield "is %s" % result["verdict"]
    if not verdict.startswith("!") and result["verdict"] != verdict:
        yield "verdict %s, not %s" % (result["verdict"], verdict)
    if brand != "-any" and (result["brand"] or "-") != brand:
        yield "brand %s, not %s" % (result["brand"], brand)
    about = result["facts"].get("about", ["-"])[0]
    if row["about"] != "-" and about != row["about"]:
        yield "about %s, not %s" % (about, row["about"])
    for sign in names(row["signs"]):
        if sign not in ids:
            yield "does not show %s" % sign
    for sign in names(row["never"]):
        if sign in ids:
            yield "shows %s" % sign


# Shown by what is no mail of a folder: a list of known bad addresses, a reader that died. Unit tests show them.
ELSEWHERE = {"link-known-bad", "broke-reader"}


def all_results(rows):
    with Home() as home:
        done = home.run("check", MAILS, "--json")
        check(done.returncode == 1, "status %d: %s" % (done.returncode, done.stderr))
        results = {os.path.basename(r["file"]): r for r in map(json.loads, done.stdout.splitlines())}
        for row in rows:
            if row["file"].endswith(".txt"):  # a pasted text: no mail in a folder
                results[row["file"]] = json.loads(home.run("check", os.path.join(MAILS, row["file"]), "--json").stdout)
    return results


def test_every_mail_as_expected():
    rows, bad = expected(), []
    check(len(rows) >= 100, "only %d mails" % len(rows))
    results = all_results(rows)
    for row in rows:
        result = results.get(row["file"])
        check(result, "no result for %s" % row["file"])
        found = list(faults_of(row, result))
        if found:
            shown = " ".join("%s:%d" % (s["id"], s["weight"]) for s in result["signs"])
            bad.append("%s: %s\n    %s" % (row["file"], "; ".join(found), shown))
    check(not bad, "\n".join(bad))


def test_every_sign_has_a_mail():
    with open(os.path.join(lib.ROOT, "playbooks", "signs.json"), encoding="utf-8") as f:
        signs = {s["id"] for s in json.load(f)["signs"]}
    shown = {s["id"] for result in all_results(expected()).values() for s in result["signs"]}
    check(signs - shown <= ELSEWHERE, "no mail shows %s" % sorted(signs - shown - ELSEWHERE))


def test_no_honest_mail_is_accused():
    rows = [row for row in expected() if row["file"].startswith("honest-")]
    check(len(rows) >= 35, "only %d honest mails" % len(rows))
    results = all_results(rows)
    accused = [row["file"] for row in rows if results[row["file"]]["verdict"] == "likely-scam"]
    check(not accused, accused)


if __name__ == "__main__":
    lib.main(lib.tests_of(sys.modules[__name__]))
