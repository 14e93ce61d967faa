"""CACAO Security Playbooks v2.0: what we write keeps the standard's rules (checked here by hand), what we read may be hostile, and a
playbook that goes out and comes back says the same."""
import json
import os
import re
import sqlite3
import stat
import sys

HERE = os.path.dirname(os.path.abspath(__file__))
sys.path.insert(0, os.path.dirname(HERE))
from lib import Home, ROOT, Skip, check, equal, main, tests_of

UUID = r"[0-9a-f]{8}-[0-9a-f]{4}-4[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}"
TIME = r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z"
STEPS = ["start", "end", "action", "playbook-action", "parallel", "if-condition", "while-condition", "switch-condition"]
NEXT = ("on_completion", "on_success", "on_failure")


def typed(kind):
    return {"type": "string", "pattern": "^(?:%s)--%s$" % (kind, UUID)}


# The standard's rules for what we use of it, in words of our own; nothing else may stand there.
def schema():
    any_step = typed("|".join(STEPS))
    text = {"type": "string", "minLength": 1}
    variable = {"type": "object", "required": ["type"], "additionalProperties": False, "properties": {
        "type": {"enum": ["bool", "integer", "string"]}, "description": text, "value": {"type": ["string", "null"]},
        "constant": {"type": "boolean"}, "external": {"type": "boolean"}}}
    extensions = {"type": "object", "minProperties": 1, "additionalProperties": False, "patternProperties": {
        "^extension-definition--%s$" % UUID: {"type": "object", "propertyNames": {"pattern": "^[a-z0-9_]{3,250}$"}}}}
    common = {"type": {"enum": STEPS}, "name": text, "description": text, "on_completion": any_step, "step_extensions": extensions}

    def step(kind, required=(), **more):
        return {"type": "object", "additionalProperties": False, "required": ["type", *required],
                "properties": {**common, "type": {"const": kind}, **more}}

    manual = {"type": "object", "required": ["type"], "additionalProperties": False, "oneOf": [{"required": ["command"]}, {"required": ["command_b64"]}],
              "properties": {"type": {"const": "manual"}, "command": text, "command_b64": text}}
    dictionary = {"type": "object", "minProperties": 1, "additionalProperties": False, "patternProperties": {"^[a-zA-Z0-9_-]{1,250}$": text}}
    agent = {"type": "object", "required": ["type", "name"], "additionalProperties": False, "properties": {
        "type": {"enum": ["individual", "organization"]}, "name": text,
        "contact": {"type": "object", "additionalProperties": False, "properties": {"email": dictionary, "phone": dictionary, "contact_details": text}}}}
    definition = {"type": "object", "additionalProperties": False, "required": ["type", "name", "created_by", "schema", "version"], "properties": {
        "type": {"const": "extension-definition"}, "name": text, "description": text, "created_by": typed("identity"), "schema": text,
        "version": {"type": "string", "pattern": r"^\d+\.\d+\.\d+$"}}}
    end = step("end")
    del end["properties"]["on_completion"]
    return {
        "type": "object", "additionalProperties": False,
        "required": ["type", "spec_version", "id", "name", "created_by", "created", "modified", "workflow_start", "workflow"],
        "properties": {
            "type": {"const": "playbook"}, "spec_version": {"const": "cacao-2.0"}, "id": typed("playbook"), "name": text, "description": text,
            "created_by": typed("identity"), "created": {"type": "string", "pattern": "^%s$" % TIME}, "modified": {"type": "string", "pattern": "^%s$" % TIME},
            "playbook_extensions": extensions,
            "playbook_variables": {"type": "object", "additionalProperties": False, "patternProperties": {r"^__[a-zA-Z][a-zA-Z0-9_-]{0,245}__$": variable}},
            "workflow_start": typed("start"),
            "workflow": {"type": "object", "minProperties": 3, "additionalProperties": False, "patternProperties": {
                "^start--%s$" % UUID: step("start", ["on_completion"]),
                "^end--%s$" % UUID: end,
                "^action--%s$" % UUID: step("action", ["name", "on_completion", "commands", "agent"], agent=typed("individual|organization"),
                                           commands={"type": "array", "minItems": 1, "items": manual},
                                           targets={"type": "array", "minItems": 1, "uniqueItems": True, "items": typed("organization")},
                                           out_args={"type": "array", "minItems": 1, "items": {"type": "string", "pattern": "^__.+__$"}}),
                "^if-condition--%s$" % UUID: step("if-condition", ["condition", "on_true", "on_completion"], condition=text, on_true=any_step, on_false=any_step),
                "^switch-condition--%s$" % UUID: step("switch-condition", ["switch", "cases", "on_completion"], switch={"type": "string", "pattern": "^__.+__:value$"},
                                                      cases={"type": "object", "minProperties": 1, "additionalProperties": any_step}),
            }},
            "agent_definitions": {"type": "object", "additionalProperties": False, "patternProperties": {"^(individual|organization)--%s$" % UUID: agent}},
            "target_definitions": {"type": "object", "additionalProperties": False, "patternProperties": {"^organization--%s$" % UUID: agent}},
            "extension_definitions": {"type": "object", "additionalProperties": False, "patternProperties": {"^extension-definition--%s$" % UUID: definition}},
        }}


