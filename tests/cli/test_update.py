"""kakekomi update against an HTTPS server of the test's own: one conditional request, going on where it broke off, and whatever a bad
server or somebody on the way tries."""
import atexit
import json
import os
import resource
import shutil
import subprocess
import sys
import time

sys.path.insert(0, os.path.dirname(os.path.dirname(os.path.abspath(__file__))))
sys.path.insert(0, os.path.dirname(os.path.abspath(__file__)))
from lib import BIN, check, equal, main, new_folder, tests_of  # noqa: E402
from peers import Authority, Https, closed_port, reply  # noqa: E402
from terminal import Terminal  # noqa: E402
from test_pack import NOW, Publisher, contacts  # noqa: E402

FOLDER = new_folder("kakekomi-peers-")
atexit.register(shutil.rmtree, FOLDER, True)
CA = Authority(FOLDER)
GOOD = CA.certificate()


class Site:
    """Serves files by name, with a tag each, conditional requests and ranges."""

    def __init__(self):
        self.files, self.cut = {}, None

    def put(self, path, name="/desk.pack"):
        for ending in ("", ".minisig", ".pub", ".pub.minisig"):
            self.files.pop(name + ending, None)
            if os.path.exists(path + ending):
                with open(path + ending, "rb") as f:
                    self.files[name + ending] = f.read()

    def __call__(self, request, send):
        body = self.files.get(request.path)
        if body is None:
            return reply(send, 404)
        tag = '"%x"' % (hash(body) & 0xFFFFFFFF)
        if request.headers.get("if-none-match") == tag:
            return reply(send, 304, ETag=tag)
        part, status, more = body, 200, {}
        if request.headers.get("range") and request.headers.get("if-range") == tag:
            start = int(request.headers["range"].split("=")[1].split("-")[0])
            part, status = body[start:], 206
            more = {"Content_Range": "bytes %d-%d/%d" % (start, len(body) - 1, len(body))}
        if self.cut is not None and len(part) > self.cut:
            return reply(send, status, part[:self.cut], ETag=tag, Content_Length=len(part), **more)
        return reply(send, status, part, ETag=tag, **more)


def served(test):
    def run():
        site = Site()
        with Publisher() as p, Https(GOOD, site) as server:
            p.trust()
            site.put(p.build("one.pack", 1))
            p.ca = {"KAKEKOMI_CA_FILE": CA.ca}
            p.url = server.url("/desk.pack")
            test(p, site, server)
    run.__name__ = test.__name__
    return run


def refused(p, status, words, *args, lines=1, **more):
    def kept():
        return {k: v for k, v in p.kept().items() if "/.incoming/" not in k}

    before = kept()
    done = p.go("update", *args, status=status, **dict(p.ca, **more))
    check(words in done.stderr and done.stderr.count("\n") == lines, done.stderr)
    equal(kept(), before, "what is in use")
    return done


@served
def test_fetched_once_then_asked_once(p, site, server):
    refused(p, 2, "--url")
    check("使い始めました" in p.go("update", "--url", p.url, **p.ca).stdout, "not told")
    equal([r.path for r in server.requests], ["/desk.pack", "/desk.pack.minisig"])
    equal(p.number(), "0120-111-111")
    server.requests.clear()
    check("新しいものは出ていません" in p.go("update", **p.ca).stdout, "not told")
    equal(len(server.requests), 1, "requests")
    p.write("desk/contacts.json", contacts("0120-222-222"))
    site.put(p.build("two.pack", 2))
    dry = p.go("update", "--dry-run", **p.ca)
    check("0120-111-111 → 0120-222-222" in dry.stdout, dry.stdout)
    equal(p.number(), "0120-111-111")
    p.go("update", **p.ca)
    equal(p.number(), "0120-222-222")
    equal([n for n in os.listdir(p.path("data/kakekomi/packs/.incoming"))], [])


