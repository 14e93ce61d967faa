#include "net/helper/transfer.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>

#include <curl/curl.h>

#include "net/helper/proxy.h"
#include "net/helper/take.h"

#include "base/banned.h"

enum {
	CONNECT_SECONDS = 15,
	SLOW_BYTES = 100,      /* a second, over SLOW_SECONDS: nobody is there any more */
	SLOW_SECONDS = 20,
	REPORT_BYTES = 64 * 1024,
};

struct work {
	const struct job *job;
	report_fn *report;
	struct answer *a;
	CURL *curl;
	struct curl_slist *head;
	struct taken taken;
	uint64_t reported;
	size_t sent;             /* of the body */
	char error[CURL_ERROR_SIZE];
};

static long status_of(const struct work *w)
{
	long status = 0;

	curl_easy_getinfo(w->curl, CURLINFO_RESPONSE_CODE, &status);
	return status;
}

/* --- what comes --- */

static size_t on_head(char *line, size_t one, size_t len, void *context)
{
	struct work *w = context;
	(void)one;

	if (w->job->kind == JOB_MAIL)
		take_reply(&w->taken, line, len);
	else
		take_head(&w->taken, line, len);
	return len;
}

static void tell_progress(struct work *w)
{
	curl_off_t length = -1;

	if (w->a->bytes < w->reported + REPORT_BYTES)
		return;
	w->reported = w->a->bytes;
	curl_easy_getinfo(w->curl, CURLINFO_CONTENT_LENGTH_DOWNLOAD_T, &length);
	uint64_t from = status_of(w) == TAKE_PARTIAL ? w->job->resume_from : 0;
	w->report(w->a->bytes, length > 0 ? from + (uint64_t)length : 0);
}

static size_t on_bytes(char *bytes, size_t one, size_t len, void *context)
{
	struct work *w = context;
	long status = status_of(w);
	(void)one;

	if (w->job->kind != JOB_GET || (status != TAKE_OK && status != TAKE_PARTIAL))
		return len; /* pages that go with an error are of no use */
	if ((!w->taken.writing && !take_begin(&w->taken, status)) || !take_bytes(&w->taken, bytes, len))
		return CURL_WRITEFUNC_ERROR;
	tell_progress(w);
	return len;
}

/* --- what goes --- */

static size_t on_wanted(char *to, size_t one, size_t room, void *context)
{
	struct work *w = context;
	size_t left = w->job->body_len - w->sent, len = one * room < left ? one * room : left;

	memcpy(to, w->job->body + w->sent, len);
	w->sent += len;
	/* The line with the dot that ends the message goes out after this: from here on it may have been taken. */
	w->a->handed_over = len == 0;
	return len;
}

/* A line of the head without a line end in it. */
static bool add_line(struct work *w, const char *name, const char *value)
{
	char line[1024];

	for (const char *p = value; *p; p++)
		if ((unsigned char)*p < ' ' || *p == 0x7F)
			return false;
	int n = snprintf(line, sizeof line, "%s%s", name, value);
	struct curl_slist *longer = n > 0 && (size_t)n < sizeof line ? curl_slist_append(w->head, line) : NULL;
	if (longer)
		w->head = longer;
	return longer;
}

/* --- setting up --- */

static char *part_of(const char *url, CURLUPart part)
{
	CURLU *u = curl_url();
	char *text = NULL;

	if (u && curl_url_set(u, CURLUPART_URL, url, CURLU_NON_SUPPORT_SCHEME) == CURLUE_OK &&
	    curl_url_get(u, part, &text, part == CURLUPART_PORT ? CURLU_DEFAULT_PORT : 0) != CURLUE_OK)
		text = NULL;
	curl_url_cleanup(u);
	return text;
}

static bool same_part(const char *a, const char *b, CURLUPart part)
{
	char *x = part_of(a, part), *y = part_of(b, part);
	bool same = x && y && strcasecmp(x, y) == 0;

	curl_free(x);
	curl_free(y);
	return same;
}

static bool is_https(const char *url)
{
	char *scheme = part_of(url, CURLUPART_SCHEME);
	bool yes = scheme && strcasecmp(scheme, "https") == 0;

	curl_free(scheme);
	return yes;
}