def validate(p, what):
    try:
        import jsonschema
    except ImportError:
        raise Skip("python3-jsonschema is not here")
    for fault in jsonschema.Draft7Validator(schema()).iter_errors(p):
        raise AssertionError("%s: %s: %s" % (what, "/".join(map(str, fault.path)), fault.message[:200]))


def branches(step):
    """Where a step's branches begin."""
    return [step[k] for k in ("on_true", "on_false") if k in step] + list(step.get("cases", {}).values())


def walk(p, what):
    """Follows every branch to its end; returns the actions in order, each with the conditions it stands under."""
    flow, seen, actions = p["workflow"], {}, []

    def follow(at, under, path):
        while True:
            check(at in flow, "%s: %s is nowhere" % (what, at))
            check(at not in path, "%s: a circle at %s" % (what, at))
            check(at not in seen, "%s: two ways lead to %s" % (what, at))
            seen[at] = True
            path = path | {at}
            s = flow[at]
            equal(s["type"], at.split("--")[0], "type")
            if s["type"] == "end":
                return
            if s["type"] == "action":
                actions.append((s, under))
            if s["type"] == "if-condition":
                follow(s["on_true"], under + [s["condition"]], path)
                if "on_false" in s:
                    follow(s["on_false"], under + ["not " + s["condition"]], path)
            for case, first in s.get("cases", {}).items():
                follow(first, under + [case], path)
            check("on_completion" in s, "%s: %s ends nowhere" % (what, at))
            at = s["on_completion"]

    follow(p["workflow_start"], [], frozenset())
    equal(sorted(set(flow) - set(seen)), [], what + ": steps nobody reaches")
    return actions


def ids_exist(p, what):
    for s in p["workflow"].values():
        check(s.get("agent") is None or s["agent"] in p["agent_definitions"], what + ": agent")
        for t in s.get("targets", []):
            check(t in p["target_definitions"], what + ": target")
        for x in s.get("step_extensions", {}):
            check(x in p["extension_definitions"], what + ": extension")
        for name in re.findall(r"(__\w+?__):value", s.get("condition", "") + s.get("switch", "")) + s.get("out_args", []):
            check(name in p["playbook_variables"], "%s: %s is no variable" % (what, name))
    for x in p.get("playbook_extensions", {}):
        check(x in p["extension_definitions"], what + ": extension")


# --- conditions, as STIX patterning has them ---

TOKEN = re.compile(r"\s*(\(|\)|,|!=|=|'[^']*'|__\w+?__:value|[A-Za-z]+)")


def tokens(text):
    at, out = 0, []
    while at < len(text):
        found = TOKEN.match(text, at)
        check(found is not None, "no condition: %r" % text[at:])
        out.append(found.group(1))
        at = found.end()
    return out


def holds(text, values):
    """Whether a condition holds on {variable: value}."""
    row = tokens(text)

    def literal():
        t = row.pop(0)
        return {"true": "true", "false": "false"}.get(t) or (t[1:-1] if t[0] == "'" else t)

    def comparison():
        if row[0] == "(":
            row.pop(0)
            value = either()
            equal(row.pop(0), ")")
            return value
        name = row.pop(0)
        check(name.endswith(":value"), "no variable: " + name)
        value, op = values[name[:-6]], row.pop(0)
        negated = op == "NOT"
        op = row.pop(0) if negated else op
        if op == "IN":
            equal(row.pop(0), "(")
            wanted = [literal()]
            while row[0] == ",":
                row.pop(0)
                wanted.append(literal())
            equal(row.pop(0), ")")
            return (value in wanted) != negated
        check(op in ("=", "!="), "no comparison: " + op)
        return ((value == literal()) == (op == "=")) != negated

    def both():
        value = comparison()
        while row and row[0] == "AND":
            row.pop(0)
            value = comparison() and value
        return value

    def either():
        value = both()
        while row and row[0] == "OR":
            row.pop(0)
            value = both() or value
        return value

    result = either()
    equal(row, [], "left over of " + text)
    return result


# --- what we write ---

def playbooks():
    folder = os.path.join(ROOT, "playbooks")
    out = {}
    for name in sorted(os.listdir(folder)):
        if name.endswith(".json"):
            with open(os.path.join(folder, name), encoding="utf-8") as f:
                content = json.load(f)
            if "order" in content:
                out[content["id"]] = content
    return out


def export(home, playbook, *more, **env):
    done = home.run("playbook", "export", playbook, "--format", "cacao", *more, **env)
    equal((done.returncode, done.stderr), (0, ""), playbook)
    return done.stdout


def extension(thing, members="step_extensions"):
    (only,) = thing[members].values()
    return only


