#include "mail/desk.h"

#include <stdlib.h>
#include <string.h>

#include "base/path.h"
#include "guide/layer.h"
#include "guide/load.h"
#include "guide/tongue.h"
#include "mail/reader.h"
#include "mail/domain.h"

#include "base/banned.h"

/* A mail on its way through a helper. */
struct seat {
	struct reader *reader;
	struct buf bytes; /* stays until the helper has answered */
	char *label;
};

struct desk {
	char *playbooks, *known_path, *helper, *lang; /* lang NULL: Japanese */
	struct catalog *catalog;
	struct known *known;
	struct checker *checker;
	struct seat *seats;
	size_t seat_count, first, busy; /* a ring: the oldest mail, how many */
	struct arena *arena;            /* of the last result */
	char *label;                    /* of the last result */
	struct message message;
	struct check check;
};

struct desk *desk_open(const char *playbooks, const char *known, size_t helpers)
{
	struct desk *d = mem_alloc(sizeof *d);

	d->playbooks = mem_strdup(playbooks);
	d->known_path = mem_strdup(known);
	d->helper = path_helper("kakekomi-mail");
	d->seat_count = helpers ? helpers : 1;
	d->seats = mem_alloc(d->seat_count * sizeof *d->seats);
	for (size_t i = 0; i < d->seat_count; i++)
		d->seats[i].reader = reader_open(d->helper);
	return d;
}

void desk_close(struct desk *d)
{
	if (!d)
		return;
	for (size_t i = 0; i < d->seat_count; i++) {
		reader_close(d->seats[i].reader);
		buf_wipe(&d->seats[i].bytes);
		free(d->seats[i].label);
	}
	checker_free(d->checker);
	domain_use_list(NULL, 0);
	known_close(d->known);
	catalog_free(d->catalog);
	arena_free(d->arena);
	free(d->seats);
	free(d->label);
	free(d->helper);
	free(d->known_path);
	free(d->playbooks);
	free(d->lang);
	free(d);
}

void desk_speak(struct desk *d, const char *lang)
{
	d->lang = mem_strdup(lang);
}

static void speak(struct desk *d)
{
	char **dirs = NULL;
	size_t count = 0;

	if (d->lang && source_dirs(d->playbooks, &dirs, &count, NULL))
		tongue_learn(d->catalog, d->lang, dirs, count, NULL);
	if (d->lang)
		tongue_speak(d->catalog, d->lang);
	source_dirs_free(dirs, count);
}

/* The suffix list of the uppermost layer that brings one. */
static void use_suffixes(const struct desk *d)
{
	char **dirs = NULL;
	size_t count = 0;
	bool found = false;

	if (source_dirs(d->playbooks, &dirs, &count, NULL))
		for (size_t i = count; i-- > 0 && !found;) {
			struct buf list = { 0 };
			struct layer l;
			found = layer_open(&l, dirs[i], NULL) && layer_has(&l, PACK_SUFFIXES) && layer_read(&l, PACK_SUFFIXES, &list, NULL) &&
			        domain_use_list(buf_str(&list), list.len);
			layer_close(&l);
			buf_free(&list);
		}
	source_dirs_free(dirs, count);
}

/* The first time, while the helper is busy with the first mail. */
static bool make_ready(struct desk *d, struct err *e)
{
	if (d->checker)
		return true;
	if (!d->catalog)
		d->catalog = catalog_load(d->playbooks, SOURCE_MAIL, e);
	if (!d->catalog)
		return false;
	if (d->known_path && !d->known) {
		d->known = known_open(d->known_path, e);
		if (!d->known)
			return false;
	}
	use_suffixes(d);
	d->checker = checker_new(d->catalog, d->known);
	speak(d);
	return true;
}

bool desk_check(struct desk *d, const void *bytes, size_t len, struct arena *a, struct message *m, struct check *c, struct err *e)
{
	struct reader *r = d->seats[0].reader;
	struct err later = { 0 };

	if (!reader_begin(r, bytes, len, e))
		return false;
	/* What was begun is ended, whatever is wrong here. */
	bool ready = make_ready(d, e);
	bool read = reader_end(r, a, m, ready ? e : &later);
	reader_dismiss(r); /* its end costs nobody's time */
	if (!ready || !read)
		return false;
	check_message(d->checker, m, a, c);
	return true;
}

bool desk_has_room(const struct desk *d)
{
	return d->busy < d->seat_count;
}

bool desk_is_busy(const struct desk *d)
{
	return d->busy > 0;
}

bool desk_begin(struct desk *d, const char *label, const void *bytes, size_t len, struct err *e)
{
	struct seat *s = &d->seats[(d->first + d->busy) % d->seat_count];

	buf_clear(&s->bytes);
	buf_add_n(&s->bytes, bytes, len);
	free(s->label);
	s->label = mem_strdup(label);
	if (!reader_begin(s->reader, buf_str(&s->bytes), len, e))
		return false;
	d->busy++;
	return true;
}

/* A large mail's room is given back: the memory stays at what the usual mail needs. */
static void clear_seat(struct seat *s)
{
	enum { KEEP = 256 * 1024 };

	if (s->bytes.cap > KEEP)
		buf_wipe(&s->bytes);
	else
		buf_clear(&s->bytes);
}

bool desk_end(struct desk *d, struct desk_result *out, struct err *e)
{
	struct seat *s = &d->seats[d->first];
	struct err later = { 0 };

	if (!d->busy)
		return false;
	arena_free(d->arena);
	d->arena = arena_new();
	bool ready = make_ready(d, e);
	bool read = reader_end(s->reader, d->arena, &d->message, ready ? e : &later);
	free(d->label);
	d->label = s->label;
	s->label = NULL;
	clear_seat(s);
	d->first = (d->first + 1) % d->seat_count;
	d->busy--;
	if (!ready || !read)
		return false;
	check_message(d->checker, &d->message, d->arena, &d->check);
	*out = (struct desk_result){ d->label, &d->message, &d->check };
	return true;
}

const char *desk_not_a_mail(const void *bytes, size_t len)
{
	static const struct {
		const char *magic;
		size_t len, at;
		const char *name;
	} kinds[] = { { "\x89PNG", 4, 0, "PNG" },     { "\xFF\xD8\xFF", 3, 0, "JPEG" }, { "GIF8", 4, 0, "GIF" },      { "%PDF-", 5, 0, "PDF" },
		      { "PK\x03\x04", 4, 0, "ZIP" },  { "ftyp", 4, 4, "HEIC" },         { "BM", 2, 0, "BMP" },        { "RIFF", 4, 0, "WebP" },
		      { "\x7F" "ELF", 4, 0, "ELF" },  { "MZ\x90", 3, 0, "EXE" },        { "\x1F\x8B", 2, 0, "gzip" }, { "SQLite format 3", 15, 0, "SQLite" },
		      { "\xD0\xCF\x11\xE0", 4, 0, "msg" } };

	for (size_t i = 0; i < sizeof kinds / sizeof *kinds; i++)
		if (len >= kinds[i].at + kinds[i].len && memcmp((const char *)bytes + kinds[i].at, kinds[i].magic, kinds[i].len) == 0 &&
		    (kinds[i].len > 2 || (len > 8 && memchr(bytes, '\0', 8))))
			return kinds[i].name;
	return NULL;
}
