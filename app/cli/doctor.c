/* kakekomi doctor: what is old, ended, missing or broken, and how to mend each. */
#include "cli/doctor.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/path.h"
#include "base/text.h"
#include "guide/age.h"
#include "guide/hours.h"
#include "guide/layer.h"
#include "net/packs.h"
#include "net/signed.h"

#include "base/banned.h"

const struct option_row doctor_options[] = {
	{ "json", NULL, "help.opt.json" },
	{ NULL, NULL, NULL },
};

enum { NUMBER_SIZE = 24, NAMED_MOST = 5, FROZEN_DAYS = 90, HANG = 8 };

static const char *const states[] = { "good", "note", "mend" };

/* --- telling --- */

static void put_lines(const struct doctor *d, enum finding_state state, const char *text, const char *mend)
{
	struct buf line = { 0 }, clean = { 0 };
	char key[40];

	snprintf(key, sizeof key, "doctor.state.%s", states[state]);
	const char *word = say_text(&d->x->say, key);
	if (d->screen) {
		screen_item(d->screen, 0, word, HANG, text);
		if (mend)
			screen_item(d->screen, HANG, "→", HANG + 2, mend);
		return;
	}
	buf_addf(&line, "%s  %s", word, text);
	text_clean(buf_str(&line), false, &clean);
	puts(buf_str(&clean));
	if (mend)
		printf("    → %s\n", mend);
	buf_free(&line);
	buf_free(&clean);
}

static void put_finding(struct doctor *d, enum finding_state state, const char *text, const char *mend)
{
	d->to_mend += state == FINDING_MEND;
	if (d->rows) {
		json *row = json_add_object(d->rows, NULL);
		json_add_text(row, "check", d->examination);
		json_add_text(row, "state", states[state]);
		json_add_text(row, "message", text);
		json_add_text(row, "mend", mend);
	} else {
		put_lines(d, state, text, mend);
	}
}

void finding(struct doctor *d, enum finding_state state, const char *key, const char *what, const char *more, const char *mend)
{
	struct buf text = { 0 }, way = { 0 };

	say_add(&d->x->say, &text, key, "what", what ? what : "", "more", more ? more : "", NULL);
	if (mend)
		say_add(&d->x->say, &way, mend, "what", what ? what : "", "more", more ? more : "", "program", path_program(d->x->data_dir), NULL);
	put_finding(d, state, buf_str(&text), mend ? buf_str(&way) : NULL);
	buf_free(&text);
	buf_free(&way);
}

void finding_error(struct doctor *d, const struct err *e)
{
	struct buf text = { 0 };

	say_error(&d->x->say, &text, e);
	put_finding(d, FINDING_MEND, buf_str(&text), NULL);
	buf_free(&text);
}

static const char *number(size_t n, char out[NUMBER_SIZE])
{
	snprintf(out, NUMBER_SIZE, "%zu", n);
	return out;
}

/* --- guidance --- */

static void examine_guidance(struct doctor *d)
{
	char count[NUMBER_SIZE];

	if (d->catalog)
		finding(d, FINDING_GOOD, "doctor.guidance", number(d->catalog->playbook_count, count), NULL, NULL);
	else
		finding_error(d, &d->trouble);
}

/* A few names, and how many more there are. */
struct names {
	struct buf text;
	size_t count;
	const char *oldest;
};

static void add_name(struct names *n, const char *name, const char *day)
{
	if (n->count < NAMED_MOST)
		buf_addf(&n->text, "%s%s(%s)", n->count ? "、" : "", name, day);
	else if (n->count == NAMED_MOST)
		buf_add(&n->text, "…");
	n->count++;
	if (!n->oldest || strcmp(day, n->oldest) < 0)
		n->oldest = day;
}

static void put_names(struct doctor *d, const struct names *n, const char *key, const char *mend)
{
	char count[NUMBER_SIZE];

	if (n->count)
		finding(d, FINDING_MEND, key, number(n->count, count), buf_str(&n->text), mend);
}

/* Who is older than a year, and who does not exist any more. */
static void examine_contacts(struct doctor *d)
{
	const int64_t now = clock_now(&d->x->clock).ms;
	struct names old = { .count = 0 }, ended = { .count = 0 }, brands = { .count = 0 };
	const char *oldest = NULL;
	char count[NUMBER_SIZE];

	if (!d->catalog)
		return;
	for (size_t i = 0; i < d->catalog->contact_count; i++) {
		const struct contact *c = &d->catalog->contacts[i];
		const struct sourced *s = contact_oldest(c);
		if (!contact_exists(c, now))
			add_name(&ended, c->name, c->until.is);
		else if (sourced_is_old(s, now))
			add_name(&old, c->name, s->checked);
		if (s && (!oldest || strcmp(s->checked, oldest) < 0))
			oldest = s->checked;
	}
	for (size_t i = 0; i < d->catalog->brand_count; i++) {
		const struct brand *b = &d->catalog->brands[i];
		if (b->web_count && sourced_is_old(&b->web[0], now))
			add_name(&brands, b->name, b->web[0].checked);
	}
	if (!old.count && !ended.count && !brands.count)
		finding(d, FINDING_GOOD, "doctor.contacts", number(d->catalog->contact_count, count), oldest, NULL);
	const char *mend = d->updates ? "doctor.mend.contacts" : "doctor.mend.contacts-shipped";
	put_names(d, &old, "doctor.contacts-old", mend);
	put_names(d, &ended, "doctor.contacts-ended", mend);
	put_names(d, &brands, "doctor.domains-old", mend);
	buf_free(&old.text);
	buf_free(&ended.text);
	buf_free(&brands.text);
}