@served
def test_a_site_without_tags_is_asked_by_date(p, site, server):
    day = "Thu, 12 Feb 2026 01:00:00 GMT"

    def answer(request, send):
        if request.headers.get("if-modified-since") == day:
            return reply(send, 304)
        return reply(send, 200 if request.path in site.files else 404, site.files.get(request.path, b""), Last_Modified=day)

    server.answer = answer
    p.go("update", "--url", p.url, **p.ca)
    server.requests.clear()
    check("新しいものは出ていません" in p.go("update", **p.ca).stdout, "not told")
    equal(len(server.requests), 1, "requests")
    p.go("pack", "rollback", "desk")
    done = p.go("update", **p.ca)
    check("desk" in done.stdout and " 0 版" not in done.stdout, done.stdout)


@served
def test_goes_on_where_it_broke_off(p, site, server):
    p.write("desk/contacts.json", contacts("0120-111-111", where="場所 " * 4000))
    site.put(p.build("one.pack", 1))
    site.cut = 3000
    whole = len(site.files["/desk.pack"])
    p.go("update", "--url", p.url, **p.ca) if whole < 6000 else p.run("update", "--url", p.url, db=False, now=NOW, **p.ca)
    site.cut = None
    server.requests.clear()
    p.go("update", "--url", p.url, **p.ca)
    equal(p.number(), "0120-111-111")
    ranges = [r.headers.get("range") for r in server.requests if r.path == "/desk.pack"]
    check(len(ranges) == 1 and ranges[0] and int(ranges[0][6:].split("-")[0]) >= 3000, ranges)


@served
def test_a_bar_on_a_terminal(p, site, server):
    def slowly(data):
        for i in range(0, len(data), 80000):
            time.sleep(0.4)
            yield data[i:i + 80000]

    p.write("desk/contacts.json", contacts("0120-111-111", where="場所 " * 40000))
    site.put(p.build("one.pack", 1))
    server.answer = lambda request, send: site(request, lambda data: [send(part) for part in slowly(data)])
    t = Terminal(p, "update", "--url", p.url, db=False, now=NOW, **p.ca)
    t.expect("使い始めました")
    t.end()
    equal(t.status, 0)
    check("KiB" in t.text, t.text)
    t = Terminal(p, "update", "--accessible", db=False, now=NOW, **p.ca)
    t.expect("新しいものは出ていません")
    t.end()
    check("KiB" not in t.text, t.text)


@served
def test_an_expired_or_frozen_publisher_is_told(p, site, server):
    site.put(p.build("one.pack", 1, expires="2027-01-31"))
    p.go("update", "--url", p.url, **p.ca)
    p.go("update", **p.ca)
    check("期限(2027-01-31)" in p.go("update", status=1, now="2027-02-01T00:00:00+09:00", **p.ca).stderr, "expiry not told")
    site.put(p.build("two.pack", 2))
    p.go("update", **p.ca)
    check("90日" not in p.go("update", now="2027-02-20T00:00:00+09:00", **p.ca).stdout, "told too early")
    check("90日より長く" in p.go("update", now="2027-03-20T00:00:00+09:00", **p.ca).stdout, "not told")


@served
def test_old_ones_and_absurd_ones(p, site, server):
    one = p.build("one.pack", 1)
    p.go("update", "--url", p.url, **p.ca)
    site.put(p.build("five.pack", 5))
    p.go("update", **p.ca)
    site.put(one)
    refused(p, 1, "より新しくありません")
    site.put(p.build("far.pack", 800000000))
    refused(p, 1, "とんでいます")
    p.go("update", "--accept-version", "800000000", **p.ca)


@served
def test_changed_on_the_way(p, site, server):
    p.go("update", "--url", p.url, **p.ca)
    p.write("desk/contacts.json", contacts("0120-222-222"))
    one, two = dict(site.files), p.build("two.pack", 2)
    site.put(two)
    good = dict(site.files)
    for change in ({"/desk.pack": good["/desk.pack"][:-1] + b"x"}, {"/desk.pack": good["/desk.pack"][:-1]}, {"/desk.pack": b""},
                   {"/desk.pack.minisig": one["/desk.pack.minisig"]}, {"/desk.pack": one["/desk.pack"] + b"\n"}):
        site.files = dict(good, **change)
        refused(p, 1, "ください")
    site.files = dict(good, **{"/desk.pack.minisig": b"<html>"})
    refused(p, 65, "署名として読めません")
    del site.files["/desk.pack.minisig"]
    refused(p, 69, "404")
    site.files = good
    p.go("update", **p.ca)


