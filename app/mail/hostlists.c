#include "mail/hostlists.h"

#include <ctype.h>
#include <stdlib.h>
#include <string.h>

#include "base/mem.h"
#include "mail/domain.h"

#include "base/banned.h"

/* Lists of signs.json that hold hosts; check_rules() knows them from here. */
static const struct {
	const char *id;
	unsigned bit;
} host_lists[] = {
	{ "shorteners", HOST_SHORTENER }, { "redirects", HOST_REDIRECT }, { "shared_hosts", HOST_SHARED }, { "trackers", HOST_TRACKER },
	{ "neutral", HOST_NEUTRAL },      { "free_mail", HOST_FREE_MAIL }, { "fresh_tlds", HOST_FRESH },
};

struct slot {
	const char *domain; /* NULL: free */
	unsigned lists;
};

struct hosts {
	struct slot *slots;
	size_t size, count;
};

static struct slot *find_slot(const struct hosts *h, const char *domain)
{
	size_t at = 5381;

	for (const char *s = domain; *s; s++)
		at = at * 33 ^ (unsigned char)*s;
	for (at &= h->size - 1; h->slots[at].domain && strcmp(h->slots[at].domain, domain) != 0; at = (at + 1) & (h->size - 1))
		;
	return &h->slots[at];
}

static void add_host(struct hosts *h, const char *domain, unsigned bit)
{
	if (h->count * 2 >= h->size) {
		struct hosts old = *h;
		h->size = old.size ? old.size * 2 : 512;
		h->slots = mem_alloc(h->size * sizeof *h->slots);
		for (size_t i = 0; i < old.size; i++)
			if (old.slots[i].domain)
				*find_slot(h, old.slots[i].domain) = old.slots[i];
		free(old.slots);
	}
	struct slot *s = find_slot(h, domain);
	h->count += !s->domain;
	s->domain = domain;
	s->lists |= bit;
}

const struct words *list_words(const struct catalog *c, const char *id)
{
	static const struct words none = { NULL, 0 };

	for (size_t i = 0; i < c->list_count; i++)
		if (strcmp(c->lists[i].id, id) == 0)
			return &c->lists[i].words;
	return &none;
}

struct hosts *hosts_new(const struct catalog *c)
{
	struct hosts *h = mem_alloc(sizeof *h);

	for (size_t i = 0; i < sizeof host_lists / sizeof *host_lists; i++) {
		const struct words *w = list_words(c, host_lists[i].id);
		for (size_t k = 0; k < w->count; k++)
			add_host(h, w->at[k], host_lists[i].bit);
	}
	for (size_t i = 0; i < c->brand_count; i++) {
		const struct brand *b = &c->brands[i];
		for (size_t k = 0; k < b->web_count; k++)
			if (b->web[k].is)
				add_host(h, b->web[k].is, HOST_OFFICIAL);
		for (size_t k = 0; k < b->mail_count; k++)
			if (b->mail[k].is)
				add_host(h, b->mail[k].is, HOST_OFFICIAL);
	}
	return h;
}

void hosts_free(struct hosts *h)
{
	if (!h)
		return;
	free(h->slots);
	free(h);
}

unsigned hosts_lists(const struct hosts *h, const char *host)
{
	unsigned lists = 0;

	for (const char *at = host; h->size && at && *at; at = strchr(at, '.')) {
		at += *at == '.';
		/* Mailboxes for everybody are at the host itself; what is below it is the company's. */
		lists |= find_slot(h, at)->lists & (at == host ? ~0u : ~(unsigned)HOST_FREE_MAIL);
	}
	return lists;
}

bool host_is_of(const struct brand *b, const char *host)
{
	for (size_t i = 0; i < b->web_count; i++)
		if (b->web[i].is && domain_within(host, b->web[i].is))
			return true;
	for (size_t i = 0; i < b->mail_count; i++)
		if (b->mail[i].is && domain_within(host, b->mail[i].is))
			return true;
	return false;
}

void own_label(const char *domain, const char **label, size_t *len)
{
	*label = domain;
	*len = strcspn(domain, ".");
}

bool looks_random(const char *label, size_t len)
{
	size_t letters = 0, digits = 0, vowels = 0, run = 0, longest = 0, changes = 0;

	for (size_t i = 0; i < len; i++) {
		char c = label[i];
		bool vowel = c && strchr("aeiouy", c);
		if (i && (isdigit((unsigned char)c) != 0) != (isdigit((unsigned char)label[i - 1]) != 0))
			changes++;
		if (isdigit((unsigned char)c)) {
			digits++;
			run = 0;
		} else if (isalpha((unsigned char)c)) {
			letters++;
			vowels += vowel;
			run = vowel ? 0 : run + 1;
			longest = run > longest ? run : longest;
		} else {
			run = 0;
		}
	}
	if (len < 5 || memchr(label, '-', len))
		return longest >= 6;
	if (digits >= 3 && letters && letters <= 6)
		return true; /* hoh695, 518blp */
	if (changes >= 3)
		return true; /* 1ndax5t */
	return letters >= 5 && (longest >= 5 || vowels * 6 < letters);
}