def test_every_playbook_keeps_the_rules():
    ids = set()
    with Home() as h:
        for name, ours in playbooks().items():
            p = json.loads(export(h, name))
            validate(p, name)
            check(p["created"] <= p["modified"], name + ": times")
            ids_exist(p, name)
            actions = walk(p, name)
            have = {extension(s)["step_id"] for s, _ in actions}
            wanted = {s if isinstance(s, str) else s["step"] for s in ours["steps"]}
            equal(wanted - have, set(), name + ": steps")
            for s, _ in actions:
                check(not re.search(r"\{[a-z_.]+\}", json.dumps(s, ensure_ascii=False)), "%s: %s is not filled in" % (name, s["name"]))
            check(not ids & set(p["workflow"]), name + ": a step's id is another playbook's")
            ids |= set(p["workflow"])


def test_the_same_bytes_each_time():
    with Home() as h:
        for name in ("card-entered", "ana-login"):
            first = export(h, name)
            equal(export(h, name, now="2031-01-01T00:00:00+09:00", TZ="America/New_York"), first, name)
            with open(h.path("x.json"), "w") as f:
                f.write("old")
            done = h.run("playbook", "export", name, "-o", h.path("x.json"))
            equal(done.returncode, 73)
            equal(open(h.path("x.json")).read(), "old")
            done = h.run("playbook", "export", name, "-o", h.path("x.json"), "--force")
            equal((done.returncode, open(h.path("x.json"), encoding="utf-8").read()), (0, first))


def test_ids_do_not_hang_on_the_language():
    with Home() as h:
        ja, en = (json.loads(export(h, "card-entered", "--lang", lang)) for lang in ("ja", "en"))
        equal(list(ja["workflow"]), list(en["workflow"]))
        first = next(s for s in ja["workflow"].values() if s["type"] == "action")
        other = next(s for s in en["workflow"].values() if s["type"] == "action")
        equal(extension(first)["translations"]["en"]["title"], other["name"])
        equal(extension(other)["translations"]["ja"]["title"], first["name"])
        equal(extension(other)["translations"]["ja"]["how"], [c["command"] for c in first["commands"]])


def desk(p, number):
    return [t for t in p["target_definitions"].values() if number in t.get("contact", {}).get("phone", {}).values()]


def test_desks_hours_and_scripts():
    with Home() as h:
        p = json.loads(export(h, "card-entered"))
        (hotline,) = desk(p, "188")
        equal(hotline["type"], "organization")
        call = next(s for s in p["workflow"].values() if s["type"] == "action" and extension(s)["action"] == "consumer.188")
        check(p["target_definitions"][call["targets"][0]] == hotline, "the hotline is whom that step calls")
        equal(extension(call)["hours"]["timezone"], "+09:00")
        check(extension(call)["hours"]["source"] and extension(call)["hours"]["checked"], "source")
        stop = next(s for s in p["workflow"].values() if s["type"] == "action" and extension(s)["step_id"] == "card.stop")
        check({"say", "read", "listen", "capture", "done"} <= set(extension(stop)), "scripts")
        equal(extension(stop)["urgency"], "now")
        switch = p["workflow"][stop["on_completion"]]
        equal(switch["switch"], "__outcome__:value")
        equal(sorted(switch["cases"]), ["refused", "unreachable"])


def values_for(p, facts):
    values = {name: v["value"] for name, v in p["playbook_variables"].items()}
    for key, given in facts.items():
        for v in given:
            one = "__%s__" % key
            several = "__%s_%s__" % (key, v.replace("-", "_"))
            if one in values:
                values[one] = v
            if several in values:
                values[several] = "true"
    return values


def followed(p, facts):
    """The actions a reader of the file would do with these facts, nothing having gone wrong."""
    values, out = values_for(p, facts), []

    def follow(at):
        while p["workflow"][at]["type"] != "end":
            s = p["workflow"][at]
            if s["type"] == "action":
                out.append(extension(s)["step_id"])
            if s["type"] == "if-condition":
                branch = s["on_true"] if holds(s["condition"], values) else s.get("on_false")
                if branch:
                    follow(branch)
            at = s["on_completion"]

    follow(p["workflow_start"])
    return out


FACTS = [{"entered": ["card"]}, {"entered": ["card", "pin"], "card_at_hand": ["no"]}, {"entered": ["security-code"], "card_at_hand": ["no"], "seat": ["card-desk"]},
         {"about": ["bill"], "received": ["sms"], "did": ["clicked"]}, {"about": ["bill"], "received": ["letter"], "did": ["paid"], "paid_by": ["prepaid"]},
         {"claims": ["ana"], "about": ["miles-expiring"], "received": ["mail"], "did": ["opened"]}, {"received": ["popup"], "did": ["called", "installed"]},
         {"received": ["code"], "own_payment": ["no"]}, {"claims": ["mufg"], "entered": ["bank-account", "password"], "loss": ["yes"]}]


