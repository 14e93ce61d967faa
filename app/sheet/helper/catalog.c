#include "sheet/helper/catalog.h"

#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/banned.h"

/* The last place of `what`, which stands in the plain text at the end of the file; NULL when it is not there. */
static const char *last(const struct buf *pdf, const char *what)
{
	const char *found = NULL, *end = pdf->text + pdf->len;

	for (const char *at = pdf->text; (at = memmem(at, (size_t)(end - at), what, strlen(what))); at++)
		found = at;
	return found;
}

static long number_behind(const char *at, const char *key)
{
	const char *found = at ? strstr(at, key) : NULL;

	return found ? strtol(found + strlen(key), NULL, 10) : -1;
}

static bool is_language(const char *lang)
{
	return lang && *lang && lang[strspn(lang, "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ-")] == '\0';
}

void catalog_finish(struct buf *pdf, const char *lang)
{
	const char *trailer = pdf->len ? last(pdf, "\ntrailer\n") : NULL;
	long root = number_behind(trailer, "/Root "), size = number_behind(trailer, "/Size "), info = number_behind(trailer, "/Info "),
	     xref = number_behind(trailer, "startxref\n");
	char head[48];

	snprintf(head, sizeof head, "\n%ld 0 obj\n<<", root);
	const char *object = root > 0 && size > 0 && xref > 0 && is_language(lang) ? last(pdf, head) : NULL;
	const char *end = object ? strstr(object, ">>\nendobj") : NULL;
	if (!end || memmem(object, (size_t)(end - object), "/Lang", 5))
		return;
	const size_t from = (size_t)(object + 1 - pdf->text), to = (size_t)(end - pdf->text), at = pdf->len + 1;
	char *catalog = strndup(pdf->text + from, to - from);
	if (!catalog)
		return;
	buf_addf(pdf, "\n%s   /Lang (%s)\n   /MarkInfo << /Marked true >>\n   /ViewerPreferences << /DisplayDocTitle true >>\n>>\nendobj\n",
	         catalog, lang);
	const size_t table = pdf->len;
	buf_addf(pdf, "xref\n%ld 1\n%010zu 00000 n \ntrailer\n<< /Size %ld\n   /Root %ld 0 R\n", root, at, size, root);
	if (info > 0)
		buf_addf(pdf, "   /Info %ld 0 R\n", info);
	buf_addf(pdf, "   /Prev %ld\n>>\nstartxref\n%zu\n%%%%EOF\n", xref, table);
	free(catalog);
}