/* --- packs --- */

/* What lies on the disk is still what was signed, by a key that still counts. */
static bool still_signed(const struct packs *p, const struct installed_pack *pack, struct pack_about *says, struct err *e)
{
	struct buf bytes = { 0 }, text = { 0 }, path = { 0 };
	struct signature s;

	buf_addf(&path, "%s.minisig", pack->path);
	bool ok = file_read(pack->path, PACK_MOST_BYTES, &bytes, e) && file_read(buf_str(&path), SIGNATURE_MOST, &text, e) &&
	          signature_read(buf_str(&path), buf_str(&text), &s, e);
	const struct known_key *k = ok ? keyring_by_id(&p->ring, s.id) : NULL;
	if (ok && (!k || k->revoked))
		ok = err_set(e, ERR_NO, k ? "pack.revoked-key" : "pack.unknown-key", pack->path, k ? k->name : "?", NULL);
	ok = ok && signed_holds(pack->path, buf_str(&bytes), bytes.len, &s, &k->key, says, e);
	buf_free(&bytes);
	buf_free(&text);
	buf_free(&path);
	return ok;
}

static void examine_pack(struct doctor *d, const struct packs *p, const struct installed_pack *pack)
{
	const struct moment now = clock_now(&d->x->clock);
	const struct pack_state *st = pack_state_find(&p->state, pack->name);
	struct pack_about about;
	struct moment since;
	const char *mend = st && st->url ? "doctor.mend.pack" : "doctor.mend.pack-file";
	struct err e = { 0 };
	char version[NUMBER_SIZE];

	if (!still_signed(p, pack, &about, &e))
		finding_error(d, &e);
	else if (pack_expired(&about, now.ms))
		finding(d, FINDING_MEND, "doctor.pack-expired", pack->name, about.expires, mend);
	else if (st && moment_parse(st->since, &since) && since.ms > 0 && now.ms - since.ms > FROZEN_DAYS * DAY_MS)
		finding(d, FINDING_NOTE, "doctor.pack-frozen", pack->name, NULL, mend);
	else
		finding(d, FINDING_GOOD, "doctor.pack", pack->name, number(about.version, version), NULL);
}

static void examine_packs(struct doctor *d)
{
	struct installed in_use;
	struct packs p;
	struct err e = { 0 };

	installed_read(&in_use);
	if (!packs_open(&p, false, &e))
		finding_error(d, &e);
	else if (!in_use.count)
		finding(d, FINDING_GOOD, "pack.none", NULL, NULL, NULL);
	for (size_t i = 0; !e.code && i < in_use.count; i++)
		examine_pack(d, &p, &in_use.at[i]);
	packs_close(&p);
	installed_free(&in_use);
}

static bool has_updates(void)
{
	struct packs p;
	bool any = false;

	if (packs_open(&p, false, NULL))
		for (size_t i = 0; i < p.state.count && !any; i++)
			any = p.state.at[i].url != NULL;
	packs_close(&p);
	return any;
}

/* --- the round --- */

static const struct {
	const char *name;
	examine_fn *run;
} examinations[] = {
	{ "guidance", examine_guidance }, { "contacts", examine_contacts }, { "packs", examine_packs },       { "lists", examine_lists },
	{ "helpers", examine_helpers },   { "paper", examine_paper },       { "printer", examine_printer },   { "room", examine_room },
	{ "casebook", examine_casebook }, { "hook", examine_hook },         { "config", examine_config },
};

static bool put_all(struct doctor *d, json *out, struct err *e)
{
	char count[NUMBER_SIZE];
	struct buf line = { 0 };

	if (out) {
		json_add_bool(out, "healthy", !d->to_mend);
		return put_json(out, true) || err_errno(e, "output.failed", "");
	}
	say_add(&d->x->say, &line, d->to_mend ? "doctor.to-mend" : "doctor.healthy", "count", number(d->to_mend, count), NULL);
	if (d->screen)
		screen_line(d->screen, buf_str(&line));
	else
		puts(buf_str(&line));
	buf_free(&line);
	return true;
}

int run_doctor(struct context *x, struct err *e)
{
	struct doctor d = { .x = x, .updates = has_updates() };
	struct screen screen;
	struct catalog *catalog = catalog_load(getenv("KAKEKOMI_PLAYBOOKS"), SOURCE_ALL, &d.trouble);
	json *out = option(x, "json") ? json_new_object() : NULL;

	screen_open(&screen, &x->wishes);
	screen_measure(&screen);
	d.screen = isatty(STDOUT_FILENO) ? &screen : NULL;
	d.catalog = catalog;
	d.rows = out ? json_add_array(out, "checks") : NULL;
	for (size_t i = 0; i < sizeof examinations / sizeof *examinations; i++) {
		d.examination = examinations[i].name;
		examinations[i].run(&d);
	}
	put_all(&d, out, e);
	json_free(out);
	catalog_free(catalog);
	return e->code ? (int)e->code : d.to_mend ? ERR_NO : 0;
}