def test_conditions_mean_what_ours_mean():
    """Followed with some facts, the file leads to the steps the plan takes from that playbook."""
    with Home() as h:
        ours = playbooks()
        files = {name: json.loads(export(h, name)) for name in ours}
        for facts in FACTS:
            args = [a for k, v in facts.items() for a in ("--fact", "%s=%s" % (k, ",".join(v)))]
            done = h.run("plan", *args, "--json", "--at", "2026-02-12T10:42:00+09:00")
            if done.returncode == 2:  # a value this guidance does not have
                continue
            planned = {s["id"] for s in json.loads(done.stdout)["steps"]}
            taken = {name: followed(p, facts) for name, p in files.items()}
            union = {s for steps in taken.values() for s in steps}
            actions = {extension(s)["step_id"]: extension(s)["action"] for p in files.values() for s in p["workflow"].values() if s["type"] == "action"}
            check(planned & set(actions) and not [s for s in planned if s in actions and s not in union and actions[s] not in {actions[u] for u in union}],
                  "%s: planned, but in no file: %s" % (facts, planned - union))
            missing = {actions[s] for s in union} - {actions[s] for s in planned if s in actions}
            equal(missing, set(), "%s: in the files, but not planned" % facts)


# --- a walked case ---

WALK = ["4", "1,2", "1", "ANA", "1", "1", "受付 8841 山田さん", "d", "新しい番号で、3日後に届く", "1", "2", "c", "", "q"]


def walked(h, lines, *more, **env):
    done = h.run("start", *more, lines=lines, **env)
    equal(done.returncode, 0, done.stderr)
    return h.json("list", "--json")[0]["case"]


def printed(h, case, *more, **env):
    done = h.run("print", case, "--format", "cacao", *more, **env)
    equal(done.returncode, 0, done.stderr)
    p = json.loads(done.stdout)
    validate(p, "case")
    ids_exist(p, "case")
    return p, [s for s, _ in walk(p, "case")]


def test_a_walked_case():
    with Home() as h:
        case = walked(h, WALK)
        p, actions = printed(h, case)
        record = h.json("print", case, "--format", "json")
        wanted = [(e["action"], e["outcome"], e["text"], e["at"]) for e in record["entries"] if e["kind"] == "outcome"]
        got = [(extension(s)["action"], o["outcome"], o.get("note", ""), o["at"]) for s in actions for o in extension(s).get("outcomes", [])]
        check(len(wanted) >= 2, "outcomes: %s" % wanted)
        equal(sorted(g[:3] for g in got), sorted(w[:3] for w in wanted))
        check(all(re.fullmatch(TIME, g[3]) for g in got), "times")
        equal({g[3] for g in got}, {"2026-02-12T01:42:00.000Z"}, "in UTC")
        equal(extension(p, "playbook_extensions")["seal"], record["seal"])
        equal(extension(p, "playbook_extensions")["intact"], True)
        equal(p["created"], "2026-02-12T01:42:00.000Z")
        planned = [s["id"] for s in h.json("plan", *[a for k, v in record["facts"].items() for a in ("--fact", "%s=%s" % (k, ",".join(v)))], "--json")["steps"]]
        check(set(planned) <= {extension(s)["step_id"] for s in actions}, "every planned step")
        equal(printed(h, case)[0], p, "the same twice")


def test_a_case_without_names_and_in_english():
    with Home() as h:
        case = walked(h, WALK)
        p, _ = printed(h, case, "--redact-names")
        check("山田" in json.dumps(printed(h, case)[0], ensure_ascii=False), "a name")
        check("山田" not in json.dumps(p, ensure_ascii=False), "a name is left")
        english, actions = printed(h, case, "--lang", "en")
        check(not re.search("[\u3040-\u30ff]", actions[0]["description"]), actions[0]["description"])
        equal(list(english["workflow"]), list(printed(h, case)[0]["workflow"]), "ids")


def test_a_case_with_nothing_done():
    with Home() as h:
        case = walked(h, ["q"], "--fact", "entered=card", "--walk")
        _, actions = printed(h, case)
        check(all("outcomes" not in extension(s) for s in actions), "nothing was done")
        equal({extension(s)["status"] for s in actions} - {"open", "waiting", "held"}, set())


def test_a_broken_record_says_so():
    with Home() as h:
        case = walked(h, WALK)
        db = sqlite3.connect(h.db)
        for (name,) in db.execute("SELECT name FROM sqlite_master WHERE type = 'trigger'").fetchall():
            db.execute('DROP TRIGGER "%s"' % name)
        db.execute("UPDATE contents SET text = '変えた' WHERE n = (SELECT max(n) FROM contents)")
        db.commit()
        db.close()
        done = h.run("print", case, "--format", "cacao")
        equal(extension(json.loads(done.stdout), "playbook_extensions")["intact"], False)
        check(done.stderr, "no warning")


# --- what we read ---

def save(h, name, content):
    path = h.path(name)
    with open(path, "wb") as f:
        f.write(content if isinstance(content, bytes) else json.dumps(content, ensure_ascii=False).encode("utf-8"))
    return path


def taken(h, path, folder, *more, **env):
    done = h.run("playbook", "import", path, "-o", h.path(folder), *more, **env)
    equal(done.returncode, 0, done.stderr)
    layer = {}
    for d, _, names in os.walk(h.path(folder)):
        for name in names:
            with open(os.path.join(d, name), encoding="utf-8") as f:
                layer[os.path.relpath(os.path.join(d, name), h.path(folder))] = json.load(f)
    return layer, done.stderr


def plan(h, facts, **env):
    args = [a for k, v in facts.items() for a in ("--fact", "%s=%s" % (k, ",".join(v)))]
    done = h.run("plan", *args, "--json", "--at", "2026-02-12T10:42:00+09:00", **env)
    return json.loads(done.stdout)["steps"] if done.returncode == 0 else None


