/* What a check found, as the JSON that scripts read. */
#include "mail/check.h"

#include "base/banned.h"

static void add_signs(json *out, const struct check *c)
{
	json *list = json_add_array(out, "signs");

	for (size_t i = 0; i < c->sign_count; i++) {
		json *s = json_add_object(list, NULL);
		json_add_text(s, "id", c->signs[i].rule->id);
		json_add_number(s, "weight", c->signs[i].weight);
		json_add_text(s, "evidence", c->signs[i].evidence);
		json_add_text(s, "meaning", c->signs[i].rule->meaning);
	}
}

static void add_links(json *out, const struct check *c)
{
	json *list = json_add_array(out, "links");

	for (size_t i = 0; i < c->link_count; i++) {
		const struct checked_link *l = &c->links[i];
		struct buf domain = { 0 };
		url_defang(l->url.domain, &domain);
		json *j = json_add_object(list, NULL);
		json_add_text(j, "url", l->defanged);
		json_add_text(j, "domain", buf_str(&domain));
		json_add_bool(j, "official", l->official);
		buf_free(&domain);
	}
}

static void add_fact(json *facts, const char *key, const char *value)
{
	if (value)
		json_add_text(json_add_array(facts, key), NULL, value);
}

json *check_json(const struct check *c)
{
	json *out = json_new_object();

	json_add_text(out, "verdict", verdict_name(c->verdict));
	json_add_text(out, "brand", c->brand ? c->brand->id : NULL);
	add_signs(out, c);
	add_links(out, c);
	json *sender = json_add_object(out, "sender");
	json_add_text(sender, "name", c->sender.name);
	json_add_text(sender, "address", c->sender.address);
	json_add_text(sender, "domain", c->sender.domain);
	json_add_bool(sender, "official", c->sender.official);
	json_add_text(sender, "through", *c->sender.through ? c->sender.through : NULL);
	json *facts = json_add_object(out, "facts");
	add_fact(facts, "received", c->received);
	add_fact(facts, "claims", c->brand ? c->brand->id : NULL);
	add_fact(facts, "about", c->about);
	return out;
}
