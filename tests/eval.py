"""Detection figures: `make eval MAILS=DIR LABELS=FILE`.

LABELS is tab-separated with a head line: file, label (phish, scam, spam, ham), brand (an id of brands.json or "none"); further
columns are shown beside a miss. Frauds are phish and scam; spam is counted and not judged."""
import csv
import json
import os
import subprocess
import sys

ROOT = os.path.dirname(os.path.dirname(os.path.abspath(__file__)))
BIN = os.environ.get("KAKEKOMI_BIN", os.path.join(ROOT, "build", "kakekomi"))
RANK = {"unclear": 0, "suspicious": 1, "likely-scam": 2}
FRAUD = ("phish", "scam")


def read_labels(path):
    with open(path, encoding="utf-8", newline="") as f:
        rows = csv.DictReader(f, delimiter="\t", quoting=csv.QUOTE_NONE)
        return {os.path.basename(row["file"]): row for row in rows}


def read_results(mails):
    run = subprocess.run([BIN, "check", mails, "--json"], stdout=subprocess.PIPE)
    if run.returncode not in (0, 1, 65):
        sys.exit(run.returncode)
    for line in run.stdout.decode("utf-8").splitlines():
        result = json.loads(line)
        yield os.path.basename(result["file"]), result


def share(name, part, whole, mark):
    print("%-44s %5d of %5d  %6.2f %%   %s" % (name, part, whole, 100.0 * part / whole if whole else 0.0, mark))


def show_misses(title, misses):
    if misses:
        print("\n%s" % title)
    for name, result, row in misses:
        signs = " ".join("%s:%d" % (s["id"], s["weight"]) for s in result["signs"])
        more = " ".join(v for k, v in row.items() if k not in ("file", "label", "brand") and v)
        print("  %s  %s, brand %s (label %s, %s; %s)\n    %s" % (name, result["verdict"], result["brand"], row["label"], row["brand"], more, signs))


def main(mails, labels):
    rows = read_labels(labels)
    seen = [(name, result, rows[name]) for name, result in read_results(mails) if name in rows]
    frauds = [s for s in seen if s[2]["label"] in FRAUD]
    honest = [s for s in seen if s[2]["label"] == "ham"]
    missed = [s for s in frauds if RANK[s[1]["verdict"]] < 1]
    unsure = [s for s in frauds if RANK[s[1]["verdict"]] == 1]
    accused = [s for s in honest if RANK[s[1]["verdict"]] == 2]
    doubted = [s for s in honest if RANK[s[1]["verdict"]] == 1]
    wrong = [s for s in frauds if (s[1]["brand"] or "none") != s[2]["brand"]]
    print("mails with a label: %d (in the list: %d)" % (len(seen), len(rows)))
    share("frauds suspicious or worse", len(frauds) - len(missed), len(frauds), "mark: 99 %")
    share("frauds likely-scam", len(frauds) - len(missed) - len(unsure), len(frauds), "mark: 95 %")
    share("frauds with the right brand", len(frauds) - len(wrong), len(frauds), "mark: 95 %")
    share("honest mails likely-scam", len(accused), len(honest), "mark: 0")
    share("honest mails suspicious", len(doubted), len(honest), "")
    show_misses("frauds taken for unclear", missed)
    show_misses("frauds that are only suspicious", unsure)
    show_misses("honest mails accused", accused)
    show_misses("honest mails under suspicion", doubted)
    show_misses("wrong brand", wrong)


if __name__ == "__main__":
    if len(sys.argv) != 3:
        sys.exit("usage: make eval MAILS=DIR LABELS=FILE")
    main(sys.argv[1], sys.argv[2])