def test_out_and_back_says_the_same():
    """Every playbook goes out and comes back into one layer: the same steps in the same order, and the same plans."""
    with Home() as h:
        for name, ours in playbooks().items():
            path = save(h, name + ".cacao.json", export(h, name).encode("utf-8"))
            actions = [extension(s)["step_id"] for s, under in walk(json.loads(export(h, name)), name) if not {"closed", "unreachable", "refused"} & set(under)]
            layer, told = taken(h, path, "layer", "--force")
            check("移" not in told, "%s: %s" % (name, told))
            equal([k for k in layer if k.startswith("steps")], [], name + ": its steps are ours")
            equal([u["step"] for u in layer[name + ".json"]["steps"]], actions, name)
            equal(sorted(actions), sorted(s if isinstance(s, str) else s["step"] for s in ours["steps"]), name)
            equal(layer[name + ".json"]["title"], ours["title"])
        done = h.run("playbook", "check", h.path("layer"))
        equal(done.returncode, 0, done.stdout)
        for facts in FACTS:
            before, after = plan(h, facts), plan(h, facts, KAKEKOMI_PLAYBOOKS=h.path("layer"))
            if before is None:
                continue
            drop = lambda steps: sorted((s["id"], s["action"], s["urgency"], s["contact"] and s["contact"]["id"]) for s in steps)
            equal(drop(after), drop(before), str(facts))


def uuid(n, kind="action"):
    return "%s--00000000-0000-4000-8000-%012d" % (kind, n)


def small(*commands, **more):
    """A playbook of another house: start, an action for each command, end."""
    flow = {uuid(0, "start"): {"type": "start", "on_completion": uuid(1) if commands else uuid(0, "end")}}
    for i, c in enumerate(commands, 1):
        flow[uuid(i)] = {"type": "action", "name": "step %d" % i, "agent": uuid(1, "individual"), "commands": [{"type": "manual", "command": c}],
                         "on_completion": uuid(i + 1) if i < len(commands) else uuid(0, "end")}
    flow[uuid(0, "end")] = {"type": "end"}
    p = {"type": "playbook", "spec_version": "cacao-2.0", "id": uuid(7, "playbook"), "name": "Theirs", "created_by": uuid(8, "identity"),
         "created": "2025-01-01T00:00:00.000Z", "modified": "2025-01-02T00:00:00.000Z", "workflow_start": uuid(0, "start"), "workflow": flow,
         "agent_definitions": {uuid(1, "individual"): {"type": "individual", "name": "someone"}}}
    p.update(more)
    return p


def test_a_playbook_of_another_house():
    p = small("Look at the mail.", "Call {brand.name}.")
    flow = p["workflow"]
    flow[uuid(1)]["commands"] += [{"type": "bash", "command": "rm -rf /"}, {"type": "manual", "command_b64": "44GT44KT44Gr44Gh44Gv"}]
    flow[uuid(1)]["targets"] = [uuid(5, "organization")]
    p["target_definitions"] = {uuid(5, "organization"): {"type": "organization", "name": "Help desk", "contact": {"phone": {"work": "03-0000-0000"}}}}
    flow[uuid(0, "start")]["on_completion"] = uuid(1, "if-condition")
    flow[uuid(1, "if-condition")] = {"type": "if-condition", "condition": "__entered_card__:value = true OR __received__:value IN ('mail', 'sms')",
                                     "on_true": uuid(1), "on_completion": uuid(9, "end")}
    flow[uuid(9, "end")] = {"type": "end"}
    flow[uuid(1)]["on_completion"] = uuid(2, "if-condition")
    flow[uuid(2, "if-condition")] = {"type": "if-condition", "condition": "__weather__:value = 'rain'", "on_true": uuid(2), "on_completion": uuid(8, "end")}
    flow[uuid(8, "end")] = {"type": "end"}
    flow[uuid(3)] = dict(flow[uuid(2)], name="nobody comes here")
    with Home() as h:
        layer, told = taken(h, save(h, "p.json", p), "layer", LANG="en_US.UTF-8")
        book, steps = layer["cacao-00000000.json"], layer["steps/cacao-00000000.json"]["steps"]
        equal(book["when"], {"any": [{"fact": "entered", "is": "card"}, {"fact": "received", "is": ["mail", "sms"]}]})
        equal([s["title"] for s in steps], ["step 1", "step 2"])
        equal(steps[0]["how"], ["Look at the mail.", "こんにちは"])
        equal(steps[1]["how"], ["Only if: __weather__:value = 'rain'", "Call (brand.name)."])
        check("03-0000-0000" not in json.dumps(layer), "a number without a source")
        lines = told.splitlines()
        for word in ("bash", "Help desk", "weather", "nobody comes here"):
            equal(len([line for line in lines if word in line]), 1, word)
        equal(h.run("playbook", "check", h.path("layer")).returncode, 0)
        ids = [s["id"] for s in plan(h, {"entered": ["card"]}, KAKEKOMI_PLAYBOOKS=h.path("layer"))]
        equal([i for i in ids if i.startswith("cacao-00000000.")], ["cacao-00000000.1", "cacao-00000000.2"])
        equal([i for i in (s["id"] for s in plan(h, {"received": ["letter"]}, KAKEKOMI_PLAYBOOKS=h.path("layer"))) if i.startswith("cacao")], [])


