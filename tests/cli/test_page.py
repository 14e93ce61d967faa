"""The HTML form in a browser at phone, desktop and print size: nothing overflows, headings are in order, the language is set,
the contrast is enough in the light and in the dark. Chromium starts slowly: once for the facts, once for the paper."""
import json
import os
import re
import shutil
import subprocess
import sys

HERE = os.path.dirname(os.path.abspath(__file__))
sys.path.insert(0, os.path.dirname(HERE))
from lib import Home, Skip, UNDER_ASAN, check, equal, main, tests_of  # noqa: E402

WALK = ["4", "1,2", "1", "ANA", "1", "1", "受付 8841 山田さん " + "w" * 200, "d", "新しい番号で、3日後に届く", "q"]

# Runs in a page around the record: frames of phone and desktop width, measured.
PROBE = """
const facts = {};
function light(c) { const v = c.match(/[0-9.]+/g).slice(0, 3).map(x => { x /= 255; return x <= .03928 ? x / 12.92 : ((x + .055) / 1.055) ** 2.4; });
  return .2126 * v[0] + .7152 * v[1] + .0722 * v[2]; }
function ratio(a, b) { const x = light(a), y = light(b); return (Math.max(x, y) + .05) / (Math.min(x, y) + .05); }
function behind(e, view) { for (; e; e = e.parentElement) { const c = view.getComputedStyle(e).backgroundColor;
  if (!/, 0\\)$/.test(c) && c !== 'transparent') return c; } return 'rgb(255, 255, 255)'; }
function measure(frame) { const doc = frame.contentDocument, view = frame.contentWindow, root = doc.documentElement, worst = { ratio: 99 };
  for (const e of doc.querySelectorAll('body *')) { if (![...e.childNodes].some(n => n.nodeType === 3 && n.data.trim())) continue;
    const r = ratio(view.getComputedStyle(e).color, behind(e, view)); if (r < worst.ratio) { worst.ratio = r; worst.text = e.textContent.slice(0, 30); } }
  return { lang: root.lang, title: doc.title, wide: root.scrollWidth, room: root.clientWidth, worst, scripts: doc.scripts.length,
    headings: [...doc.querySelectorAll('h1,h2,h3')].map(h => +h.tagName[1]), images: [...doc.querySelectorAll('svg,img')].map(i => i.getAttribute('aria-label')),
    loaded: view.performance.getEntriesByType('resource').length, size: parseFloat(view.getComputedStyle(doc.body).fontSize) }; }
"""


def chromium(h, *args):
    if not shutil.which("chromium"):
        raise Skip("chromium is not here")
    command = ["chromium", "--no-sandbox", "--headless", "--disable-gpu", "--disable-dev-shm-usage", "--disable-background-networking",
               "--disable-component-update", "--no-first-run", "--no-default-browser-check", "--disable-sync", "--metrics-recording-only",
               "--host-resolver-rules=MAP * ~NOTFOUND", "--user-data-dir=" + h.path("chromium"), "--allow-file-access-from-files"] + list(args)
    return subprocess.run(command, capture_output=True, timeout=240, env=h.env(now=None)).stdout.decode("utf-8", "replace")


def record(h):
    equal(h.run("start", lines=WALK).returncode, 0)
    done = h.run("print", "--format", "html", "-o", h.path("record.html"))
    equal(done.returncode, 0, done.stderr)
    return open(h.path("record.html"), encoding="utf-8").read()


def test_in_a_browser():
    if UNDER_ASAN:
        raise Skip("the browser is the same one")
    with Home() as h:
        html = record(h)
        dark = html.replace("prefers-color-scheme:dark", "min-width:0")
        check(dark != html, "no dark colours")
        with open(h.path("dark.html"), "w", encoding="utf-8") as f:
            f.write(dark)
        frames = "".join('<iframe id="%s" src="%s" width="%d" height="900"></iframe>' % f for f in
                         (("phone", "record.html", 320), ("desktop", "record.html", 1200), ("dark", "dark.html", 390)))
        with open(h.path("probe.html"), "w", encoding="utf-8") as f:
            f.write("<!doctype html><meta charset=utf-8>%s<script>%s\nonload = () => { for (const f of document.querySelectorAll('iframe')) "
                    "facts[f.id] = measure(f); document.body.innerHTML = '<pre id=facts></pre>'; "
                    "document.getElementById('facts').textContent = '@@' + JSON.stringify(facts) + '@@'; };</script>" % (frames, PROBE))
        dom = chromium(h, "--virtual-time-budget=10000", "--dump-dom", "file://" + h.path("probe.html"))
        found = re.search("@@(.*)@@", dom, re.S)
        check(found, "the browser told nothing: %s" % dom[:300])
        facts = json.loads(found.group(1).replace("&amp;", "&").replace("&lt;", "<").replace("&gt;", ">"))
        equal(sorted(facts), ["dark", "desktop", "phone"])
        for size, f in facts.items():
            equal(f["lang"], "ja", size)
            check("相談と対応の記録" in f["title"], size)
            check(f["wide"] <= f["room"], "%s: %d wide in %d" % (size, f["wide"], f["room"]))
            check(f["worst"]["ratio"] >= 4.5, "%s: contrast %r" % (size, f["worst"]))
            equal(f["headings"][0], 1, size)
            for a, b in zip(f["headings"], f["headings"][1:]):
                check(b <= a + 1 and b > 1, "%s: heading %d after %d" % (size, b, a))
            equal((f["scripts"], f["loaded"]), (0, 0), "%s: scripts and things fetched" % size)
            check(f["images"] and all(f["images"]), "%s: a picture without words" % size)
            check(f["size"] >= 16, "%s: letters of %s px" % (size, f["size"]))


def test_printed_by_a_browser():
    if UNDER_ASAN:
        raise Skip("the browser is the same one")
    with Home() as h:
        record(h)
        chromium(h, "--no-pdf-header-footer", "--print-to-pdf=" + h.path("page.pdf"), "file://" + h.path("record.html"))
        check(os.path.exists(h.path("page.pdf")), "nothing was printed")
        if not shutil.which("pdfinfo"):
            raise Skip("pdfinfo is not here")
        info = subprocess.run(["pdfinfo", h.path("page.pdf")], capture_output=True, timeout=60).stdout.decode()
        size = [float(x) for x in re.search(r"Page size:\s+([\d.]+) x ([\d.]+)", info).groups()]
        check(abs(size[0] - 595.3) < 2 and abs(size[1] - 841.9) < 2, "not A4: %r" % size)
        check(1 <= int(re.search(r"Pages:\s+(\d+)", info).group(1)) <= 5, info)
        text = re.sub(r"\s+", "", subprocess.run(["pdftotext", h.path("page.pdf"), "-"], capture_output=True, timeout=60).stdout.decode())
        for words in ("受付8841山田さん", "お名前", "残っていること", "封は、ここまで"):
            check(words in text, words)


if __name__ == "__main__":
    main(tests_of(sys.modules[__name__]))
