/* The machine that kakekomi doctor looks at: helper programs, paper, room, the casebook, settings. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/statvfs.h>
#include <unistd.h>

#include "base/mem.h"
#include "base/path.h"
#include "casebook/verify.h"
#include "cli/doctor.h"
#include "mail/known.h"
#include "net/feed.h"
#include "net/hook.h"
#include "sheet/printer.h"

#include "base/banned.h"

enum { NUMBER_SIZE = 24, ROOM_MIB = 100, LIST_DAYS = 35, DAY_LENGTH = 10 };

void examine_helpers(struct doctor *d)
{
	static const char *const helpers[] = { "kakekomi-mail", "kakekomi-pdf", "kakekomi-net" };
	size_t missing = 0;

	for (size_t i = 0; i < sizeof helpers / sizeof *helpers; i++) {
		char *path = path_helper(helpers[i]);
		if (access(path, X_OK) != 0) {
			finding(d, FINDING_MEND, "doctor.helper-missing", helpers[i], NULL, "doctor.mend.helper");
			missing++;
		}
		free(path);
	}
	if (!missing)
		finding(d, FINDING_GOOD, "doctor.helpers", NULL, NULL, NULL);
}

/* A line set in the PDF's font: the helper tells by itself when there is none. */
void examine_paper(struct doctor *d)
{
	struct document *paper = document_new();
	const struct print_options o = { .columns = 0 };
	struct err e = { 0 };
	struct sink out;

	paper->title = "kakekomi";
	paper->lang = "ja";
	document_add(paper, BLOCK_TEXT, NULL, say_text(&d->x->say, "banner"), NULL);
	sink_to_memory(&out);
	if (print_pdf(paper, &d->x->say, &o, &out, &e))
		finding(d, FINDING_GOOD, "doctor.paper", NULL, NULL, NULL);
	else
		finding_error(d, &e);
	sink_drop(&out);
	document_free(paper);
}

static bool on_path(const char *program)
{
	char *dirs = mem_strdup(getenv("PATH") ? getenv("PATH") : ""), *save = NULL;
	bool found = false;

	for (char *dir = strtok_r(dirs, ":", &save); dir && !found; dir = strtok_r(NULL, ":", &save)) {
		char *path = path_join(dir, program);
		found = access(path, X_OK) == 0;
		free(path);
	}
	free(dirs);
	return found;
}

/* Who never named a printer may well have none. */
void examine_printer(struct doctor *d)
{
	if (on_path("lp"))
		finding(d, FINDING_GOOD, "doctor.printer", NULL, NULL, NULL);
	else
		finding(d, d->x->printer ? FINDING_MEND : FINDING_NOTE, "doctor.printer-none", NULL, NULL, "doctor.mend.printer");
}

/* Lists of bad addresses change by the day; one nobody asked for in a month and more says little. */
static void examine_sources(struct doctor *d)
{
	const struct moment now = clock_now(&d->x->clock);
	char *path = path_feeds(), at[TIME_TEXT_SIZE];
	struct feeds f;
	struct err e = { 0 };

	if (!feeds_open(path, false, &f, &e))
		finding_error(d, &e);
	for (size_t i = 0; !e.code && i < f.count; i++) {
		const struct feed *feed = &f.at[i];
		moment_format((struct moment){ feed->checked_ms, now.offset_min }, at);
		at[DAY_LENGTH] = '\0';
		if (!feed->checked_ms)
			finding(d, FINDING_NOTE, "doctor.list-new", feed->name, NULL, "doctor.mend.list");
		else if (now.ms - feed->checked_ms > LIST_DAYS * DAY_MS)
			finding(d, FINDING_NOTE, "doctor.list-old", feed->name, at, "doctor.mend.list");
	}
	feeds_close(&f);
	free(path);
}

void examine_lists(struct doctor *d)
{
	struct err e = { 0 };
	char *path = path_known(), count[NUMBER_SIZE];
	struct known *known = known_open(path, &e);

	snprintf(count, sizeof count, "%zu", known ? known_count(known) : 0);
	if (e.code)
		finding_error(d, &e);
	else
		finding(d, FINDING_GOOD, "doctor.lists", count, NULL, NULL);
	known_close(known);
	free(path);
	examine_sources(d);
}

