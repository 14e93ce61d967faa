/* How it is made: what hides from filters, what a mailing tool left behind, what runs. */
#include <ctype.h>
#include <string.h>
#include <strings.h>

#include "base/text.h"
#include "mail/glyphs.h"
#include "mail/view.h"

#include "base/banned.h"

enum { SIMPLIFIED_LEAST = 2, NOISE_LEAST = 3, HIDDEN_LEAST = 200, SPACED_LEAST = 12 };

static bool found(const struct view *v, unsigned finding, struct buf *why)
{
	(void)why;
	return v->m->findings & finding;
}

static bool broke_reader(const struct view *v, struct buf *why)
{
	return found(v, FINDING_BROKE_READER | FINDING_TOO_MANY_PARTS, why);
}

/* Newsletters hide a line for the list of mails; pages of hidden text are for filters. */
static bool hidden_text(const struct view *v, struct buf *why)
{
	size_t len = strlen(v->m->hidden);

	if (!(v->m->findings & FINDING_HIDDEN_TEXT) || len < HIDDEN_LEAST)
		return false;
	buf_add(why, v->m->hidden);
	return true;
}

static bool invisible(const struct view *v, struct buf *why)
{
	if (v->squeezed.invisible < 3 && !(v->squeezed.invisible && v->m->findings & FINDING_INVISIBLE_CHARACTERS))
		return false;
	size_t at = v->squeezed.first_invisible, from = at > 30 ? at - 30 : 0;
	while (((unsigned char)v->text[from] & 0xC0) == 0x80)
		from++;
	buf_add_n(why, v->text + from, strnlen(v->text + from, 60));
	return true;
}

static bool spaced(const struct view *v, struct buf *why)
{
	/* A heading has a blank now and then; a letter in eight is on purpose. */
	bool text = v->squeezed.spaced >= SPACED_LEAST && v->squeezed.spaced * 24 >= v->squeezed.len;

	if (text)
		buf_add_n(why, v->body, strnlen(v->body, 120));
	else if (v->brand && v->brand_spaced)
		view_quote(v, v->brand_at, why);
	return text || (v->brand && v->brand_spaced);
}

static bool odd_letters(const struct view *v, struct buf *why)
{
	if (!v->brand || !v->brand_odd)
		return false;
	view_quote(v, v->brand_at, why);
	return true;
}

/* What a mailing tool should have put a name or a number in place of. */
static bool template_left(const struct view *v, struct buf *why)
{
	static const char *const left[] = { "[RAND_", "[[RAND", "{RAND", "%RANDOM%", "*|MC_PREVIEW", "[[-Email-]]", "{{email}}", "[-EMAIL-]", "##email##",
		                            "%EMAIL%", "[Email]", "#emailaddress#", "{{name}}", "%NAME%", "[[name]]" };

	for (const char *at = v->text + strcspn(v->text, "[{%*#"); *at; at += 1 + strcspn(at + 1, "[{%*#"))
		for (size_t i = 0; i < sizeof left / sizeof *left; i++)
			if (strncasecmp(at, left[i], strlen(left[i])) == 0) {
				size_t len = strcspn(at, "\n");
				buf_add_n(why, at, len < 80 ? len : 80);
				return true;
			}
	return v->squeezed.fillers > 2;
}

static bool foreign_charset(const struct view *v, struct buf *why)
{
	return v->japanese && found(v, FINDING_FOREIGN_CHARSET, why);
}

/* Glyphs of mainland China in a text that has kana. */
static bool simplified(const struct view *v, struct buf *why)
{
	size_t count = 0, at = 0;
	uint32_t c;

	for (size_t len; v->japanese && at < SQUEEZE_MOST && (len = text_next(v->text + at, &c)); at += len)
		if (c >= 0x4E00 && c <= 0x9FFF && glyph_is_simplified(c)) {
			buf_add_n(why, v->text + at, len);
			if (++count >= 8)
				break;
		}
	return count >= SIMPLIFIED_LEAST;
}

/* "SeQH doci CYWh YoyP" on a line of its own among Japanese: made to differ from mail to mail. */
static bool is_noise(const char *line, size_t len)
{
	size_t letters = 0, mixed = 0, words = 0, upper = 0, lower = 0, digits = 0, vowels = 0;

	while (len && isspace((unsigned char)line[len - 1]))
		len--;
	while (len && isspace((unsigned char)*line)) {
		line++;
		len--;
	}
	if (len < 4 || len > 48)
		return false;
	for (size_t i = 0; i <= len; i++) {
		unsigned char c = i < len ? (unsigned char)line[i] : ' ';
		if (c == ' ') {
			words += upper + lower + digits > 0;
			mixed += upper && lower && !(upper == 1 && isupper((unsigned char)line[i - lower - 1]) && !digits);
			upper = lower = digits = 0;
		} else if (isalnum(c)) {
			upper += isupper(c) != 0;
			lower += islower(c) != 0;
			digits += isdigit(c) != 0;
			letters++;
			vowels += isalpha(c) && strchr("aeiouAEIOU", c);
		} else {
			return false;
		}
	}
	return words && (mixed * 2 >= words || vowels * 6 < letters || letters > 30) && letters >= 4;
}

