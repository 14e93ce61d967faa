/* sheet/graph: a playbook as a drawing: every condition, branch and step, in the language of Graphviz; uses sheet/flow. */
#ifndef KAKEKOMI_SHEET_GRAPH_H
#define KAKEKOMI_SHEET_GRAPH_H

#include "base/say.h"
#include "base/sink.h"
#include "guide/model.h"

void graph_dot(const struct catalog *c, const struct playbook *p, const struct say *say, struct sink *out);

/* The drawing itself, made by Graphviz's `dot` where it is installed. Errors graph.no-dot, graph.failed (69). */
bool graph_svg(const struct catalog *c, const struct playbook *p, const struct say *say, struct sink *out, struct err *e);

/* A condition in words, its outermost parts a line each. */
void graph_cond(const struct catalog *c, const struct cond *when, const struct say *say, struct buf *out);

#endif