/* The directory that is there, of one that may not be. */
static char *there(const char *path)
{
	char *dir = mem_strdup(path);

	while (!path_is_dir(dir) && strrchr(dir, '/') && strrchr(dir, '/') != dir)
		*strrchr(dir, '/') = '\0';
	if (!path_is_dir(dir)) {
		free(dir);
		dir = mem_strdup("/");
	}
	return dir;
}

void examine_room(struct doctor *d)
{
	char *dir = there(d->x->db), mib[NUMBER_SIZE];
	struct statvfs fs;

	if (statvfs(dir, &fs) == 0) {
		unsigned long long room = (unsigned long long)fs.f_bavail * fs.f_frsize / (1024 * 1024);
		snprintf(mib, sizeof mib, "%llu", room);
		finding(d, room < ROOM_MIB ? FINDING_MEND : FINDING_GOOD, "doctor.room", mib, dir, room < ROOM_MIB ? "doctor.mend.room" : NULL);
	}
	free(dir);
}

/* --- the casebook --- */

struct ids {
	char (*at)[CASE_ID_SIZE];
	size_t count, cap;
};

static bool take_id(void *context, const struct case_row *row)
{
	struct ids *ids = context;

	if (ids->count == ids->cap) {
		ids->cap = ids->cap ? ids->cap * 2 : 32;
		ids->at = mem_realloc(ids->at, ids->cap * sizeof *ids->at);
	}
	memcpy(ids->at[ids->count++], row->id, CASE_ID_SIZE);
	return true;
}

static void examine_mode(struct doctor *d)
{
	struct stat st;

	if (stat(d->x->db, &st) == 0 && S_ISREG(st.st_mode) && (st.st_mode & 077))
		finding(d, FINDING_MEND, "doctor.casebook-open", d->x->db, NULL, "doctor.mend.casebook-open");
}

static void examine_chains(struct doctor *d, struct store *store)
{
	struct list_filter all = { .due_before_ms = -1 };
	struct ids ids = { 0 };
	struct err e = { 0 };
	size_t broken = 0;
	char count[NUMBER_SIZE];

	if (!store_list(store, &all, take_id, &ids, &e))
		finding_error(d, &e);
	for (size_t i = 0; !e.code && i < ids.count; i++) {
		struct verify_result v;
		if (!verify_case(store, ids.at[i], NULL, &v, &e)) {
			finding_error(d, &e);
		} else if (!v.intact) {
			finding(d, FINDING_MEND, "doctor.casebook-broken", ids.at[i], NULL, "doctor.mend.casebook-broken");
			broken++;
		}
	}
	snprintf(count, sizeof count, "%zu", ids.count);
	if (!e.code && !broken)
		finding(d, FINDING_GOOD, "doctor.casebook", count, NULL, NULL);
	free(ids.at);
}

void examine_casebook(struct doctor *d)
{
	struct store *store = NULL;
	struct err e = { 0 };

	if (store_open(d->x->db, STORE_EXISTING, &store, &e)) {
		examine_mode(d);
		examine_chains(d, store);
	} else if (strcmp(e.key, "casebook.missing") == 0) {
		finding(d, FINDING_GOOD, "doctor.casebook-none", NULL, NULL, NULL);
	} else {
		finding_error(d, &e);
	}
	store_close(store);
}

/* What is told to a company's own system is told behind everybody's back; where that fails, it shows here. */
static void count_event(void *context, const json *event)
{
	size_t *count = context;
	(void)event;

	++*count;
}

void examine_hook(struct doctor *d)
{
	char *folder = hook_folder(d->x->db), number[NUMBER_SIZE];
	struct err e = { 0 };
	size_t count = 0;

	if (!hook_each(folder, count_event, &count, &e))
		finding_error(d, &e);
	snprintf(number, sizeof number, "%zu", count);
	if (count)
		finding(d, FINDING_NOTE, "doctor.hook", number, NULL, "doctor.mend.hook");
	free(folder);
}

void examine_config(struct doctor *d)
{
	for (size_t i = 0; i < d->x->config.fault_count; i++)
		finding_error(d, &d->x->config.faults[i]);
	if (!d->x->config.fault_count)
		finding(d, FINDING_GOOD, "doctor.config", NULL, NULL, NULL);
}
