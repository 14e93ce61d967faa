#include "casebook/sqlite_schema.h"

#include <stddef.h>

#include "base/banned.h"

/* The comments stand inside the SQL so that whoever opens the file with another program reads them. */
static const char *const MIGRATIONS[] = {
	"CREATE TABLE entries (                    -- one line of the action log; append-only\n"
	"  case_id    TEXT    NOT NULL,            -- ten letters of a-z2-7\n"
	"  n          INTEGER NOT NULL CHECK (n > 0), -- 1, 2, 3 ... within the case\n"
	"  at_ms      INTEGER NOT NULL,            -- UTC, milliseconds since 1970\n"
	"  offset_min INTEGER NOT NULL,            -- zone where it was made, minutes east of UTC\n"
	"  who        TEXT    NOT NULL,            -- self, helper, or an agent's name\n"
	"  kind       TEXT    NOT NULL,            -- open answer mail outcome note item undo hand send purge\n"
	"  step       TEXT    NOT NULL,            -- step id, or ''\n"
	"  outcome    TEXT    NOT NULL,            -- done later unreachable refused not-needed, or ''\n"
	"  clock      TEXT    NOT NULL,            -- '' or 'test': made under a test clock\n"
	"  digest     BLOB    NOT NULL,            -- SHA-256 of salt, text, body (casebook/entry.h)\n"
	"  seal       BLOB    NOT NULL,            -- SHA-256 of the seal before and every column above\n"
	"  PRIMARY KEY (case_id, n)\n"
	") STRICT, WITHOUT ROWID;\n"
	"CREATE TABLE contents (                   -- the words of an entry; goes under a purge entry\n"
	"  case_id TEXT    NOT NULL,               -- with n: whose words\n"
	"  n       INTEGER NOT NULL,\n"
	"  salt    BLOB    NOT NULL,               -- 16 random bytes: short words cannot be guessed from the digest\n"
	"  text    TEXT    NOT NULL,               -- the person's words, redacted\n"
	"  body    TEXT    NOT NULL,               -- JSON: what the kind needs\n"
	"  PRIMARY KEY (case_id, n),\n"
	"  FOREIGN KEY (case_id, n) REFERENCES entries (case_id, n)\n"
	") STRICT, WITHOUT ROWID;\n"
	"CREATE TABLE cases (                      -- for lists; all of it can be worked out from the entries\n"
	"  case_id    TEXT    NOT NULL PRIMARY KEY,\n"
	"  opened_ms  INTEGER NOT NULL,            -- time of the first entry\n"
	"  offset_min INTEGER NOT NULL,            -- and its zone\n"
	"  state      TEXT    NOT NULL,            -- open waiting done\n"
	"  brand      TEXT    NOT NULL,            -- brand id, or ''\n"
	"  title      TEXT    NOT NULL,            -- one line for lists\n"
	"  agent      TEXT    NOT NULL,            -- whose case, or ''\n"
	"  due_ms     INTEGER,                     -- when something is due next, or NULL\n"
	"  touched_ms INTEGER NOT NULL,            -- time of the last entry\n"
	"  entries    INTEGER NOT NULL,            -- how many there are\n"
	"  seal       BLOB    NOT NULL             -- seal of the last\n"
	") STRICT, WITHOUT ROWID;\n"
	"CREATE INDEX cases_touched ON cases (touched_ms);\n"
	"CREATE INDEX cases_open ON cases (touched_ms) WHERE state <> 'done';\n"
	"CREATE INDEX cases_due ON cases (due_ms) WHERE due_ms IS NOT NULL;\n"
	"CREATE TABLE packs (                      -- the playbooks cases began with\n"
	"  hash  BLOB NOT NULL PRIMARY KEY,        -- SHA-256 of the bytes\n"
	"  bytes BLOB NOT NULL\n"
	") STRICT;\n"
	"CREATE TABLE meta (                       -- about the file itself\n"
	"  key   TEXT NOT NULL PRIMARY KEY,        -- 'seal': the name of the way entries are sealed\n"
	"  value TEXT NOT NULL\n"
	") STRICT, WITHOUT ROWID;\n"
	"INSERT INTO meta VALUES ('seal', 'kakekomi-1');\n"
	"CREATE TRIGGER entries_stay BEFORE UPDATE ON entries\n"
	"BEGIN SELECT raise(ABORT, 'entries are never changed'); END;\n"
	"CREATE TRIGGER entries_kept BEFORE DELETE ON entries\n"
	"BEGIN SELECT raise(ABORT, 'entries are never removed'); END;\n"
	/* REPLACE deletes without firing the trigger above unless recursive triggers are on. */
	"CREATE TRIGGER entries_once BEFORE INSERT ON entries\n"
	"WHEN EXISTS (SELECT 1 FROM entries WHERE case_id = new.case_id AND n = new.n)\n"
	"BEGIN SELECT raise(ABORT, 'entries are never replaced'); END;\n"
	"CREATE TRIGGER contents_stay BEFORE UPDATE ON contents\n"
	"BEGIN SELECT raise(ABORT, 'contents are never changed'); END;\n",
};

const int schema_version = (int)(sizeof MIGRATIONS / sizeof *MIGRATIONS);

const char *schema_migration(int from)
{
	return from >= 0 && from < schema_version ? MIGRATIONS[from] : NULL;
}
