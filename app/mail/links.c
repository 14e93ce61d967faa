/* Where it leads: every address in the message, and what each gives away. */
#include <ctype.h>
#include <string.h>

#include "base/intern.h"
#include "base/redact.h"
#include "mail/domain.h"
#include "mail/host.h"
#include "mail/view.h"

#include "base/banned.h"

enum { LINKS_MOST = 300 };

static bool is_web(const struct url *u)
{
	return *u->host && (strcmp(u->scheme, "http") == 0 || strcmp(u->scheme, "https") == 0 || strcmp(u->scheme, "ftp") == 0);
}

/* "?card=4111…", or the same as %34%31…: of an address that tells a secret no more than the host is kept. */
static void put_safe(const struct url *u, struct buf *out)
{
	struct buf meant = { 0 }, cut = { 0 };
	size_t whole = strlen(u->whole), path = strlen(u->path);

	percent_decode(u->path, path, &meant);
	for (char *nul; (nul = memchr(buf_str(&meant), '\0', meant.len));)
		*nul = ' ';
	if (whole >= path && redact(buf_str(&meant), &cut)) {
		buf_clear(&cut);
		buf_add_n(&cut, u->whole, whole - path);
		url_defang(buf_str(&cut), out);
		buf_add(out, "/[...]");
	} else {
		url_defang(u->whole, out);
	}
	buf_wipe(&meant);
	buf_wipe(&cut);
}

static void add_link(struct view *v, const struct url *u, const char *shown)
{
	if (!is_web(u) || v->link_count == LINKS_MOST)
		return;
	for (size_t i = 0; i < v->link_count; i++)
		if (strcmp(v->links[i].url.whole, u->whole) == 0) {
			if (!strchr(v->links[i].shown, '.'))
				v->links[i].shown = shown; /* only what could read as an address is asked about */
			return;
		}
	struct checked_link *l = &v->links[v->link_count++];
	struct buf safe = { 0 };
	put_safe(u, &safe);
	*l = (struct checked_link){ .url = *u, .shown = shown, .defanged = arena_strdup(v->a, buf_str(&safe)) };
	l->live = !(u->oddities & URL_DEFANGED);
	l->lists = hosts_lists(v->k->hosts, u->host);
	l->official = (l->lists & HOST_OFFICIAL) && !(l->lists & HOST_ELSEWHERE);
	buf_free(&safe);
}

static void found_in_text(void *context, const struct url *u, size_t start, size_t len)
{
	(void)start;
	(void)len;
	add_link(context, u, "");
}

void find_links(struct view *v)
{
	struct intern plain = { 0 }; /* targets shown as words: the same again adds nothing */
	struct url u;

	v->links = arena_alloc(v->a, LINKS_MOST * sizeof *v->links);
	for (size_t i = 0; i < v->m->link_count; i++) {
		const struct message_link *l = &v->m->links[i];
		size_t known = plain.count;
		if (!strchr(l->shown, '.') && intern(&plain, l->target) && plain.count == known)
			continue;
		if (url_read(l->target, v->a, &u))
			add_link(v, &u, l->shown);
	}
	intern_free(&plain);
	/* What the reader counts as links is what can be pressed; addresses in bare text and in the subject can be typed. */
	url_find(v->text, v->a, found_in_text, v);
}

/* The list's own footer, and the sender's own domain when nobody else is named. */
static bool is_own(const struct view *v, const struct checked_link *l)
{
	if (v->list && *l->url.domain && strstr(v->list, l->url.domain))
		return true;
	if (v->list && strstr(l->url.path, "/listinfo/"))
		return true;
	return (v->sender_kind == SENDER_OFFICIAL || v->sender_kind == SENDER_PLAUSIBLE || v->sender_kind == SENDER_UNKNOWN) && *v->sender_domain &&
	       strcmp(l->url.domain, v->sender_domain) == 0;
}

void judge_links(struct view *v)
{
	for (size_t i = 0; i < v->link_count; i++) {
		struct checked_link *l = &v->links[i];
		l->foreign = l->live && !l->official && !is_own(v, l) && ((l->lists & HOST_ELSEWHERE) || !(l->lists & (HOST_NEUTRAL | HOST_TRACKER)));
		v->foreign_links += l->foreign;
		v->official_links += l->official;
	}
}

/* --- signs --- */

