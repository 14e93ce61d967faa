/* A casebook with one case of many entries, for the bench: `fill DB COUNT`. Prints the case's id. */
#include <stdio.h>
#include <stdlib.h>

#include "base/mem.h"
#include "casebook/store.h"

enum { BATCH = 10000 };

static struct entry entry_of(const char *id, int64_t n)
{
	static const char answer[] = "{\"set\":{\"received\":[\"mail\"],\"did\":[\"entered\"],\"entered\":[\"card\"]},\"chosen\":[\"メール\"]}";
	struct entry e = { .at_ms = 1763731800000 + n * 1000, .offset_min = 540, .who = "self", .kind = ENTRY_NOTE, .step = "",
		           .outcome = "", .clock = "", .text = "受付 8841 山田さんに電話、折り返しを待つ", .body = "{}" };

	snprintf(e.case_id, sizeof e.case_id, "%s", id);
	if (n == 1) {
		e.kind = ENTRY_OPEN;
		e.text = "";
	} else if (n == 2) {
		e.kind = ENTRY_ANSWER;
		e.text = "";
		e.body = answer;
	}
	return e;
}

int main(int argc, char **argv)
{
	struct err e = { 0 };
	struct store *s;
	char id[CASE_ID_SIZE];
	long count = argc == 3 ? atol(argv[2]) : 0;
	struct entry *entries = mem_alloc(BATCH * sizeof *entries);
	struct case_row row = { .state = "open", .brand = "", .title = "bench", .agent = "", .due_ms = -1 };

	if (count < 2 || !store_open(argv[1], STORE_CREATE, &s, &e))
		return 2;
	case_id_new(id);
	for (long done = 0; done < count;) {
		struct append a = { .entries = entries, .row = &row };
		for (; a.count < BATCH && done + (long)a.count < count; a.count++)
			entries[a.count] = entry_of(id, done + (long)a.count + 1);
		if (!store_append(s, &a, done, &e)) {
			fprintf(stderr, "fill: %s %s\n", e.key, e.arg[1]);
			return 1;
		}
		done += (long)a.count;
	}
	store_close(s);
	free(entries);
	puts(id);
	return 0;
}
