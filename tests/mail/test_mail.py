"""Every tests/mail/NAME.eml is read by the helper and must give NAME.txt. `python3 tests/mail/test_mail.py --write NAME…` writes
what it gives now, to be looked at before it is kept."""
import glob
import os
import sys

sys.path.insert(0, os.path.dirname(os.path.abspath(__file__)))
import wire
import lib

HERE = os.path.dirname(os.path.abspath(__file__))


def escaped(text):
    """Readable and still exact: what nobody sees is spelled out."""
    return "".join(c if c.isprintable() else c.encode("unicode_escape").decode() for c in text)


def block(name, text):
    return ["%s:" % name] + ["  | " + escaped(line) for line in text.split("\n")] if text else []


def shown(m):
    lines = ["form: " + m["form"], "findings: " + " ".join(sorted(m["findings"]))]
    for key in ("from", "reply_to", "return_path", "to"):
        if any(m[key]):
            lines.append("%s: %s <%s>" % ((key.replace("_", "-"),) + tuple(map(escaped, m[key]))))
    if m["subject"]:
        lines.append("subject: " + escaped(m["subject"]))
    if m["date"]:
        lines.append("date: %d" % m["date"])
    lines += ["header: %s: %s" % (n, escaped(v)) for n, v in m["headers"] if n.startswith("X-")]
    if m["html"]:
        lines.append("html")
    lines += block("text", m["text"]) + block("plain", m["plain"]) + block("hidden", m["hidden"])
    for l in m["links"]:
        marks = "".join(" (%s)" % k for k in ("image", "hidden") if l[k])
        lines.append("link: %s %s [%s]%s" % (l["from"], escaped(l["target"]), escaped(l["shown"]), marks))
    lines += ["attachment: %s [%s] %d" % (t, escaped(n), size) for t, n, size in m["attachments"]]
    return "\n".join(lines) + "\n"


def read(name):
    with open(name, "rb") as f:
        return f.read()


def test_of(path):
    def test():
        h = wire.Helper()
        got = shown(h.read(read(path)))
        status, _ = h.end()
        lib.equal(status, 0, "status")
        wanted = read(path[:-4] + ".txt").decode("utf-8")
        if got != wanted:
            raise AssertionError("got\n%s\nwanted\n%s" % (got, wanted))
    return test


def test_all_in_one_helper():
    """Nothing of one mail stays for the next."""
    h = wire.Helper()
    for path in mails() + list(reversed(mails())):
        lib.equal(shown(h.read(read(path))), read(path[:-4] + ".txt").decode("utf-8"), os.path.basename(path))
    lib.equal(h.end()[0], 0, "status")


def mails():
    return sorted(glob.glob(os.path.join(HERE, "*.eml")))


def write(names):
    h = wire.Helper()
    for path in mails():
        if not names or os.path.basename(path)[:-4] in names:
            with open(path[:-4] + ".txt", "w", encoding="utf-8") as f:
                f.write(shown(h.read(read(path))))


if __name__ == "__main__":
    if sys.argv[1:2] == ["--write"]:
        write(sys.argv[2:])
    else:
        lib.main([(os.path.basename(p)[:-4], test_of(p)) for p in mails()] + [("all_in_one_helper", test_all_in_one_helper)])
