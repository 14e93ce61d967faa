/* kakekomi show, print, verify: the record of one case, looked at; nothing is appended. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/path.h"
#include "cli/command.h"
#include "sheet/record.h"
#include "sheet/text.h"

#include "base/banned.h"

const struct option_row show_options[] = {
	{ "json", NULL, "help.opt.json" },
	{ NULL, NULL, NULL },
};
const struct option_row print_options[] = {
	{ "format", "text|json", "help.opt.format" },
	{ "output", "FILE", "help.opt.output" },
	{ "force", NULL, "help.opt.force" },
	{ NULL, NULL, NULL },
};
const struct option_row verify_options[] = {
	{ "seal", "HASH", "help.opt.seal" },
	{ NULL, NULL, NULL },
};

/* A case read and verified, ready to be shown. */
struct reading {
	struct walk walk;
	struct verify_result verified;
};

static bool read_case(struct context *x, struct reading *r, struct err *e)
{
	char id[CASE_ID_SIZE];

	if (!store_find(x->store, x->args[0], id, NULL, e) || !walk_look(&r->walk, x->store, &x->clock, id, e))
		return false;
	speak(x, r->walk.catalog);
	return verify_case(x->store, id, NULL, &r->verified, e);
}

static void render(struct context *x, const struct reading *r, bool as_json, struct buf *out)
{
	if (as_json) {
		json *j = record_json(&r->walk, &r->verified);
		json_write(j, true, out);
		buf_add_c(out, '\n');
		json_free(j);
	} else {
		struct document *d = record_document(&r->walk, &r->verified, &x->say);
		sheet_text(d, &x->say, out);
		document_free(d);
	}
}

static void tell_broken(const struct context *x, const struct reading *r)
{
	if (!r->verified.intact)
		fprintf(stderr, "kakekomi: %s\n", say_text(&x->say, "verify.warn"));
}

static bool put(const char *bytes, size_t len, struct err *e)
{
	if (fwrite(bytes, 1, len, stdout) == len && fflush(stdout) == 0)
		return true;
	return err_errno(e, "output.failed", "");
}

static int show_or_print(struct context *x, bool as_json, struct err *e)
{
	struct reading r = { 0 };
	struct buf out = { 0 };
	const char *file = option(x, "output");

	if (!read_case(x, &r, e))
		goto out;
	render(x, &r, as_json, &out);
	if (file && strcmp(file, "-") != 0) {
		if (file_write(file, buf_str(&out), out.len, option(x, "force") != NULL, e))
			fprintf(stderr, "%s %s\n", say_text(&x->say, "print.written"), file);
	} else {
		put(buf_str(&out), out.len, e);
	}
	tell_broken(x, &r);
out:
	buf_free(&out);
	walk_end(&r.walk);
	return (int)e->code;
}

int run_show(struct context *x, struct err *e)
{
	return show_or_print(x, option(x, "json") != NULL, e);
}

int run_print(struct context *x, struct err *e)
{
	const char *format = option(x, "format");

	if (format && strcmp(format, "text") != 0 && strcmp(format, "json") != 0) {
		err_set(e, ERR_USAGE, "print.format", format, NULL, NULL);
		return ERR_USAGE;
	}
	return show_or_print(x, format && strcmp(format, "json") == 0, e);
}

static void put_verdict(const struct context *x, const char *id, const struct verify_result *v, bool sealed)
{
	struct buf line = { 0 };
	char count[24], at[24], n[24], seal[HASH_HEX_SIZE];

	snprintf(count, sizeof count, "%lld", (long long)v->entries);
	snprintf(at, sizeof at, "%lld", (long long)v->broken_at);
	snprintf(n, sizeof n, "%lld", (long long)v->sealed_n);
	hash_hex(v->seal, seal);
	if (v->intact)
		say_add(&x->say, &line, "verify.intact", "case", id, "count", count, "seal", seal, NULL);
	else
		say_add(&x->say, &line, "verify.broken", "case", id, "at", at, NULL);
	puts(buf_str(&line));
	buf_clear(&line);
	if (sealed) {
		say_add(&x->say, &line, v->sealed_n ? "verify.seal-fits" : "verify.seal-none", "n", n, "count", count, NULL);
		puts(buf_str(&line));
	}
	if (v->removed)
		puts(say_text(&x->say, "verify.removed"));
	if (v->test_clock)
		puts(say_text(&x->say, "verify.test-clock"));
	buf_free(&line);
}

int run_verify(struct context *x, struct err *e)
{
	unsigned char seal[HASH_SIZE];
	const char *given = option(x, "seal");
	struct verify_result v;
	char id[CASE_ID_SIZE];

	if (given && !hash_from_hex(given, seal)) {
		err_set(e, ERR_USAGE, "verify.bad-seal", NULL, NULL, NULL);
		return ERR_USAGE;
	}
	if (!store_find(x->store, x->args[0], id, NULL, e) || !verify_case(x->store, id, given ? seal : NULL, &v, e))
		return (int)e->code;
	put_verdict(x, id, &v, given != NULL);
	return v.intact && (!given || v.sealed_n) ? 0 : ERR_NO;
}
