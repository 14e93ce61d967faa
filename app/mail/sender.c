/* Who sent it: name and address against the company named, the way it came, what the receiving server found. */
#include <ctype.h>
#include <string.h>
#include <strings.h>

#include "mail/domain.h"
#include "mail/view.h"

#include "base/banned.h"

/* The address the list was posted to, or NULL when the message came by none. */
static const char *list_of(const struct message *m)
{
	const char *been = message_header(m, "X-BeenThere"), *post = message_header(m, "List-Post"), *mailing = message_header(m, "Mailing-List");

	return been ? been : post ? post : mailing;
}

static const char *host_of(const char *address)
{
	const char *at = strrchr(address, '@');

	return at ? at + 1 : "";
}

/* "メルカリ via V9fs-developer" → "メルカリ" */
static const char *without_via(struct arena *a, const char *name)
{
	const char *via = strstr(name, " via ");

	for (const char *next = via; next; next = strstr(next + 1, " via "))
		via = next;
	return via ? arena_strndup(a, name, (size_t)(via - name)) : name;
}

static const char *lower_ascii(struct arena *a, const char *host)
{
	struct buf ascii = { 0 };
	char *low;

	if (!domain_to_ascii(host, &ascii) || !ascii.len) {
		buf_clear(&ascii);
		buf_add(&ascii, host);
	}
	low = arena_strdup(a, buf_str(&ascii));
	for (char *c = low; *c; c++)
		*c = (char)tolower((unsigned char)*c);
	buf_free(&ascii);
	return low;
}

void find_sender(struct view *v)
{
	const struct message *m = v->m;
	const struct message_address *from = &m->from;
	const char *list = list_of(m);

	v->list = list;
	v->replaced = list && *from->address && m->reply_to.address && *m->reply_to.address &&
	              (strcasestr(list, from->address) || strstr(from->name, " via "));
	if (v->replaced)
		from = &m->reply_to;
	v->sender_name = *from->name ? from->name : without_via(v->a, m->from.name);
	v->sender_name = list ? without_via(v->a, v->sender_name) : v->sender_name;
	v->sender_address = from->address;
	v->sender_host = lower_ascii(v->a, host_of(from->address));
	v->sender_domain = *v->sender_host ? domain_registrable(v->sender_host, v->a) : NULL;
	if (!v->sender_domain)
		v->sender_domain = v->sender_host;
}

/* Suffixes for which somebody has to prove that the organisation exists. */
static bool is_proven_suffix(const char *host)
{
	static const char *const suffixes[] = { ".co.jp", ".or.jp", ".go.jp", ".lg.jp", ".ac.jp", ".ed.jp", ".ne.jp", ".gr.jp", ".ad.jp" };
	size_t len = strlen(host);

	for (size_t i = 0; i < sizeof suffixes / sizeof *suffixes; i++) {
		size_t n = strlen(suffixes[i]);
		if (len > n && strcmp(host + len - n, suffixes[i]) == 0)
			return true;
	}
	return false;
}

/* rakuten and rakuten-card write from each other's domains. */
static bool is_of_family(const struct view *v, const char *host)
{
	const struct catalog *c = v->k->catalog;
	size_t stem = strcspn(v->brand->id, "-");

	for (size_t i = 0; i < c->brand_count; i++) {
		const struct brand *b = &c->brands[i];
		if (strcspn(b->id, "-") == stem && memcmp(b->id, v->brand->id, stem) == 0 && host_is_of(b, host))
			return true;
	}
	return false;
}

void judge_sender(struct view *v)
{
	if (!*v->sender_host)
		v->sender_kind = SENDER_NONE;
	else if (!v->brand || !(v->brand->web_count + v->brand->mail_count))
		v->sender_kind = SENDER_UNKNOWN; /* of whom no domain is confirmed, none is denied */
	else if (is_of_family(v, v->sender_host) && !(hosts_lists(v->k->hosts, v->sender_host) & HOST_FREE_MAIL))
		v->sender_kind = SENDER_OFFICIAL;
	else if (is_proven_suffix(v->sender_host) && host_names_brand(v->k, v->brand, v->sender_domain))
		v->sender_kind = SENDER_PLAUSIBLE;
	else
		v->sender_kind = SENDER_FOREIGN;
}

/* --- signs --- */

static void put_sender(const struct view *v, struct buf *why)
{
	buf_addf(why, "%s <%s>", v->sender_name, v->sender_address);
}

static bool not_brand(const struct view *v, struct buf *why)
{
	if (v->sender_kind != SENDER_FOREIGN || !view_claims(v) || host_names_brand(v->k, v->brand, v->sender_host))
		return false;
	put_sender(v, why);
	return true;
}

static bool unlisted(const struct view *v, struct buf *why)
{
	if (v->sender_kind != SENDER_PLAUSIBLE)
		return false;
	put_sender(v, why);
	return true;
}

static bool lookalike(const struct view *v, struct buf *why)
{
	if (v->sender_kind != SENDER_FOREIGN || !host_names_brand(v->k, v->brand, v->sender_host))
		return false;
	put_sender(v, why);
	return true;
}

