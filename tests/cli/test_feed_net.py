"""Lists of bad addresses fetched over HTTPS: what a good server gets, and what every bad one is told. The server is on the loopback with
a certificate authority of the test's own."""
import atexit
import json
import os
import resource
import shutil
import ssl
import subprocess
import sys
import time

sys.path.insert(0, os.path.dirname(os.path.dirname(os.path.abspath(__file__))))
from lib import BIN, DEFAULT_NOW, Home, check, equal, main, new_folder, tests_of  # noqa: E402
from peers import Authority, Https, Proxy, closed_port, reply  # noqa: E402

FOLDER = new_folder("kakekomi-peers-")
atexit.register(shutil.rmtree, FOLDER, True)
CA = Authority(FOLDER)
GOOD = CA.certificate()
GIB10 = 10 * 1024 ** 3


def csv(count, start=0):
    return b"date,URL,description\n" + b"".join(b"2025/10/%02d,https://bad%d.example/login,bank\n" % (i % 28 + 1, i) for i in range(start, start + count))


def feed(home, *args, env=None, **more):
    more.update(env or {})
    return home.run("feed", *args, KAKEKOMI_CA_FILE=CA.ca, **more)


def sources(home):
    return json.loads(feed(home, "list", "--json").stdout)


def added(home, url, name="shanai"):
    done = feed(home, "add", name, url)
    equal(done.returncode, 0, done.stderr)


def refused(answer, status, words, certificate=None, tls=None, args=(), env=None, host="localhost", tries=None):
    """One update against such a server: one line that says what and what now, and nothing taken in. Returns the requests."""
    with Home() as home, Https(certificate or GOOD, answer, tls) as server:
        added(home, server.url(host=host))
        done = feed(home, "update", "shanai", *args, env=env)
        equal(done.returncode, status, done.stdout + done.stderr)
        lines = done.stderr.strip().split("\n")
        equal(len(lines), 1, done.stderr)
        check(words in lines[0] and ("ください" in lines[0]), lines[0])
        known = sources(home)
        equal((known["addresses"], known["sources"][0]["came_at"]), (0, None))
        if tries:
            equal(len(server.requests), tries, "requests")
        return server.requests


def simple(status, body=b"", **headers):
    return lambda request, send: reply(send, status, body, **headers)


# --- a good server ---

def test_a_list_is_fetched_merged_and_asked_for_once_when_unchanged():
    def answer(request, send):
        if request.headers.get("if-none-match") == '"v1"':
            reply(send, 304, ETag='"v1"')
        else:
            reply(send, 200, csv(50), ETag='"v1"', Content_Type="text/csv")

    with Home() as home, Https(GOOD, answer) as server:
        added(home, server.url())
        done = feed(home, "update")
        equal((done.returncode, done.stderr), (0, ""))
        check("50 件を加えました" in done.stdout and "51 行" in done.stdout, done.stdout)
        equal(sources(home)["addresses"], 50)
        done = feed(home, "update", "shanai", now="2026-02-13T10:00:00+09:00")
        check("2026-02-12 10:42" in done.stdout and "変わっていません" in done.stdout, done.stdout)
        equal(len(server.requests), 2, "one conditional request")
        equal(server.requests[1].headers["if-none-match"], '"v1"')
        check(not {"cookie", "authorization", "referer"} & set(server.requests[1].headers), server.requests[1].headers)
        check(server.requests[0].headers["user-agent"].startswith("kakekomi/"), server.requests[0].headers)
        listed = feed(home, "list").stdout
        check(server.url() in listed and "2026-02-12 10:42 に 51 行" in listed, listed)
        equal(feed(home, "remove", "shanai").returncode, 0)
        equal(sources(home)["sources"], [])
        equal(sorted(n for n in os.listdir(home.path("data/kakekomi")) if "part" in n), [])