/* Mail goes to its server directly; everything else through the proxy, if one is named. */
static void set_proxy(struct work *w)
{
	char *host = part_of(w->job->url, CURLUPART_HOST);
	const char *proxy = host && w->job->kind != JOB_MAIL ? proxy_for(host) : NULL;

	curl_easy_setopt(w->curl, CURLOPT_PROXY, proxy ? proxy : "");
	curl_easy_setopt(w->curl, CURLOPT_NOPROXY, "");
	curl_easy_setopt(w->curl, CURLOPT_SUPPRESS_CONNECT_HEADERS, 1L);
	if (proxy)
		proxy_name(proxy, w->a->proxy, sizeof w->a->proxy);
	curl_free(host);
}

static void set_limits(struct work *w)
{
	const struct job *j = w->job;
	CURL *c = w->curl;

	curl_easy_setopt(c, CURLOPT_NOSIGNAL, 1L);
	curl_easy_setopt(c, CURLOPT_TIMEOUT, (long)j->most_seconds);
	curl_easy_setopt(c, CURLOPT_CONNECTTIMEOUT, j->most_seconds < CONNECT_SECONDS ? (long)j->most_seconds : CONNECT_SECONDS);
	curl_easy_setopt(c, CURLOPT_LOW_SPEED_LIMIT, (long)SLOW_BYTES);
	curl_easy_setopt(c, CURLOPT_LOW_SPEED_TIME, (long)SLOW_SECONDS);
	if (j->kind == JOB_GET)
		curl_easy_setopt(c, CURLOPT_MAXFILESIZE_LARGE, (curl_off_t)j->most_bytes);
}

static void set_safety(struct work *w)
{
	const char *protocols = w->job->kind == JOB_MAIL ? "smtp,smtps" : "https";
	CURL *c = w->curl;

	curl_easy_setopt(c, CURLOPT_PROTOCOLS_STR, protocols);
	curl_easy_setopt(c, CURLOPT_REDIR_PROTOCOLS_STR, "https");
	curl_easy_setopt(c, CURLOPT_FOLLOWLOCATION, 0L); /* redirects are looked at first, see follow() */
	curl_easy_setopt(c, CURLOPT_SSLVERSION, (long)CURL_SSLVERSION_TLSv1_2);
	curl_easy_setopt(c, CURLOPT_SSL_VERIFYPEER, 1L);
	curl_easy_setopt(c, CURLOPT_SSL_VERIFYHOST, 2L);
	curl_easy_setopt(c, CURLOPT_NETRC, (long)CURL_NETRC_IGNORED);
	curl_easy_setopt(c, CURLOPT_DISALLOW_USERNAME_IN_URL, 1L);
	curl_easy_setopt(c, CURLOPT_USE_SSL, (long)CURLUSESSL_ALL);
	if (w->job->ca_file) {
		curl_easy_setopt(c, CURLOPT_CAINFO, w->job->ca_file);
		curl_easy_setopt(c, CURLOPT_CAPATH, NULL);
	}
}

static void set_callbacks(struct work *w)
{
	CURL *c = w->curl;

	curl_easy_setopt(c, CURLOPT_ERRORBUFFER, w->error);
	curl_easy_setopt(c, CURLOPT_HEADERFUNCTION, on_head);
	curl_easy_setopt(c, CURLOPT_HEADERDATA, w);
	curl_easy_setopt(c, CURLOPT_WRITEFUNCTION, on_bytes);
	curl_easy_setopt(c, CURLOPT_WRITEDATA, w);
	curl_easy_setopt(c, CURLOPT_READFUNCTION, on_wanted);
	curl_easy_setopt(c, CURLOPT_READDATA, w);
}

static bool set_get(struct work *w)
{
	char range[32];

	if (!w->job->etag)
		return true;
	bool tag = strchr(w->job->etag, '"');
	if (!w->job->resume_from)
		return add_line(w, tag ? "If-None-Match: " : "If-Modified-Since: ", w->job->etag);
	snprintf(range, sizeof range, "%llu-", (unsigned long long)w->job->resume_from);
	curl_easy_setopt(w->curl, CURLOPT_RANGE, range);
	return add_line(w, "If-Range: ", w->job->etag);
}