def test_without_a_condition_it_never_applies():
    with Home() as h:
        layer, told = taken(h, save(h, "p.json", small("Do it.")), "layer")
        equal(layer["cacao-00000000.json"]["when"], {"any": []})
        check("when" in told, told)
        equal([s["id"] for s in plan(h, {"entered": ["card"]}, KAKEKOMI_PLAYBOOKS=h.path("layer")) if s["id"].startswith("cacao")], [])


def test_what_a_file_says_about_itself_is_told():
    """Signatures are not believed, a revocation and a last day are not lost in silence, extensions of others are named."""
    theirs = uuid(4, "extension-definition")
    p = small("Do it.", revoked=True, valid_until="2025-02-01T00:00:00.000Z", playbook_extensions={theirs: {"a": [1, {"b": None}]}},
              signatures=[{"type": "jss", "id": uuid(5, "signature"), "signee": "Their CERT", "value": "AAAA"}, 7],
              extension_definitions={theirs: {"type": "extension-definition", "name": "their own", "created_by": uuid(8, "identity"), "schema": "x",
                                              "version": "1.0.0"}})
    with Home() as h:
        layer, told = taken(h, save(h, "p.json", p), "layer", LANG="en_US.UTF-8")
        lines = told.splitlines()
        for word in ("signature was not checked (Their CERT)", "not checked (?)", "revoked this playbook: Theirs", "2025-02-01", "extension not carried over: their own"):
            equal(len([line for line in lines if word in line]), 1, word)
        equal(len(layer["steps/cacao-00000000.json"]["steps"]), 1)
        for odd in ({"signatures": "x"}, {"signatures": {}}, {"revoked": "yes"}, {"valid_until": 7}, {"extension_definitions": []}):
            check(taken(h, save(h, "q.json", small("Do it.", **odd)), "odd", "--force")[0], odd)


def test_loops_and_results():
    """A loop comes once and says so; of two ways after a step the one of success is taken; members may stand in any order."""
    loop = small("One.", "Two.", "Three.")
    loop["workflow"][uuid(1)]["on_completion"] = uuid(1, "while-condition")
    loop["workflow"][uuid(1, "while-condition")] = {"on_completion": uuid(3), "on_true": uuid(2), "condition": "__tries__:value < 3", "type": "while-condition"}
    loop["workflow"][uuid(2)]["on_completion"] = uuid(5, "end")
    result = small("One.", "Two.", "Three.")
    del result["workflow"][uuid(1)]["on_completion"]
    result["workflow"][uuid(1)].update(on_failure=uuid(3), on_success=uuid(2))
    result["workflow"][uuid(2)]["on_completion"] = uuid(5, "end")
    for p in (loop, result):
        p["workflow"][uuid(5, "end")] = {"type": "end"}
        p["workflow"] = dict(reversed(p["workflow"].items()))
    with Home() as h:
        layer, told = taken(h, save(h, "loop.json", dict(reversed(loop.items()))), "loop", LANG="en_US.UTF-8")
        equal([s["how"][-1] for s in layer["steps/cacao-00000000.json"]["steps"]], ["One.", "Two.", "Three."])
        check("repetition" in told and "__tries__:value < 3" in told, told)
        layer, told = taken(h, save(h, "result.json", result), "result", LANG="en_US.UTF-8")
        equal([s["how"][-1] for s in layer["steps/cacao-00000000.json"]["steps"]], ["One.", "Two."])
        check("step 3" in told, told)


def test_out_in_and_out_again():
    """What came in goes out under the same ids and comes in again as the same files."""
    with Home() as h:
        first, _ = taken(h, save(h, "p.json", small("One.", "Two.", name="よその手順書")), "a")
        twice = [json.loads(h.run("playbook", "export", "cacao-00000000", KAKEKOMI_PLAYBOOKS=h.path("a")).stdout) for _ in range(2)]
        equal(twice[0], twice[1])
        validate(twice[0], "exported")
        second, _ = taken(h, save(h, "q.json", twice[0]), "b")
        equal(second["cacao-00000000.json"]["title"], "よその手順書")
        equal([s["how"] for s in second["steps/cacao-00000000.json"]["steps"]], [s["how"] for s in first["steps/cacao-00000000.json"]["steps"]])
        again = json.loads(h.run("playbook", "export", "cacao-00000000", KAKEKOMI_PLAYBOOKS=h.path("b")).stdout)
        equal(again["id"], twice[0]["id"])
        equal(again["workflow_start"], twice[0]["workflow_start"])
        equal(sorted(again["workflow"]), sorted(twice[0]["workflow"]))


