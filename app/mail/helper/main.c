/* kakekomi-mail: reads mails for kakekomi behind walls. Takes mails on standard input, answers on standard output
 * (app/mail/wire.h); started by app/mail/reader.c, never by a person. */
#include <errno.h>
#include <malloc.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/mem.h"
#include "mail/helper/answer.h"
#include "mail/helper/charset.h"
#include "mail/helper/mail.h"
#include "mail/helper/mime.h"
#include "mail/helper/walls.h"
#include "mail/reader.h"

#include "base/banned.h"

enum { KEEP_ROOM = 1024 * 1024, MAPPED = 256 * 1024 };

static bool take(void *to, size_t len)
{
	char *at = to;

	while (len) {
		ssize_t n = read(STDIN_FILENO, at, len);
		if (n < 0 && errno == EINTR)
			continue;
		if (n <= 0)
			return false;
		at += n;
		len -= (size_t)n;
	}
	return true;
}

static bool give(const char *from, size_t len)
{
	while (len) {
		ssize_t n = write(STDOUT_FILENO, from, len);
		if (n < 0 && errno == EINTR)
			continue;
		if (n <= 0)
			return false;
		from += n;
		len -= (size_t)n;
	}
	return true;
}

static bool say_hello(unsigned walls)
{
	const char hello[WIRE_HELLO] = { (char)(WIRE_MAGIC >> 24 & 0xFF), (char)(WIRE_MAGIC >> 16 & 0xFF), (char)(WIRE_MAGIC >> 8 & 0xFF),
		                         (char)(WIRE_MAGIC & 0xFF), (char)walls };

	return give(hello, sizeof hello);
}

static bool serve(struct buf *mail, struct answer *a, struct buf *out)
{
	unsigned char length[4];

	if (!take(length, sizeof length))
		return false;
	size_t len = (size_t)length[0] << 24 | (size_t)length[1] << 16 | (size_t)length[2] << 8 | length[3];
	if (len > READER_MOST)
		return false;
	if (mail->cap > KEEP_ROOM) { /* what a large mail took goes back before the next */
		buf_free(mail);
		malloc_trim(0);
	}
	buf_clear(mail);
	if (len >= mail->cap) {
		buf_free(mail);
		*mail = (struct buf){ .text = malloc(len + 1), .cap = len + 1 }; /* exactly: there is no half to spare */
		if (!mail->text)
			return false;
	}
	if (!take(mail->text, len))
		return false;
	mail->len = len;
	mail->text[len] = '\0';
	answer_clear(a);
	mail_read(mail->text, len, a);
	answer_write(a, out);
	return give(out->text, out->len);
}

int main(void)
{
	struct buf mail = { 0 }, out = { 0 };
	struct answer answer = { .form = MESSAGE_MAIL };

	/* Large pieces are mapped on their own and returned when freed; left alone, malloc learns to keep them. */
	mallopt(M_MMAP_THRESHOLD, MAPPED);
	mime_open();
	charset_open();
	if (!say_hello(walls_raise()))
		return 1;
	while (serve(&mail, &answer, &out))
		;
	_exit(0);
}
