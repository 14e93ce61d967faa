#include "casebook/bigrams.h"

#include "base/text.h"

#include "base/banned.h"

static void put_letter(struct buf *out, uint32_t c)
{
	buf_addf(out, "%05x", (unsigned)c);
}

void bigrams_of_text(const char *text, struct buf *out)
{
	struct buf folded = { 0 };
	uint32_t here, next;

	text_fold(text, &folded);
	const char *p = buf_str(&folded);
	for (size_t len; (len = text_next(p, &here)); p += len) {
		if (here == ' ')
			continue;
		put_letter(out, here);
		if (text_next(p + len, &next) && next != ' ')
			put_letter(out, next);
		buf_add_c(out, ' ');
	}
	buf_free(&folded);
}

bool bigrams_of_word(const char *word, struct buf *out)
{
	struct buf folded = { 0 };
	uint32_t here, next;
	size_t letters = 0;

	text_fold(word, &folded);
	const char *p = buf_str(&folded);
	for (size_t len; (len = text_next(p, &here)); p += len, letters++)
		if (text_next(p + len, &next) && here != ' ' && next != ' ') {
			put_letter(out, here);
			put_letter(out, next);
			buf_add_c(out, ' ');
		} else if (!letters) {
			put_letter(out, here);
			buf_add_c(out, '*');
		}
	buf_free(&folded);
	return letters > 0;
}