def test_switches_and_parallels():
    p = small("One.", "Two.", "Three.", "Four.")
    flow = p["workflow"]
    flow[uuid(0, "start")]["on_completion"] = uuid(1, "switch-condition")
    for i in (1, 2, 3, 4):
        flow[uuid(i)]["on_completion"] = uuid(i, "end")
        flow[uuid(i, "end")] = {"type": "end"}
    flow[uuid(1, "switch-condition")] = {"type": "switch-condition", "switch": "__received__:value", "on_completion": uuid(1, "parallel"),
                                         "cases": {"mail": uuid(1), "default": uuid(2)}}
    flow[uuid(1, "parallel")] = {"type": "parallel", "next_steps": [uuid(3), uuid(4)], "on_completion": uuid(0, "end")}
    with Home() as h:
        layer, _ = taken(h, save(h, "p.json", p), "layer")
        uses = layer["cacao-00000000.json"]["steps"]
        equal([u.get("when") for u in uses], [{"fact": "received", "is": "mail"}, {"not": {"fact": "received", "is": "mail"}}, None, None])


def nested(depth):
    flow = {}
    for i in range(depth):
        flow[uuid(i, "if-condition")] = {"type": "if-condition", "condition": "__received__:value = 'mail'", "on_completion": uuid(i, "end"),
                                         "on_true": uuid(i + 1, "if-condition") if i + 1 < depth else uuid(1)}
        flow[uuid(i, "end")] = {"type": "end"}
    p = small("Do it.")
    p["workflow"].update(flow)
    p["workflow"][uuid(1)]["on_completion"] = uuid(depth, "end")
    p["workflow"][uuid(depth, "end")] = {"type": "end"}
    p["workflow"][uuid(0, "start")]["on_completion"] = uuid(0, "if-condition")
    return p


def changed(p, *path):
    """The playbook with the member at `path` (all but the last) set to the last; None takes it away."""
    p = json.loads(json.dumps(p))
    at = p
    for key in path[:-2]:
        at = at[key]
    if path[-1] is None:
        del at[path[-2]]
    else:
        at[path[-2]] = path[-1]
    return p


def hostile():
    good = small("One.", "Two.")
    flow, a, b = "workflow", uuid(1), uuid(2)
    for member in ("type", "spec_version", "id", "name", "created_by", "created", "modified", "workflow_start", "workflow"):
        yield "no " + member, changed(good, member, None)
        yield "a wrong " + member, changed(good, member, 7)
    yield "version 1", changed(good, "spec_version", "1.0")
    yield "an id that is none", changed(good, "id", "playbook--1234")
    yield "another's id", changed(good, "created_by", uuid(1))
    yield "no milliseconds", changed(good, "created", "2025-01-01T00:00:00Z")
    yield "month 13", changed(good, "modified", "2025-13-01T00:00:00.000Z")
    yield "a start that is not there", changed(good, "workflow_start", uuid(44, "start"))
    yield "a circle", changed(good, flow, b, "on_completion", a)
    yield "a circle of one", changed(good, flow, a, "on_completion", a)
    yield "a step that is not there", changed(good, flow, a, "on_completion", uuid(99))
    yield "a step that leads nowhere", changed(good, flow, a, "on_completion", None)
    yield "a step of another type", changed(good, flow, a, "type", "end")
    yield "a step that is a list", changed(good, flow, a, [])
    yield "a key that is no id", changed(good, flow, "action--../../etc/passwd", good[flow][a])
    yield "commands that are text", changed(good, flow, a, "commands", "run")
    yield "no commands", changed(good, flow, a, "commands", [])
    yield "no agent", changed(good, flow, a, "agent", None)
    yield "a command without words", changed(good, flow, a, "commands", [{"type": "manual"}])
    yield "base64 that is none", changed(good, flow, a, "commands", [{"type": "manual", "command_b64": "!!!!"}])
    yield "base64 of bad UTF-8", changed(good, flow, a, "commands", [{"type": "manual", "command_b64": "/////w=="}])
    yield "a control character", changed(good, flow, a, "name", "a\x1b[2Jb")
    yield "a backspace in a command", changed(good, flow, a, "commands", [{"type": "manual", "command": "a\bb"}])
    yield "a name without end", changed(good, flow, a, "name", "x" * 9000)
    yield "two ways to one step", changed(changed(good, flow, uuid(1, "parallel"), {"type": "parallel", "next_steps": [a, b], "on_completion": uuid(0, "end")}),
                                          flow, uuid(0, "start"), "on_completion", uuid(1, "parallel"))
    yield "cases that are a list", changed(good, flow, a, {"type": "switch-condition", "switch": "__x__:value", "cases": [b], "on_completion": b})
    yield "nothing to do", small()
    yield "40 levels", nested(40)
    yield "10,000 steps", small(*["Do it."] * 10000)
    yield "2,500 short steps", changed(small(), flow, {uuid(i, "end"): {"type": "end"} for i in range(2500)})
    yield "bad UTF-8", json.dumps(good).encode().replace(b"One.", b"\xff\xfe")
    yield "a NUL", json.dumps(changed(good, "name", "a\0b")).encode()
    yield "the same key twice", json.dumps(good).encode().replace(b'"name": "Theirs"', b'"name": "Theirs", "name": "Ours"')
    yield "depth without end", b"[" * 100000
    yield "half a file", json.dumps(good).encode()[:-40]
    yield "no file at all", b""
    yield "a list", b"[1, 2]"
    yield "null", b"null"
    ours = {"extension-definition--03cdfc61-eb75-41e2-83d8-646b267ecf61": {"playbook_id": "../../etc/x"}}
    yield "a name that is a path", changed(good, "playbook_extensions", ours)
    yield "the interview's name", changed(good, "playbook_extensions", {k: {"playbook_id": "interview"} for k in ours})
    yield "our member, of another kind", changed(good, flow, a, "step_extensions", {k: {"say": {"a": 1}} for k in ours})
    yield "our urgency, unknown", changed(good, flow, a, "step_extensions", {k: {"urgency": "soon"} for k in ours})
    yield "our reminder, endless", changed(good, flow, a, "step_extensions", {k: {"remind_minutes": 1e300} for k in ours})


