#include "casebook/entry.h"

#include <string.h>

#include "base/banned.h"

static const char *const KIND_NAMES[ENTRY_KINDS] = {
	[ENTRY_OPEN] = "open", [ENTRY_ANSWER] = "answer", [ENTRY_MAIL] = "mail", [ENTRY_OUTCOME] = "outcome",
	[ENTRY_NOTE] = "note", [ENTRY_ITEM] = "item",     [ENTRY_UNDO] = "undo", [ENTRY_HAND] = "hand",
	[ENTRY_SEND] = "send", [ENTRY_PURGE] = "purge",
};

const char *entry_kind_name(enum entry_kind kind)
{
	return (unsigned)kind < ENTRY_KINDS ? KIND_NAMES[kind] : "";
}

bool entry_kind_from_name(const char *name, enum entry_kind *kind)
{
	for (unsigned i = 0; i < ENTRY_KINDS; i++) {
		if (strcmp(name, KIND_NAMES[i]) == 0) {
			*kind = (enum entry_kind)i;
			return true;
		}
	}
	return false;
}

void entry_digest(const struct entry *e, unsigned char out[HASH_SIZE])
{
	struct hash h;

	hash_begin(&h);
	hash_field(&h, e->salt, sizeof e->salt);
	hash_text_field(&h, e->text);
	hash_text_field(&h, e->body);
	hash_end(&h, out);
}

void entry_seal(const struct entry *e, const unsigned char *previous, unsigned char out[HASH_SIZE])
{
	struct hash h;

	hash_begin(&h);
	hash_text_field(&h, "kakekomi-1");
	hash_field(&h, previous, previous ? HASH_SIZE : 0);
	hash_text_field(&h, e->case_id);
	hash_int_field(&h, e->n);
	hash_int_field(&h, e->at_ms);
	hash_int_field(&h, e->offset_min);
	hash_text_field(&h, e->who);
	hash_text_field(&h, entry_kind_name(e->kind));
	hash_text_field(&h, e->step);
	hash_text_field(&h, e->outcome);
	hash_text_field(&h, e->clock);
	hash_field(&h, e->digest, sizeof e->digest);
	hash_end(&h, out);
}

void entry_close(struct entry *e, const unsigned char *previous)
{
	random_bytes(e->salt, sizeof e->salt);
	entry_digest(e, e->digest);
	entry_seal(e, previous, e->seal);
}

void case_id_new(char id[CASE_ID_SIZE])
{
	static const char letters[] = "abcdefghijklmnopqrstuvwxyz234567";
	unsigned char random[CASE_ID_LEN];

	random_bytes(random, sizeof random);
	for (size_t i = 0; i < CASE_ID_LEN; i++)
		id[i] = letters[random[i] % 32];
	id[CASE_ID_LEN] = '\0';
}