def test_a_server_without_tags_is_asked_by_date():
    day = "Thu, 12 Feb 2026 01:00:00 GMT"

    def answer(request, send):
        if request.headers.get("if-modified-since") == day:
            reply(send, 304)
        else:
            reply(send, 200, csv(5), Last_Modified=day)

    with Home() as home, Https(GOOD, answer) as server:
        added(home, server.url())
        equal(feed(home, "update").returncode, 0)
        check("変わっていません" in feed(home, "update").stdout, "asked by date")
        equal((len(server.requests), server.requests[1].headers.get("if-none-match")), (2, None))


def test_a_list_that_is_removed_takes_along_what_no_other_holds():
    bodies = {"/a": csv(10), "/b": csv(10, start=5)}  # 5 to 9 are in both
    with Home() as home, Https(GOOD, lambda r, send: reply(send, 200, bodies[r.path], ETag='"v1"')) as server:
        with open(home.path("mine.csv"), "wb") as f:
            f.write(csv(3, start=8))  # 8 and 9 in all three, 10 in two
        for name in "ab":
            added(home, server.url("/" + name), name)
        equal(feed(home, "update").returncode, 0)
        equal(feed(home, "import", home.path("mine.csv"), "--name", "mine").returncode, 0)
        equal(sources(home)["addresses"], 15)
        done = feed(home, "remove", "b")
        equal(done.returncode, 0, done.stderr)
        check("URL 4 件を除きました" in done.stdout and "あわせて 11 件" in done.stdout, done.stdout)  # 11 to 14
        equal([f["name"] for f in sources(home)["feeds"]], ["a", "mine"])
        for n, status in ((4, 1), (7, 1), (10, 1), (12, 0)):
            with open(home.path("m.eml"), "w") as f:
                f.write("From: a@b.example\nSubject: x\n\nhttps://bad%d.example/login\n" % n)
            equal("届け出のあったアドレス" in home.run("check", home.path("m.eml")).stdout, bool(status), n)
        added(home, server.url("/b"), "b")  # and it may come again
        check("4 件を加えました" in feed(home, "update", "b").stdout, "again")
        for name, gone in (("mine", 0), ("a", 5), ("b", 10)):  # one that was only imported goes the same way
            check("URL %d 件を除きました" % gone in feed(home, "remove", name).stdout, name)
        equal((sources(home)["addresses"], sources(home)["feeds"]), (0, []))
        done = feed(home, "remove", "a")
        equal((done.returncode, "「a」という一覧はありません" in done.stderr), (66, True), done.stderr)


def test_what_is_removed_while_it_comes_does_not_stay():
    with Home() as home:
        def answer(request, send):
            equal(feed(home, "remove", "shanai").returncode, 0)
            reply(send, 200, csv(5))

        with Https(GOOD, answer) as server:
            added(home, server.url())
            feed(home, "update")
            equal((sources(home)["addresses"], sources(home)["feeds"]), (0, []))


def test_an_index_thrown_away_is_filled_anew():
    def answer(request, send):
        reply(send, 304 if request.headers.get("if-none-match") else 200, b"" if request.headers.get("if-none-match") else csv(5), ETag='"v1"')

    with Home() as home, Https(GOOD, answer) as server:
        added(home, server.url())
        equal(feed(home, "update").returncode, 0)
        os.unlink(home.path("data/kakekomi/known.idx"))
        check("5 件を加えました" in feed(home, "update").stdout, "asked for whole")
        check("変わっていません" in feed(home, "update").stdout, "asked whether it changed")
        equal((len(server.requests), sources(home)["addresses"]), (3, 5))


def test_what_it_brings_is_found_by_the_check():
    with Home() as home, Https(GOOD, simple(200, b"date,URL,description\n2025/10/01,https://zzz.bad-list.example/a,x\n")) as server:
        added(home, server.url())
        equal(feed(home, "update").returncode, 0)
        with open(home.path("m.eml"), "w") as f:
            f.write("From: a@b.example\nSubject: x\n\nhttps://zzz.bad-list.example/a\n")
        done = home.run("check", home.path("m.eml"))
        equal(done.returncode, 1, done.stdout)
        check("届け出のあったアドレス" in done.stdout, done.stdout)