def test_hostile_files_are_one_line():
    with Home() as h:
        for what, content in hostile():
            done = h.run("playbook", "import", save(h, "x.json", content), "-o", h.path("layer"))
            check(done.returncode in (65, 66), "%s: status %d: %s" % (what, done.returncode, done.stderr))
            check(done.stderr.startswith("kakekomi: ") and done.stderr.count("\n") == 1 and len(done.stderr) < 1200, "%s: %r" % (what, done.stderr))
            check("x.json" in done.stderr and "error." not in done.stderr, "%s: %r" % (what, done.stderr))
            check(not re.search("[\x00-\x08\x0b-\x1f\x7f]", done.stderr), what + ": control characters")
            check(not os.path.exists(h.path("layer")), what + ": something was written")


def test_our_extension_is_known_by_its_id():
    """hostile() would prove nothing if that id were another one."""
    with Home() as h:
        equal(list(json.loads(export(h, "card-entered"))["extension_definitions"]), ["extension-definition--03cdfc61-eb75-41e2-83d8-646b267ecf61"])


def test_nothing_is_overwritten():
    with Home() as h:
        path = save(h, "p.json", small("Do it."))
        taken(h, path, "layer")
        before = open(h.path("layer/cacao-00000000.json"), encoding="utf-8").read()
        equal(h.run("playbook", "import", save(h, "q.json", small("Other.", "More.")), "-o", h.path("layer")).returncode, 73)
        equal(open(h.path("layer/cacao-00000000.json"), encoding="utf-8").read(), before)
        layer, _ = taken(h, h.path("q.json"), "layer", "--force")
        equal(len(layer["steps/cacao-00000000.json"]["steps"]), 2)
        equal(sorted(layer), ["cacao-00000000.json", "steps/cacao-00000000.json"], "nothing beside")
        check(h.run("playbook", "import", path, "-o", path).returncode in (73, 74), "a file is no folder")
        equal(h.run("playbook", "import", h.path("none.json"), "-o", h.path("l2")).returncode, 66)
        equal(h.run("playbook", "import", h.dir, "-o", h.path("l2")).returncode, 66)


def test_a_changed_step_becomes_a_step_of_its_own():
    with Home() as h:
        p = json.loads(export(h, "card-entered"))
        stop = next(s for s in p["workflow"].values() if s["type"] == "action" and extension(s)["step_id"] == "card.stop")
        stop["commands"][0]["command"] = "わたしたちの言い方です。"
        layer, _ = taken(h, save(h, "p.json", p), "layer")
        (step,) = layer["steps/card-entered.json"]["steps"]
        equal((step["id"], step["action"], step["how"][0], step["contact"]), ("card-entered.1", "card.stop", "わたしたちの言い方です。", "card-lost"))
        ours = [s for s in plan(h, {"entered": ["card"]}, KAKEKOMI_PLAYBOOKS=h.path("layer")) if s["action"] == "card.stop"]
        equal([s["id"] for s in ours], ["card-entered.1"])


def test_unknown_playbooks_and_forms():
    with Home() as h:
        done = h.run("playbook", "export", "card-enterd")
        equal(done.returncode, 66)
        check("card-entered" in done.stderr and done.stderr.count("\n") == 1, done.stderr)
        done = h.run("playbook", "export", "zzzzzzzzzz")
        equal((done.returncode, done.stderr.count("\n")), (66, 1))
        done = h.run("playbook", "export", "card-entered", "--format", "bpmn")
        equal(done.returncode, 2)
        check("cacao" in done.stderr, done.stderr)
        done = h.run("playbook", "export", "card-entered", "-o", h.path("no/such/place.json"))
        equal((done.returncode, done.stderr.count("\n")), (73, 1))
        # A rename over a pipe or a device would take it away, --force or not.
        os.mkfifo(h.path("pipe"))
        for force in ((), ("--force",)):
            done = h.run("playbook", "export", "card-entered", "-o", h.path("pipe"), *force)
            equal((done.returncode, done.stderr.count("\n")), (73, 1))
            check(stat.S_ISFIFO(os.stat(h.path("pipe")).st_mode), "the pipe is gone")
        equal(h.run("playbook", "export", "card-entered", "-o", h.dir, "--force").returncode, 73)


if __name__ == "__main__":
    main(tests_of(sys.modules[__name__]))
