/* guide/letter: letters and notes as the files in playbooks/letters say them; uses guide/reader and guide/source.
 * They are read when one is written, not with the rest of the guidance, and then belong to the catalog: languages learnt after that
 * have their texts too (locale/LANG/letters.json). */
#ifndef KAKEKOMI_GUIDE_LETTER_H
#define KAKEKOMI_GUIDE_LETTER_H

#include "guide/model.h"

enum letter_part_kind {
	PART_TEXT,     /* text */
	PART_HEADING,  /* text */
	PART_FIELD,    /* label: text; without a text a blank */
	PART_ITEM,     /* text */
	PART_TABLE,    /* heads, and rows to be filled in by hand */
	PART_FACTS,    /* what happened */
	PART_OUTCOMES, /* what was done about these actions; all when there are none */
	PART_ITEMS,    /* the list that was filled in at an action */
	PART_TIMELINE,
	PART_MAIL,     /* the messages on record: their hashes and signs */
	PART_KINDS,
};

struct letter_part {
	const char *id; /* translations name it */
	enum letter_part_kind kind;
	const char *text, *label; /* or NULL */
	struct words heads, actions;
	int rows;
	struct cond when;
};

struct letter {
	const char *id, *title, *about, *source;
	const char *to;      /* who it is for, with slots */
	const char *contact; /* a contact's id: its mail address is the eml's To; or NULL */
	bool attach;         /* the mail goes with it, whole */
	struct cond when;    /* the cases that what it says is true of */
	struct letter_part *parts;
	size_t count;
};

struct letters {
	struct letter *at;
	size_t count;
};

/* Reads letters/ of the directories (named, or as catalog_load() finds them) into c->letters, later ones replacing by id; to be called before the
 * catalog learns a language. Faults are added to c->faults. False when a folder cannot be read. */
bool letters_read(struct catalog *c, char *const *dirs, size_t count, struct err *e);
bool letters_load(struct catalog *c, const char *dir_list, struct err *e);
const struct letter *find_letter(const struct catalog *c, const char *id); /* by content; NULL */

/* A slot in a text: {NAME} or {NAME|label}. What cannot be filled becomes a blank with the label. */
enum slot_kind {
	SLOT_BLANK,  /* {blank|label}: always a blank */
	SLOT_CASE,   /* {case} */
	SLOT_TODAY,  /* {today} */
	SLOT_BRAND,  /* {brand.name|label} */
	SLOT_FACT,   /* {entered}: the labels of its values */
	SLOT_AT,     /* {at.ACTION|label}: when it was done */
	SLOT_NOTE,   /* {note.ACTION|label}: what was written down then */
	SLOT_DESK,   /* {desk.ACTION|label}: with whom */
	SLOT_UNKNOWN,
};

struct slot {
	enum slot_kind kind;
	char name[64];    /* the fact's key, the action */
	char label[96];   /* or "" */
	size_t len;       /* of the whole slot, braces included; 0: `text` begins no slot */
};

void slot_read(const char *text, struct slot *out);

#endif