static bool set_post(struct work *w)
{
	curl_easy_setopt(w->curl, CURLOPT_POST, 1L);
	curl_easy_setopt(w->curl, CURLOPT_POSTFIELDS, w->job->body);
	curl_easy_setopt(w->curl, CURLOPT_POSTFIELDSIZE_LARGE, (curl_off_t)w->job->body_len);
	return add_line(w, "Content-Type: ", "application/json") && (!w->job->header || add_line(w, "", w->job->header));
}

static bool set_mail(struct work *w)
{
	struct curl_slist *to = curl_slist_append(NULL, w->job->to);

	curl_easy_setopt(w->curl, CURLOPT_UPLOAD, 1L);
	curl_easy_setopt(w->curl, CURLOPT_MAIL_FROM, w->job->from);
	curl_easy_setopt(w->curl, CURLOPT_MAIL_RCPT, to);
	if (w->job->user) {
		curl_easy_setopt(w->curl, CURLOPT_USERNAME, w->job->user);
		curl_easy_setopt(w->curl, CURLOPT_PASSWORD, w->job->password ? w->job->password : "");
	}
	return to;
}

static bool set_up(struct work *w)
{
	static bool (*const set[JOB_KINDS])(struct work *) = { [JOB_GET] = set_get, [JOB_POST] = set_post, [JOB_MAIL] = set_mail };

	set_limits(w);
	set_safety(w);
	set_callbacks(w);
	set_proxy(w);
	curl_easy_setopt(w->curl, CURLOPT_URL, w->job->url);
	curl_easy_setopt(w->curl, CURLOPT_USERAGENT, "kakekomi/" KAKEKOMI_VERSION);
	bool ok = set[w->job->kind](w);
	if (w->head)
		curl_easy_setopt(w->curl, CURLOPT_HTTPHEADER, w->head);
	return ok;
}

/* --- what became of it --- */

static bool never_connected(const struct work *w)
{
	curl_off_t connected = 0;

	curl_easy_getinfo(w->curl, CURLINFO_CONNECT_TIME_T, &connected);
	return connected == 0;
}

static enum trouble of_connection(const struct work *w, CURLcode code)
{
	long connect_status = 0;

	curl_easy_getinfo(w->curl, CURLINFO_HTTP_CONNECTCODE, &connect_status);
	if (connect_status >= 300)
		return TROUBLE_PROXY;
	if (code == CURLE_COULDNT_CONNECT || never_connected(w))
		return *w->a->proxy ? TROUBLE_PROXY : TROUBLE_NO_ROUTE;
	return code == CURLE_OPERATION_TIMEDOUT ? TROUBLE_TOO_SLOW : TROUBLE_CUT_SHORT;
}

/* A handshake that broke off is not one that failed. */
static enum trouble of_handshake(const struct work *w)
{
	return strstr(w->error, "reset") || strstr(w->error, "SYSCALL") ? TROUBLE_CUT_SHORT : TROUBLE_OLD_TLS;
}

static enum trouble trouble_of(const struct work *w, CURLcode code)
{
	bool mail = w->job->kind == JOB_MAIL;
	long status = status_of(w);

	switch (code) {
	case CURLE_OK: return TROUBLE_NONE;
	case CURLE_UNSUPPORTED_PROTOCOL: return TROUBLE_NOT_HTTPS;
	case CURLE_URL_MALFORMAT: return TROUBLE_ADDRESS;
	case CURLE_LOGIN_DENIED: return mail ? TROUBLE_LOGIN : TROUBLE_ADDRESS;
	case CURLE_COULDNT_RESOLVE_PROXY:
	case CURLE_PROXY: return TROUBLE_PROXY;
	case CURLE_COULDNT_RESOLVE_HOST: return TROUBLE_NO_HOST;
	case CURLE_PEER_FAILED_VERIFICATION:
	case CURLE_SSL_ISSUER_ERROR:
	case CURLE_SSL_CACERT_BADFILE: return TROUBLE_CERTIFICATE;
	case CURLE_SSL_CONNECT_ERROR: return of_handshake(w);
	case CURLE_USE_SSL_FAILED: return TROUBLE_NO_STARTTLS;
	case CURLE_FILESIZE_EXCEEDED: return TROUBLE_TOO_LARGE;
	default: break;
	}
	if (mail && status >= 400 && status <= 599)
		return TROUBLE_REFUSED;
	switch (code) {
	case CURLE_COULDNT_CONNECT:
	case CURLE_OPERATION_TIMEDOUT:
	case CURLE_PARTIAL_FILE:
	case CURLE_GOT_NOTHING:
	case CURLE_RECV_ERROR:
	case CURLE_SEND_ERROR:
	case CURLE_WEIRD_SERVER_REPLY:
	case CURLE_HTTP2:
	case CURLE_HTTP2_STREAM: return of_connection(w, code);
	default: return TROUBLE_OTHER;
	}
}