def test_redirects_to_the_same_host_are_followed():
    def answer(request, send):
        if request.path == "/list.csv":
            reply(send, 302, Location="/moved.csv")
        else:
            reply(send, 200, csv(3))

    with Home() as home, Https(GOOD, answer) as server:
        added(home, server.url())
        equal(feed(home, "update").returncode, 0)
        equal([r.path for r in server.requests], ["/list.csv", "/moved.csv"])


def test_a_broken_connection_goes_on_where_it_was():
    whole = csv(4000)

    def answer(request, send):
        if "range" not in request.headers:
            send(b"HTTP/1.1 200 OK\r\nContent-Length: %d\r\nETag: \"v1\"\r\n\r\n" % len(whole) + whole[:100000])
            raise OSError
        equal(request.headers["if-range"], '"v1"')
        start = int(request.headers["range"][len("bytes="):-1])
        reply(send, 206, whole[start:], ETag='"v1"', Content_Range="bytes %d-%d/%d" % (start, len(whole) - 1, len(whole)))

    with Home() as home, Https(GOOD, answer) as server:
        added(home, server.url())
        done = feed(home, "update")
        equal(done.returncode, 0, done.stderr)
        equal(sources(home)["addresses"], 4000)
        equal(len(server.requests), 2)


def test_a_part_is_kept_for_the_next_time_and_thrown_away_when_the_list_is_another():
    old, new = csv(4000), csv(10, start=9000)
    state = {"good": False}

    def answer(request, send):
        if state["good"]:
            reply(send, 200, new, ETag='"v2"')  # If-Range names another one: the whole
        else:
            body = old if "range" not in request.headers else b""
            send(b"HTTP/1.1 %s OK\r\nContent-Length: %d\r\nETag: \"v1\"\r\n%s\r\n"
                 % (b"200" if body else b"206", len(old), b"" if body else b"Content-Range: bytes 70000-/*\r\n") + body[:70000])
            raise OSError

    with Home() as home, Https(GOOD, answer) as server:
        added(home, server.url())
        done = feed(home, "update")
        equal(done.returncode, 69, done.stderr)
        check("途中で切れました" in done.stderr, done.stderr)
        equal(len(server.requests), 3, "three tries")
        state["good"] = True
        equal(feed(home, "update").returncode, 0)
        check("range" in server.requests[-1].headers, server.requests[-1].headers)
        equal(sources(home)["addresses"], 10)


def test_the_proxy_of_the_environment_is_used_and_named():
    with Home() as home, Https(GOOD, simple(200, csv(3))) as server, Proxy() as proxy:
        added(home, server.url())
        address = "http://user:geheim@127.0.0.1:%d" % proxy.port
        done = feed(home, "update", https_proxy=address)
        equal((done.returncode, proxy.asked), (0, ["localhost"]), done.stderr)
        check("http://127.0.0.1:%d を通りました" % proxy.port in done.stdout and "geheim" not in done.stdout, done.stdout)
        done = feed(home, "update", https_proxy=address, no_proxy="other.example, localhost")
        equal((done.returncode, len(proxy.asked)), (0, 1), done.stderr)


def test_a_proxy_that_refuses_is_named():
    with Proxy(allow=False) as proxy:
        refused(simple(200, csv(3)), 69, "http://127.0.0.1:%d" % proxy.port, env={"https_proxy": "http://127.0.0.1:%d" % proxy.port})
    refused(simple(200, csv(3)), 69, "プロキシー", env={"https_proxy": "http://127.0.0.1:%d" % closed_port()})


# --- redirects and addresses ---

def test_redirects_elsewhere_are_refused():
    for to, words in (("http://localhost/list.csv", "https でない"), ("file:///etc/passwd", "https でない"), ("ftp://localhost/x", "https でない"),
                      ("https://other.invalid/list.csv", "ほかの相手"), ("https://localhost:1/list.csv", "ほかの相手"),
                      ("https://user:pw@other.invalid/", "ほかの相手")):
        refused(simple(302, Location=to), 65, words, tries=1)