typedef bool link_test(const struct view *v, const struct checked_link *l);

/* The first live link that the test holds for is the evidence. */
static bool any_link(const struct view *v, link_test *test, struct buf *why)
{
	for (size_t i = 0; i < v->link_count; i++)
		if (v->links[i].live && test(v, &v->links[i])) {
			buf_add(why, v->links[i].url.whole);
			return true;
		}
	return false;
}

/* A company's honest mail may point to a partner; who asks to log in does not. */
static bool is_partner(const struct view *v)
{
	return v->sender_kind == SENDER_OFFICIAL && v->official_links > v->foreign_links && !v->asks;
}

static bool names_brand(const struct view *v, const struct checked_link *l)
{
	return v->brand && l->foreign && host_names_brand(v->k, v->brand, l->url.host);
}

static bool not_brands(const struct view *v, const struct checked_link *l)
{
	/* A company whose domains are not all known here writes from one of them and links to it; fraud threatens or asks besides. */
	bool consistent = *v->sender_domain && strcmp(l->url.domain, v->sender_domain) == 0 && !v->grave;

	return view_claims(v) && l->foreign && !consistent && !names_brand(v, l) && !is_partner(v);
}

/* "www-jcb-co-jp.example": the end of a Japanese name where it ends nothing. */
static bool has_false_suffix(const struct view *v, const struct checked_link *l)
{
	static const char *const ends[] = { "co-jp", "co_jp", "or-jp", "or_jp", "go-jp", "go_jp", "ne-jp", "ne_jp", "co.jp.", "go.jp.", "or.jp.", "ne.jp.", "cojp." };

	for (size_t i = 0; l->foreign && i < sizeof ends / sizeof *ends; i++) {
		const char *at = strstr(l->url.host, ends[i]);
		if (at && at > l->url.host)
			return true;
	}
	(void)v;
	return false;
}

static bool has_brand_in_path(const struct view *v, const struct checked_link *l)
{
	if (!v->brand || !l->foreign || names_brand(v, l))
		return false;
	const struct brand_words *w = &v->k->brands[v->brand - v->k->catalog->brands];
	for (size_t i = 0; i < w->token_count; i++) {
		const char *at = strlen(w->tokens[i]) >= 3 ? strcasestr(l->url.path, w->tokens[i]) : NULL;
		if (at && !isalnum((unsigned char)at[-1]))
			return true;
	}
	return false;
}

static bool is_shared(const struct view *v, const struct checked_link *l)
{
	(void)v;
	return (l->lists & HOST_SHARED) && !(l->lists & HOST_REDIRECT);
}

/* A form or storage service is a sign of its own: that it is not the sender's is no second one. */
static bool is_elsewhere(const struct view *v, const struct checked_link *l)
{
	return !v->brand && l->foreign && !is_shared(v, l) && *v->sender_domain && strcmp(l->url.domain, v->sender_domain) != 0 &&
	       !(hosts_lists(v->k->hosts, v->sender_host) & HOST_FREE_MAIL);
}

static bool is_user_at_host(const struct view *v, const struct checked_link *l)
{
	(void)v;
	return l->url.oddities & URL_USERINFO;
}

static bool is_ip(const struct view *v, const struct checked_link *l)
{
	(void)v;
	return l->url.oddities & URL_IP;
}

static bool is_lookalike(const struct view *v, const struct checked_link *l)
{
	(void)v;
	return l->url.oddities & (URL_LOOKALIKE | URL_INVISIBLE);
}

static bool is_punycode(const struct view *v, const struct checked_link *l)
{
	(void)v;
	return (l->url.oddities & URL_PUNYCODE) && !l->official;
}

static bool is_odd(const struct view *v, const struct checked_link *l)
{
	(void)v;
	return (l->url.oddities & (URL_BACKSLASH | URL_PORT | URL_LONG_PERCENT)) && l->foreign;
}

static bool is_shortened(const struct view *v, const struct checked_link *l)
{
	(void)v;
	return l->lists & HOST_SHORTENER;
}

static bool is_redirected(const struct view *v, const struct checked_link *l)
{
	(void)v;
	return (l->lists & HOST_REDIRECT) && l->url.path[1];
}

static bool is_fresh(const struct view *v, const struct checked_link *l)
{
	return v->japanese && l->foreign && (l->lists & HOST_FRESH) && !(l->lists & HOST_ELSEWHERE);
}