static enum trouble of_status(const struct work *w)
{
	const struct job *j = w->job;
	int status = w->a->status;

	if (j->kind == JOB_MAIL)
		return TROUBLE_NONE;
	if (j->kind == JOB_POST)
		return status >= 200 && status <= 299 ? TROUBLE_NONE : TROUBLE_STATUS;
	if (status == TAKE_UNCHANGED && j->etag && !j->resume_from)
		return TROUBLE_NONE;
	return status == TAKE_OK || status == TAKE_PARTIAL ? TROUBLE_NONE : TROUBLE_STATUS;
}

/* Only https, only the host (and port) that was asked. True when there is another address to be asked. */
static bool follow(struct work *w, int *redirects)
{
	char *to = NULL;

	if (w->job->kind != JOB_GET || w->a->status < 301 || w->a->status > 308 || w->a->status == TAKE_UNCHANGED ||
	    curl_easy_getinfo(w->curl, CURLINFO_REDIRECT_URL, &to) != CURLE_OK || !to)
		return false;
	if (!is_https(to))
		return take_no_more(&w->taken, TROUBLE_NOT_HTTPS);
	if (!same_part(to, w->job->url, CURLUPART_HOST) || !same_part(to, w->job->url, CURLUPART_PORT))
		return take_no_more(&w->taken, TROUBLE_OTHER_HOST);
	if (++*redirects > REDIRECTS_MOST)
		return take_no_more(&w->taken, TROUBLE_REDIRECTS);
	return curl_easy_setopt(w->curl, CURLOPT_URL, to) == CURLE_OK;
}

static enum trouble perform(struct work *w)
{
	int redirects = 0;

	if (w->job->kind != JOB_MAIL && !is_https(w->job->url))
		return TROUBLE_NOT_HTTPS;
	if (!set_up(w))
		return TROUBLE_ADDRESS;
	do {
		enum trouble t = trouble_of(w, curl_easy_perform(w->curl));
		w->a->status = (int)status_of(w);
		if (w->taken.trouble != TROUBLE_NONE || t != TROUBLE_NONE)
			return w->taken.trouble != TROUBLE_NONE ? w->taken.trouble : t;
	} while (follow(w, &redirects));
	/* An empty file is one too. */
	if (w->job->kind == JOB_GET && w->taken.trouble == TROUBLE_NONE && w->a->status == TAKE_OK && !w->taken.writing)
		take_begin(&w->taken, TAKE_OK);
	return w->taken.trouble != TROUBLE_NONE ? w->taken.trouble : of_status(w);
}

void transfer(const struct job *j, report_fn *report, struct answer *out)
{
	struct work w = { .job = j, .report = report, .a = out, .taken = { .job = j, .a = out } };

	*out = (struct answer){ .bytes = j->resume_from };
	if (curl_global_init(CURL_GLOBAL_DEFAULT) != CURLE_OK || !(w.curl = curl_easy_init())) {
		out->trouble = TROUBLE_OTHER;
		return;
	}
	out->trouble = perform(&w);
	if (j->kind != JOB_MAIL || !*out->detail)
		snprintf(out->detail, sizeof out->detail, "%s", *w.taken.error ? w.taken.error : w.error);
	curl_easy_cleanup(w.curl);
	curl_slist_free_all(w.head);
	curl_global_cleanup();
}
