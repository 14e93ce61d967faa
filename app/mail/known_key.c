/* Keys of addresses: what two spellings of one address have in common. */
#include <stdio.h>
#include <string.h>

#include "base/text.h"
#include "mail/known_file.h"

#include "base/banned.h"

__extension__ typedef unsigned __int128 wide;

/* Multiplying two words and folding the product mixes every bit with every other. */
static uint64_t mix(uint64_t a, uint64_t b)
{
	wide product = (wide)a * b;

	return (uint64_t)product ^ (uint64_t)(product >> 64);
}

uint64_t known_hash(const void *bytes, size_t len, uint64_t seed)
{
	static const uint64_t odd = 0x9E3779B97F4A7C15u, other = 0xD6E8FEB86659FD93u; /* 2^64 / golden ratio; a prime */
	const unsigned char *p = bytes;
	uint64_t h = seed ^ mix(len ^ odd, other), word;

	for (; len >= sizeof word; p += sizeof word, len -= sizeof word) {
		memcpy(&word, p, sizeof word);
		h = mix(h ^ word, odd);
	}
	word = 0;
	if (len)
		memcpy(&word, p, len);
	return mix(mix(h ^ word, other), odd ^ seed);
}

static bool put(struct known_key *k, const char *s, size_t len)
{
	if (k->len + len >= sizeof k->text)
		return false;
	memcpy(k->text + k->len, s, len);
	k->len += len;
	k->text[k->len] = '\0';
	return true;
}

static bool is_unreserved(char c)
{
	return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || (c && strchr("-._~", c));
}

/* %7e as ~, %e3 as %E3. */
static bool put_path(struct known_key *k, const char *s, size_t len)
{
	static const char digits[] = "0123456789ABCDEF";

	if (!memchr(s, '%', len))
		return put(k, s, len);
	for (size_t i = 0; i < len; i++) {
		int high = s[i] == '%' && i + 2 < len ? hex_value(s[i + 1]) : -1, low = high >= 0 ? hex_value(s[i + 2]) : -1;
		char piece[3] = { s[i] };
		size_t n = 1;
		if (low >= 0) {
			i += 2;
			piece[0] = (char)(high * 16 + low);
			if (!is_unreserved(piece[0])) {
				piece[0] = '%';
				piece[1] = digits[high];
				piece[2] = digits[low];
				n = 3;
			}
		}
		if (!put(k, piece, n))
			return false;
	}
	return true;
}

bool known_key_of(const struct url *u, struct known_key *out)
{
	char port[8];

	out->len = 0;
	if (!*u->host || (strncmp(u->scheme, "http", 4) != 0 && strcmp(u->scheme, "ftp") != 0))
		return false;
	out->host_len = strlen(u->host);
	if (out->host_len > KNOWN_URL_MOST || !put(out, u->host, out->host_len))
		return false;
	int digits = u->port ? snprintf(port, sizeof port, ":%u", u->port) : 0;
	const char *fragment = strchr(u->path, '#');
	return put(out, port, (size_t)digits) && put_path(out, u->path, fragment ? (size_t)(fragment - u->path) : strlen(u->path));
}

/* --- the short way: addresses that already are what reading would make of them --- */

static const char HOST_CHAR[256] = {
	['a'] = 1, ['b'] = 1, ['c'] = 1, ['d'] = 1, ['e'] = 1, ['f'] = 1, ['g'] = 1, ['h'] = 1, ['i'] = 1, ['j'] = 1, ['k'] = 1, ['l'] = 1,
	['m'] = 1, ['n'] = 1, ['o'] = 1, ['p'] = 1, ['q'] = 1, ['r'] = 1, ['s'] = 1, ['t'] = 1, ['u'] = 1, ['v'] = 1, ['w'] = 1, ['x'] = 1,
	['y'] = 1, ['z'] = 1, ['0'] = 1, ['1'] = 1, ['2'] = 1, ['3'] = 1, ['4'] = 1, ['5'] = 1, ['6'] = 1, ['7'] = 1, ['8'] = 1, ['9'] = 1,
};

/* A host of small letters, digits and hyphens whose last label begins with a letter and none of whose labels may be encoded; its length
 * or 0. */
static size_t plain_host(const char *s, size_t len)
{
	size_t i = 0, label = 0;

	for (; i < len; i++) {
		if (s[i] == '.') {
			if (i == label || i - label > 63)
				return 0;
			label = i + 1;
		} else if (s[i] == '-') {
			if (i == label + 3 && s[i - 1] == '-')
				return 0; /* xn-- */
		} else if (!HOST_CHAR[(unsigned char)s[i]]) {
			break;
		}
	}
	if (label == 0 || i == label || i > 253 || s[label] <= '9' || (i < len && s[i] != '/'))
		return 0;
	return i;
}

/* A path of letters that stand for themselves, without dots as segments; true also when there is none. */
static bool plain_path(const char *s, size_t len)
{
	for (size_t i = 0; i < len; i++) {
		char c = s[i];
		if (c == '/' && i + 1 < len && s[i + 1] == '.')
			return false;
		if (!HOST_CHAR[(unsigned char)c] && !(c >= 'A' && c <= 'Z') && (!c || !strchr("/-._~=&?+;,:@!$*", c)))
			return false;
	}
	return true;
}

static bool read_plain(const char *url, size_t len, struct known_key *out)
{
	size_t scheme = len > 8 && memcmp(url, "https://", 8) == 0 ? 8 : len > 7 && memcmp(url, "http://", 7) == 0 ? 7 : 0;

	if (!scheme)
		return false;
	url += scheme;
	len -= scheme;
	size_t host = plain_host(url, len);
	if (!host || !plain_path(url + host, len - host))
		return false;
	out->host_len = host;
	out->len = 0;
	return put(out, url, len) && (host < len || put(out, "/", 1));
}

bool known_key_read(const char *url, size_t len, struct known_key *out)
{
	if (len > KNOWN_URL_MOST || memchr(url, '\0', len))
		return false;
	if (read_plain(url, len, out))
		return true;
	struct arena *a = arena_new();
	struct url u;
	bool ok = url_read(arena_strndup(a, url, len), a, &u) && !(u.oddities & URL_NO_SCHEME) && known_key_of(&u, out);
	arena_free(a);
	return ok;
}

/* --- names --- */

static bool is_ip(const char *host, size_t len)
{
	size_t label = len;

	while (label && host[label - 1] != '.')
		label--;
	return host[0] == '[' || (label < len && host[label] >= '0' && host[label] <= '9');
}

void known_names(const char *host, size_t len, known_name_fn *each, void *context)
{
	const char *end = host + len, *begins[KNOWN_DOMAINS_MOST];
	size_t count = 0, dots = 0;

	each(context, host, len);
	if (is_ip(host, len))
		return;
	for (const char *p = end; p > host + 1 && count < KNOWN_DOMAINS_MOST; p--)
		if (p[-1] == '.' && ++dots > 1)
			begins[count++] = p;
	while (count--)
		each(context, begins[count], (size_t)(end - begins[count]));
}