/* The name is an address or a host of its own, and the real one is another. */
static bool name_is_address(const struct view *v, struct buf *why)
{
	struct squeezed s;
	struct url u;

	squeeze(v->sender_name, v->a, &s);
	const char *host = s.text;
	if (strchr(host, '@'))
		host = host_of(host);
	if (!*v->sender_host || !strchr(host, '.') || strspn(host, "abcdefghijklmnopqrstuvwxyz0123456789.-") != s.len - (size_t)(host - s.text) ||
	    !url_read(host, v->a, &u) || !domain_registrable(u.host, v->a) || strcmp(u.domain, v->sender_domain) == 0)
		return false;
	put_sender(v, why);
	return true;
}

static bool replies_elsewhere(const struct view *v, struct buf *why)
{
	const char *reply = v->m->reply_to.address, *host, *domain;

	if (v->replaced || !*reply || !*v->sender_host)
		return false;
	host = lower_ascii(v->a, host_of(reply));
	domain = domain_registrable(host, v->a);
	if (!domain)
		return false;
	bool free_mail = hosts_lists(v->k->hosts, host) & HOST_FREE_MAIL;
	/* The same free service says nothing; another box of it does. */
	if (strcmp(domain, v->sender_domain) == 0 && (!free_mail || strcasecmp(reply, v->sender_address) == 0))
		return false;
	if (v->list && strcasestr(v->list, reply))
		return false;
	if (v->brand && host_is_of(v->brand, host))
		return false;
	buf_addf(why, "%s → %s", v->sender_address, reply);
	return true;
}

static bool free_mail(const struct view *v, struct buf *why)
{
	if (!(hosts_lists(v->k->hosts, v->sender_host) & HOST_FREE_MAIL))
		return false;
	if (!view_claims(v) && !view_shows(v, "advance-fee") && !view_shows(v, "fictitious-bill") && !view_shows(v, "gift-card-demand"))
		return false;
	put_sender(v, why);
	return true;
}

static bool through_list(const struct view *v, struct buf *why)
{
	if (!v->list || !view_claims(v))
		return false;
	buf_add(why, v->list);
	return true;
}

static bool says_fail(const char *value)
{
	bool dkim = strcasestr(value, "dkim=pass") != NULL;

	return strcasestr(value, "dmarc=fail") || (!dkim && (strcasestr(value, "spf=fail") || strcasestr(value, "spf=softfail")));
}

/* Behind a list the list's own server fails; what counts is what the list found when it came in. */
static bool auth_fails(const struct view *v, struct buf *why)
{
	const char *name = v->list ? "X-Mailman-Original-Authentication-Results" : "Authentication-Results";

	for (size_t i = 0; i < v->m->header_count; i++) {
		const struct message_header *h = &v->m->headers[i];
		if (strcasecmp(h->name, name) == 0 && says_fail(h->value)) {
			buf_add(why, h->value);
			return true;
		}
	}
	return false;
}

static bool malformed(const struct view *v, struct buf *why)
{
	const char *from = message_header(v->m, "From");

	if (!from || (*v->sender_host && v->sender_domain && strchr(v->sender_host, '.')))
		return false;
	buf_add(why, *from ? from : "From:");
	return true;
}

static bool random_sender(const struct view *v, struct buf *why)
{
	const char *label;
	size_t len;

	if (!*v->sender_domain || !v->japanese || hosts_lists(v->k->hosts, v->sender_host) & (HOST_OFFICIAL | HOST_FREE_MAIL | HOST_NEUTRAL | HOST_TRACKER))
		return false;
	own_label(v->sender_domain, &label, &len);
	if (!looks_random(label, len))
		return false;
	buf_add(why, v->sender_address);
	return true;
}

static bool fresh_sender(const struct view *v, struct buf *why)
{
	if (!v->japanese || !(hosts_lists(v->k->hosts, v->sender_host) & HOST_FRESH))
		return false;
	buf_add(why, v->sender_address);
	return true;
}

static bool from_oneself(const struct view *v, struct buf *why)
{
	if (!*v->sender_address || strcasecmp(v->sender_address, v->m->to.address) != 0 || v->replaced)
		return false;
	buf_add(why, v->sender_address);
	return true;
}

/* The clock of China in the name of a Japanese company. */
static bool china_time(const struct view *v, struct buf *why)
{
	const char *date = message_header(v->m, "Date");

	if (!date || !v->brand || !v->japanese || !strstr(date, "+0800"))
		return false;
	buf_add(why, date);
	return true;
}

const struct sign_row sender_signs[] = {
	{ "sender-not-brand", not_brand },       { "sender-lookalike", lookalike },   { "sender-unlisted", unlisted },
	   { "display-address", name_is_address },
	{ "reply-elsewhere", replies_elsewhere }, { "free-mail-company", free_mail }, { "through-list", through_list },
	{ "auth-fail", auth_fails },             { "sender-malformed", malformed },   { "sender-random", random_sender },
	{ "sender-fresh-tld", fresh_sender },    { "from-oneself", from_oneself },    { "china-time", china_time },
	{ NULL, NULL },
};