def test_redirects_without_end_are_refused():
    refused(lambda request, send: reply(send, 301, Location="/again" + request.path), 65, "何度も", tries=4)


def test_only_https_addresses_are_taken():
    with Home() as home:
        for url in ("http://list.example/a.csv", "file:///etc/passwd", "ftp://list.example/", "list.example/a.csv", "https://u:p@list.example/",
                    "https://", "https://a b/", "https://a\nb/"):
            done = feed(home, "add", "a", url)
            equal(done.returncode, 2, url)
            check("https" in done.stderr, done.stderr)
        for name in ("../a", ".a", "", "a/b", "-a", "a" * 65):
            equal(feed(home, "add", "--", name, "https://list.example/").returncode, 2, name)
        equal(feed(home, "add", "a", "https://list.example/").returncode, 0)
        equal(feed(home, "add", "a", "https://list.example/").returncode, 2)
        equal(feed(home, "update", "b").returncode, 66)
        equal(feed(home, "remove", "b").returncode, 66)


# --- servers that are not who they say ---

def test_certificates_that_do_not_hold_are_refused():
    for certificate in (CA.certificate("other.example"), CA.certificate(days=-3), CA.certificate(signed=False)):
        equal(refused(simple(200, csv(3)), 65, "本物であることを確かめられません", certificate=certificate), [])


def test_without_the_company_s_own_authority_it_is_not_trusted():
    with Home() as home, Https(GOOD, simple(200, csv(3))) as server:
        added(home, server.url())
        done = home.run("feed", "update")
        equal((done.returncode, server.requests), (65, []), done.stderr)


def test_old_tls_is_refused():
    equal(refused(simple(200, csv(3)), 65, "TLS 1.2", tls=ssl.TLSVersion.TLSv1_1), [])


# --- sizes, times, types ---

def test_ten_gigabytes_announced_are_refused_at_once():
    begun = time.monotonic()
    refused(simple(200, b"x", Content_Length=GIB10), 65, "大きすぎます", tries=1)
    check(time.monotonic() - begun < 5, "took long")


def test_ten_gigabytes_streamed_are_cut_at_the_limit():
    sent = []

    def answer(request, send):
        send(b"HTTP/1.1 200 OK\r\n\r\n")
        block = b"x" * (1024 * 1024)
        for _ in range(10 * 1024):
            send(block)
            sent.append(1)

    refused(answer, 65, "大きすぎます", tries=1)
    check(len(sent) < 300, "%d MiB were taken" % len(sent))


def test_a_slow_drip_is_given_up():
    def answer(request, send):
        send(b"HTTP/1.1 200 OK\r\nContent-Length: 100000\r\n\r\n")
        for _ in range(200):
            send(b"x")
            time.sleep(0.1)

    begun = time.monotonic()
    refused(answer, 69, "遅すぎます", args=("--seconds", "2"))
    check(time.monotonic() - begun < 8, "took long")


def test_a_page_instead_of_the_file_is_refused():
    refused(simple(200, b"<html>login</html>", Content_Type="text/html; charset=UTF-8"), 65, "ページ", tries=1)


def test_what_is_no_list_is_refused():
    refused(simple(200, b"hello\nworld\nnothing\n"), 65, "URL の一覧が見つかりません", tries=1)
    refused(simple(200, b""), 65, "空でした", tries=1)
    refused(simple(200, b"\r\n\r\n\n"), 65, "空でした", tries=1)


def test_refusals_of_the_server_are_final_but_not_its_troubles():
    for status, tries in ((404, 1), (403, 1), (429, 1), (500, 3), (503, 3)):
        refused(simple(status, csv(3)), 69, str(status), tries=tries)
    refused(simple(304), 69, "304", tries=1)                                           # nobody asked whether
    refused(simple(206, csv(3), Content_Range="bytes 5-9/10"), 69, "途中で切れました", tries=3)  # nobody asked for a part