static bool noise(const struct view *v, struct buf *why)
{
	size_t count = 0;
	const char *line = v->body;

	if (!v->japanese)
		return false;
	for (size_t len; *line; line += len + (line[len] != '\0')) {
		len = strcspn(line, "\n");
		if (!is_noise(line, len))
			continue;
		if (count++ < 3)
			buf_add_n(why, line, len);
	}
	return count >= NOISE_LEAST;
}

static bool form(const struct view *v, struct buf *why)
{
	return found(v, FINDING_FORM, why);
}

static bool script(const struct view *v, struct buf *why)
{
	return found(v, FINDING_SCRIPT, why);
}

static bool controls(const struct view *v, struct buf *why)
{
	return found(v, FINDING_CONTROL_CHARACTERS, why);
}

static bool ends_with(const char *s, const char *end)
{
	size_t n = strlen(s), m = strlen(end);

	return n > m && strcasecmp(s + n - m, end) == 0;
}

static bool attached(const struct view *v, const char *list, struct buf *why)
{
	const struct words *w = list_words(v->k->catalog, list);

	for (size_t i = 0; i < v->m->attachment_count; i++)
		for (size_t k = 0; k < w->count; k++)
			if (ends_with(v->m->attachments[i].name, w->at[k])) {
				buf_add(why, v->m->attachments[i].name);
				return true;
			}
	return false;
}

static bool runs(const struct view *v, struct buf *why)
{
	return attached(v, "runs", why);
}

static bool attached_page(const struct view *v, struct buf *why)
{
	return v->brand && attached(v, "pages", why);
}

static bool honorific_at(const struct view *v, const char *at)
{
	const struct words *w = list_words(v->k->catalog, "honorifics");

	while (*at == ' ' || strncmp(at, "\xE3\x80\x80", 3) == 0)
		at += *at == ' ' ? 1 : 3;
	for (size_t i = 0; i < w->count; i++)
		if (strncmp(at, w->at[i], strlen(w->at[i])) == 0)
			return true;
	return false;
}

/* "devel@lists.example 様", "devel 様": a name is what a company knows of its customer. */
static bool by_address(const struct view *v, struct buf *why)
{
	const char *to = v->m->to.address;
	size_t whole = strlen(to), local = strcspn(to, "@");

	if (local < 3 || local == whole)
		return false;
	for (const char *at = strstr(v->body, to); at; at = strstr(at + 1, to))
		if (honorific_at(v, at + whole)) {
			buf_add_n(why, at, whole);
			return true;
		}
	const char *first = v->body + strspn(v->body, " \n\r\t");
	if (strncmp(first, to, local) != 0 || !honorific_at(v, first + local))
		return false;
	buf_add_n(why, first, strcspn(first, "\n") < 60 ? strcspn(first, "\n") : 60);
	return true;
}

/* Four to eight digits by themselves; not part of a phone number, a date, an amount. */
static bool has_code(const struct squeezed *s, size_t from, size_t to)
{
	for (size_t at = from, len; at < to; at += len ? len : 1) {
		len = strspn(s->text + at, "0123456789");
		bool before = at && (isdigit((unsigned char)s->text[at - 1]) || strchr(",./:", s->text[at - 1]) ||
		                     (s->text[at - 1] == '-' && at > 1 && isdigit((unsigned char)s->text[at - 2])));
		bool colon = at && s->text[at - 1] == ':';
		if (len >= 4 && len <= 8 && (!before || colon) && !strchr("-,./:", s->text[at + len] ? s->text[at + len] : ' '))
			return true;
	}
	return false;
}

/* A word for a code, and a code near it. */
static bool code_mail(const struct view *v, struct buf *why)
{
	enum { NEAR = 120 };
	struct span s;

	for (size_t i = 0; i < v->k->code.count; i++)
		for (size_t at = 0; hits_next(v->k->phrases, v->hits, v->k->code.at[i], at, &s); at = s.to) {
			size_t to = s.to + NEAR < v->squeezed.len ? s.to + NEAR : v->squeezed.len;
			if (has_code(&v->squeezed, s.from > NEAR ? s.from - NEAR : 0, to)) {
				view_quote(v, s, why);
				return true;
			}
		}
	return false;
}

/* Programs that send phishing and hardly a company's mail: signs.json "mailers"; or a made-up name with a number. */
static bool mailer(const struct view *v, struct buf *why)
{
	const char *name = message_header(v->m, "X-Mailer");
	const struct words *w = list_words(v->k->catalog, "mailers");
	bool listed = false;

	if (!name || !v->japanese)
		return false;
	for (size_t i = 0; i < w->count; i++)
		listed = listed || strncasecmp(name, w->at[i], strlen(w->at[i])) == 0;
	size_t first = strspn(name, "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ");
	bool made_up = v->brand && first >= 3 && name[first] == ' ' && looks_random(name, first);
	if (!listed && !made_up)
		return false;
	buf_add(why, name);
	return true;
}

const struct sign_row make_signs[] = {
	{ "broke-reader", broke_reader },     { "hidden-text", hidden_text },       { "invisible-characters", invisible },
	{ "spaced-letters", spaced },         { "lookalike-letters", odd_letters }, { "template-left", template_left },
	{ "foreign-charset", foreign_charset }, { "simplified-glyphs", simplified }, { "noise", noise },
	{ "form", form },                     { "script", script },                 { "control-characters", controls },
	{ "runs", runs },                     { "attached-page", attached_page },   { "by-address", by_address },
	{ "mailer", mailer },                 { "code-mail", code_mail },           { NULL, NULL },
};
