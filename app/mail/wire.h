/* mail/wire: how the helper program answers; private to mail.
 *
 * To the helper: the length (4 bytes, big-endian) and the bytes of a mail. From it: first WIRE_HELLO bytes when it is ready
 * (WIRE_MAGIC, then which walls stand), then for every mail a length and records, the last of them WIRE_END. A record is its tag
 * and its fields: numbers big-endian, texts as length (4 bytes) and UTF-8 without NUL. */
#ifndef KAKEKOMI_MAIL_WIRE_H
#define KAKEKOMI_MAIL_WIRE_H

enum { WIRE_MAGIC = 0x6B616D32, WIRE_HELLO = 5 };

enum wire_wall { WALL_LANDLOCK = 1u << 0, WALL_SECCOMP = 1u << 1, WALL_LIMITS = 1u << 2 };

enum wire_tag {
	WIRE_END,
	WIRE_FORM,        /* 1 byte: enum message_form */
	WIRE_FINDINGS,    /* 4 bytes: enum message_finding bits */
	WIRE_DATE,        /* 8 bytes: milliseconds, two's complement */
	WIRE_HAS_HTML,
	WIRE_SUBJECT,     /* text */
	WIRE_FROM,        /* name, address */
	WIRE_REPLY_TO,
	WIRE_RETURN_PATH,
	WIRE_TO,
	WIRE_TEXT,        /* text */
	WIRE_PLAIN,
	WIRE_HIDDEN,
	WIRE_ONCE,        /* the tags above come at most once, those below any number of times */
	WIRE_HEADER = WIRE_ONCE, /* name, value */
	WIRE_LINK,        /* 1 byte: enum link_from, LINK_IMAGE, LINK_HIDDEN; target, shown */
	WIRE_ATTACHMENT,  /* 8 bytes: size; type, name */
};

enum { LINK_IMAGE = 1u << 4, LINK_HIDDEN = 1u << 5 };

/* The most there may be of each. Beyond it the helper leaves the rest out (FINDING_CUT_SHORT), and the decoder refuses. */
enum {
	WIRE_TEXT_MOST = 1024 * 1024,
	WIRE_VALUE_MOST = 64 * 1024, /* a header's value */
	WIRE_NAME_MOST = 1024,       /* a header's name, an address, a type, a file name, what a link shows */
	WIRE_TARGET_MOST = 8 * 1024,
	WIRE_HEADERS_MOST = 500,
	WIRE_LINKS_MOST = 2000,
	WIRE_ATTACHMENTS_MOST = 200,
	WIRE_LISTS_MOST = 2 * 1024 * 1024, /* all headers, links and attachments together */
	WIRE_MOST = 6 * 1024 * 1024,       /* an answer */
};

#endif