@served
def test_a_new_key_comes_with_its_word(p, site, server):
    p.go("update", "--url", p.url, **p.ca)
    p.go("pack", "keygen", "-o", p.path("new"), "--no-password")
    p.write("desk/contacts.json", contacts("0120-222-222"))
    two = p.build("two.pack", 2, key="new")
    site.put(two)
    refused(p, 1, "知りません")
    shutil.copy(p.path("new.pub"), two + ".pub")
    p.go("pack", "sign", two + ".pub", "--key", p.path("me.key"))
    site.put(two)
    p.go("update", **p.ca)
    equal(p.number(), "0120-222-222")


@served
def test_ten_gigabytes_announced(p, site, server):
    server.answer = lambda request, send: reply(send, 200, b"x" * 1000, Content_Length=10 * 1024 ** 3)
    refused(p, 65, "大きすぎます", "--url", p.url)


@served
def test_whatever_a_server_does_the_pack_in_use_stays(p, site, server):
    p.go("update", "--url", p.url, **p.ca)
    p.write("desk/contacts.json", contacts("0120-222-222"))
    site.put(p.build("two.pack", 2))

    def streams(request, send):
        send(b"HTTP/1.1 200 OK\r\n\r\n")
        for _ in range(10 * 1024):
            send(b"x" * 1024 * 1024)

    def to(place):
        return lambda request, send: reply(send, 302, Location=place)

    for answer, status, words in (
            (to("http://localhost/desk.pack"), 65, "https でない"), (to("file:///etc/passwd"), 65, "https でない"),
            (to("https://other.invalid/desk.pack"), 65, "ほかの相手"), (lambda request, send: to(request.path + "x")(request, send), 65, "何度も"),
            (lambda request, send: reply(send, 200, b"<html>", Content_Type="text/html"), 65, "ページ"), (streams, 65, "大きすぎます"),
            (lambda request, send: reply(send, 503), 69, "503"), (lambda request, send: reply(send, 200, b""), 65, "署名"),
            (lambda request, send: reply(send, 304), 69, "304")):
        server.answer = answer
        done = refused(p, status, words, "--url", p.url.replace("desk.pack", "other.pack") if "304" in words else p.url)
        check("ください" in done.stderr, done.stderr)
        equal(p.number(), "0120-111-111", words)
    server.answer = site
    with Https(CA.certificate("other.example"), site) as other:
        refused(p, 65, "本物であることを確かめられません", "--url", other.url("/desk.pack"))
    refused(p, 69, "nobody.invalid という相手が見つかりません", "--url", "https://nobody.invalid/desk.pack")
    equal(p.number(), "0120-111-111")
    p.go("update", **p.ca)
    equal(p.number(), "0120-222-222")


@served
def test_nobody_there_and_the_wrong_one(p, site, server):
    p.go("update", "--url", p.url, **p.ca)
    refused(p, 69, "つながりません", "--url", "https://localhost:%d/x.pack" % closed_port())
    refused(p, 65, "本物", KAKEKOMI_CA_FILE="/etc/ssl/certs/ca-certificates.crt")
    refused(p, 65, "https", "--url", "http://localhost/x.pack")
    equal(p.number(), "0120-111-111")


@served
def test_a_full_disk_in_the_middle(p, site, server):
    p.go("update", "--url", p.url, **p.ca)
    p.write("desk/contacts.json", contacts("0120-222-222", where="場所 " * 4000))
    site.put(p.build("two.pack", 2))
    before = p.number()
    done = subprocess.run([BIN, "update"], env=p.env(NOW, **p.ca), capture_output=True,
                          preexec_fn=lambda: resource.setrlimit(resource.RLIMIT_FSIZE, (4096, 4096)))
    equal(done.returncode, 74, done.stderr.decode())
    equal(p.number(), before)
    p.go("update", **p.ca)
    equal(p.number(), "0120-222-222")


if __name__ == "__main__":
    main(tests_of(sys.modules[__name__]))
