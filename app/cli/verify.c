/* kakekomi verify: whether the record of a case was changed; nothing is appended. */
#include <stdio.h>

#include "casebook/verify.h"
#include "cli/command.h"

#include "base/banned.h"

const struct option_row verify_options[] = {
	{ "seal", "HASH", "help.opt.seal" },
	{ NULL, NULL, NULL },
};

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