def test_nobody_there():
    with Home() as home:
        added(home, "https://localhost:%d/" % closed_port())
        done = feed(home, "update")
        equal(done.returncode, 69)
        check("つながりません" in done.stderr, done.stderr)
    with Home() as home:
        added(home, "https://255.255.255.255/list.csv")  # no route leads there
        done = feed(home, "update")
        equal(done.returncode, 69)
        check("つながりません" in done.stderr, done.stderr)
    with Home() as home:
        added(home, "https://nobody.invalid/list.csv")
        done = feed(home, "update")
        equal(done.returncode, 69)
        check("nobody.invalid という相手が見つかりません" in done.stderr, done.stderr)


def test_a_full_disk_is_told_and_the_index_stays():
    with Home() as home, Https(GOOD, simple(200, csv(20000))) as server:
        with open(home.path("old.csv"), "wb") as f:
            f.write(csv(5, start=10 ** 6))
        equal(feed(home, "import", home.path("old.csv")).returncode, 0)
        added(home, server.url())
        full = subprocess.run([BIN, "feed", "update"], env=home.env(DEFAULT_NOW, KAKEKOMI_CA_FILE=CA.ca), capture_output=True,
                              preexec_fn=lambda: resource.setrlimit(resource.RLIMIT_FSIZE, (300000, 300000)))
        equal(full.returncode, 74, full.stderr.decode())
        check("ディスクの空き" in full.stderr.decode(), full.stderr.decode())
        equal(sources(home)["addresses"], 5)
        equal(feed(home, "update").returncode, 0)
        equal(sources(home)["addresses"], 20005)


# --- lists that change too much ---

def test_a_list_that_shrinks_or_grows_absurdly_needs_a_word():
    body = {"now": csv(200)}

    with Home() as home, Https(GOOD, lambda request, send: reply(send, 200, body["now"])) as server:
        added(home, server.url())
        equal(feed(home, "update").returncode, 0)
        for now, words in ((csv(5), "201 行から 6 行に減って"), (csv(0), "減って"), (csv(101000, start=500), "201 行から 101001 行に増えて")):
            body["now"] = now
            done = feed(home, "update")
            equal(done.returncode, 65, done.stdout)
            check(words in done.stderr and "--accept" in done.stderr, done.stderr)
            equal(sources(home)["addresses"], 200)
        body["now"] = b""
        equal(feed(home, "update", "--accept").returncode, 65)
        body["now"] = csv(101000, start=500)
        equal(feed(home, "update", "--accept").returncode, 0)
        equal(sources(home)["addresses"], 101200)


def test_one_list_that_fails_does_not_keep_the_others_away():
    with Home() as home, Https(GOOD, lambda r, send: reply(send, 404 if "no" in r.path else 200, csv(4))) as server:
        added(home, server.url("/no"), "a")
        added(home, server.url("/yes"), "b")
        done = feed(home, "update")
        equal(done.returncode, 69)
        check("「b」: 5 行" in done.stdout and "404" in done.stderr, done.stdout + done.stderr)


def test_a_damaged_file_of_lists_is_told():
    with Home() as home:
        os.makedirs(home.path("data/kakekomi"))
        for text in ("{", '{"feeds": 1}', '{"feeds": [{"name": "../x", "url": "https://a.example/"}]}', '{"feeds": [{"name": "x", "url": "http://a.example/"}]}',
                     '{"feeds": [{"name": "x", "url": "https://a.example/"}, {"name": "x", "url": "https://a.example/"}]}'):
            with open(home.path("data/kakekomi/feeds.json"), "w") as f:
                f.write(text)
            done = feed(home, "update")
            equal(done.returncode, 65, text)
            equal(len(done.stderr.strip().split("\n")), 1, done.stderr)


main(tests_of(sys.modules[__name__]))
