#include "mail/torn.h"

#include <string.h>

#include "base/digits.h"
#include "base/text.h"

#include "base/banned.h"

void drop_torn(const char *safe, struct buf *quoted)
{
	enum { LEAST = 3 };
	const size_t safe_len = strlen(safe);
	struct buf kept = { 0 };
	struct group g;
	uint32_t c;

	for (const char *p = buf_str(quoted); *p;) {
		bool number = group_read(p, &g) && g.count >= LEAST;
		size_t len = number ? (size_t)(g.end - p) : text_next(p, &c);
		if (number && !memmem(safe, safe_len, p, len))
			buf_add(&kept, "…");
		else
			buf_add_n(&kept, p, len);
		p += len;
	}
	buf_wipe(quoted);
	*quoted = kept;
}
