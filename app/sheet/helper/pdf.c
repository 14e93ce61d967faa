/* kakekomi-pdf: a document on standard input (sheet/wire), a PDF on standard output. Status 3: no font that writes
 * Japanese; 65: no document; 74: the PDF could not be made or written. */
#include <errno.h>
#include <signal.h>
#include <sys/resource.h>
#include <unistd.h>

#include "sheet/helper/catalog.h"
#include "sheet/helper/layout.h"

#include "base/banned.h"

enum { BAD_DOCUMENT = 65, NO_FONT = 3, FAILED = 74, READ_BYTES = 64 * 1024, CPU_SECONDS = 60 };
/* ASan's shadow is larger than any wall. */
#if defined(__SANITIZE_ADDRESS__)
#define WALL RLIM_INFINITY
#elif defined(__has_feature)
#if __has_feature(address_sanitizer)
#define WALL RLIM_INFINITY
#endif
#endif
#ifdef WALL
/* The font libraries keep what they found until the process ends. */
const char *__lsan_default_options(void); // NOLINT(bugprone-reserved-identifier): the sanitizer's name
const char *__lsan_default_options(void)  // NOLINT(bugprone-reserved-identifier)
{
	return "print_suppressions=0";
}

const char *__lsan_default_suppressions(void); // NOLINT(bugprone-reserved-identifier): the sanitizer's name
const char *__lsan_default_suppressions(void)  // NOLINT(bugprone-reserved-identifier)
{
	return "leak:libfontconfig\nleak:libpango\nleak:libcairo\nleak:libglib\nleak:libgobject\nleak:libfreetype\nleak:libharfbuzz\n";
}
#else
#define WALL ((rlim_t)1024 * 1024 * 1024)
#endif

/* Whatever a document does to the typesetter ends here. */
static void wall_in(void)
{
	const struct rlimit cpu = { CPU_SECONDS, CPU_SECONDS }, memory = { WALL, WALL }, none = { 0, 0 };

	setrlimit(RLIMIT_AS, &memory);
	setrlimit(RLIMIT_CPU, &cpu);
	setrlimit(RLIMIT_CORE, &none);
	/* It writes to its pipe only. That fontconfig cannot keep what it found is no death. */
	setrlimit(RLIMIT_FSIZE, &none);
	signal(SIGXFSZ, SIG_IGN);
}

static bool read_all(struct buf *in)
{
	for (;;) {
		buf_reserve(in, READ_BYTES);
		ssize_t n = read(STDIN_FILENO, in->text + in->len, READ_BYTES);
		if (n < 0 && errno == EINTR)
			continue;
		if (n <= 0)
			return n == 0;
		in->len += (size_t)n;
	}
}

static bool write_all(const struct buf *out)
{
	for (size_t at = 0; at < out->len;) {
		ssize_t n = write(STDOUT_FILENO, out->text + at, out->len - at);
		if (n < 0 && errno != EINTR)
			return false;
		at += n > 0 ? (size_t)n : 0;
	}
	return true;
}

static int make(const struct buf *in, struct buf *out)
{
	struct document *d = document_new();
	struct wire_words words = { 0 };
	struct strips strips = { 0 };
	int status = BAD_DOCUMENT;

	if (wire_read(buf_str(in), in->len, d, &words)) {
		layout(d, &words, &strips);
		enum typeset_result r = typeset(d, &words, &strips, out);
		catalog_finish(out, d->lang ? d->lang : "ja");
		status = r == TYPESET_DONE ? 0 : r == TYPESET_NO_FONT ? NO_FONT : FAILED;
	}
	document_free(d);
	return status;
}

int main(void)
{
	struct buf in = { 0 }, out = { 0 };

	wall_in();
	typeset_warm_up();
	int status = read_all(&in) ? make(&in, &out) : FAILED;
	if (!status && !write_all(&out))
		status = FAILED;
	buf_free(&in);
	buf_free(&out);
	return status;
}
