/* Playbooks: any file laid over the shipped ones gives a catalog or a fault, and what is sound can be planned. The first line of
 * the input is the file's name. */
#include "fuzz.h"

#include "guide/check.h"
#include "guide/facts.h"
#include "guide/load.h"
#include "guide/plan.h"

static struct source shipped;

static void read_shipped(void)
{
	char *dirs[] = { (char *)"playbooks" };
	struct err e = { 0 };

	if (!shipped.count)
		MUST(source_read(dirs, 1, SOURCE_ALL, &shipped, &e));
}

static void plan_everything(const struct catalog *c)
{
	struct arena *a = arena_new();
	struct facts f;
	struct plan p;
	const int64_t now_ms = 1770860520000;

	facts_init(&f, c, a);
	for (size_t i = 0; i < c->fact_count; i++)
		if (c->facts[i].count)
			facts_add(&f, i, c->facts[i].values[0].id);
	plan_build(&f, NULL, now_ms, a, &p);
	arena_free(a);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	static const char *const names[] = { "interview.json", "brands.json", "contacts.json", "signs.json", "steps/fuzz.json", "fuzz.json" };
	const uint8_t *line = size ? memchr(data, '\n', size) : NULL;
	struct err e = { 0 };
	const char *name = NULL;

	for (size_t i = 0; line && i < sizeof names / sizeof *names; i++)
		if (strlen(names[i]) == (size_t)(line - data) && memcmp(names[i], data, strlen(names[i])) == 0)
			name = names[i];
	if (!name)
		return -1;
	read_shipped();
	struct source all = { 0 };
	const size_t len = size - (size_t)(line + 1 - data);
	char *text = fuzz_text(line + 1, len);
	for (size_t i = 0; i < shipped.count; i++)
		source_add(&all, shipped.files[i].name, shipped.files[i].text, shipped.files[i].len, 0);
	source_add(&all, name, text, len, 1);
	struct catalog *c = catalog_new();
	catalog_read(c, &all, SOURCE_ALL);
	if (catalog_sound(c, &e)) {
		check_guidance(c);
		plan_everything(c);
	} else {
		MUST(e.key[0] && e.arg[0][0]);
	}
	catalog_free(c);
	source_free(&all);
	free(text);
	return 0;
}