static bool is_random(const struct view *v, const struct checked_link *l)
{
	const char *label;
	size_t len;

	if (!l->foreign || (l->lists & (HOST_SHORTENER | HOST_SHARED | HOST_REDIRECT)) || (l->url.oddities & (URL_IP | URL_PUNYCODE)) || !v->japanese)
		return false;
	own_label(l->url.domain, &label, &len);
	if (looks_random(label, len))
		return true;
	size_t first = strcspn(l->url.host, ".");
	return strcmp(l->url.host, l->url.domain) != 0 && first >= 8 && looks_random(l->url.host, first);
}

/* What is shown reads as an address, and the real one is another's. Counters of clicks do that too, in honest newsletters. */
static bool shows_other(const struct view *v, const struct checked_link *l)
{
	struct url shown;

	if (!*l->shown || l->official || (l->lists & HOST_TRACKER) || (!l->foreign && v->sender_kind != SENDER_FOREIGN))
		return false;
	if (!strchr(l->shown, '.') || strchr(l->shown, ' ') || strchr(l->shown, '@') || !url_read(l->shown, v->a, &shown))
		return false;
	return domain_registrable(shown.host, v->a) && strcmp(shown.domain, l->url.domain) != 0;
}

static bool is_known_bad(const struct view *v, const struct checked_link *l)
{
	bool shared = l->lists & (HOST_SHORTENER | HOST_REDIRECT | HOST_SHARED | HOST_NEUTRAL | HOST_TRACKER | HOST_OFFICIAL);

	return v->k->known && known_find(v->k->known, &l->url, shared).hit != KNOWN_NONE;
}

static bool sms_link(const struct view *v, struct buf *why)
{
	enum { SMS_MOST = 400 };

	if (v->m->form != MESSAGE_PASTED_TEXT || strlen(v->body) > SMS_MOST)
		return false;
	for (size_t i = 0; i < v->link_count; i++)
		if (v->links[i].foreign) {
			buf_add(why, v->links[i].url.whole);
			return true;
		}
	return false;
}

static bool other_shown(const struct view *v, struct buf *why)
{
	for (size_t i = 0; i < v->link_count; i++)
		if (v->links[i].live && shows_other(v, &v->links[i])) {
			buf_addf(why, "%s → %s", v->links[i].shown, v->links[i].url.whole);
			return true;
		}
	return false;
}

/* One test a link, one function a sign. */
#define LINK_SIGN(name, test)                                     \
	static bool name(const struct view *v, struct buf *why) \
	{                                                         \
		return any_link(v, test, why);                    \
	}

LINK_SIGN(link_not_brand, not_brands)
LINK_SIGN(link_names_brand, names_brand)
LINK_SIGN(link_false_suffix, has_false_suffix)
LINK_SIGN(link_brand_in_path, has_brand_in_path)
LINK_SIGN(link_elsewhere, is_elsewhere)
LINK_SIGN(link_userinfo, is_user_at_host)
LINK_SIGN(link_ip, is_ip)
LINK_SIGN(link_lookalike, is_lookalike)
LINK_SIGN(link_punycode, is_punycode)
LINK_SIGN(link_odd, is_odd)
LINK_SIGN(link_shortener, is_shortened)
LINK_SIGN(link_redirect, is_redirected)
LINK_SIGN(link_shared, is_shared)
LINK_SIGN(link_fresh, is_fresh)
LINK_SIGN(link_random, is_random)
LINK_SIGN(link_known_bad, is_known_bad)

const struct sign_row link_signs[] = {
	{ "link-not-brand", link_not_brand },       { "link-names-brand", link_names_brand }, { "link-false-suffix", link_false_suffix },
	{ "link-brand-in-path", link_brand_in_path }, { "link-elsewhere", link_elsewhere },   { "link-shows-other", other_shown },
	{ "link-userinfo", link_userinfo },         { "link-ip", link_ip },                   { "link-lookalike", link_lookalike },
	{ "link-punycode", link_punycode },         { "link-odd", link_odd },                 { "link-shortener", link_shortener },
	{ "link-redirect", link_redirect },         { "link-shared-host", link_shared },      { "link-fresh-tld", link_fresh },
	{ "link-random", link_random },             { "link-known-bad", link_known_bad },     { "sms-link", sms_link },
	{ NULL, NULL },
};
