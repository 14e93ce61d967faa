/* net/helper/transfer_door: the door to libcurl, for the files of the transfer; private to net. */
#ifndef KAKEKOMI_NET_HELPER_TRANSFER_DOOR_H
#define KAKEKOMI_NET_HELPER_TRANSFER_DOOR_H

#include <curl/curl.h>

#include "net/helper/transfer.h"

enum {
	CONNECT_SECONDS = 15,
	SLOW_BYTES = 100,      /* a second, over SLOW_SECONDS: nobody is there any more */
	SLOW_SECONDS = 20,
	REPORT_BYTES = 64 * 1024,
	STATUS_OK = 200, STATUS_PARTIAL = 206, STATUS_UNCHANGED = 304,
};

struct work {
	const struct job *job;
	report_fn *report;
	struct answer *a;
	CURL *curl;
	struct curl_slist *head;
	enum trouble trouble;    /* what a callback found */
	bool page;               /* text/html */
	bool part_fits;          /* Content-Range begins where the file ends */
	bool writing;            /* the file is at the place where this answer goes */
	uint64_t reported;
	size_t sent;             /* of the body */
	char error[CURL_ERROR_SIZE];
};

long transfer_status(const struct work *w); /* of the last answer; 0 when there was none */

/* What libcurl's code means for the person; TROUBLE_NONE when it is no trouble. */
enum trouble transfer_trouble(const struct work *w, CURLcode code);

/* Whether the answer's status is one that was hoped for. */
enum trouble transfer_refusal(const struct work *w);

#endif
