/* sheet/names: takes people's names out of what was written down, for passing a record on; uses base only.
 *
 * A name is what stands right before an honorific (さん, 様, 氏 …: "names.honorifics" of the messages): a run of
 * kanji, of katakana or of Latin letters, or the last few hiragana. It catches more than names (お客様) and misses a
 * bare one (山田に電話): who passes a record on reads it first. */
#ifndef KAKEKOMI_SHEET_NAMES_H
#define KAKEKOMI_SHEET_NAMES_H

#include "base/buf.h"
#include "base/say.h"

void names_take_out(const char *in, const struct say *say, struct buf *out);

#endif
