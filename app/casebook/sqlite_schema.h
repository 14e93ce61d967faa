/* casebook/sqlite_schema: the tables, as numbered migrations; uses nothing. */
#ifndef KAKEKOMI_CASEBOOK_SQLITE_SCHEMA_H
#define KAKEKOMI_CASEBOOK_SQLITE_SCHEMA_H

/* "KKMI", in the header of the file (PRAGMA application_id). */
enum { SCHEMA_APPLICATION = 0x4B4B4D49 };

/* The version this program writes: PRAGMA user_version once every migration has run. */
extern const int schema_version;

/* The SQL that takes a casebook of version `from` to `from` + 1. A migration that was released is never
 * changed; a new one is added behind it. */
const char *schema_migration(int from);

#endif
