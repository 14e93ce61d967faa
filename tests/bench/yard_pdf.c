/* The yardstick of the PDF: the least that Pango and cairo need for the same words. `yard_pdf TEXT OUT.pdf`: the lines of a text in
 * IPAexGothic at 10 points on A4 pages of 46 lines, no tags, no layout. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cairo-pdf.h>
#include <pango/pangocairo.h>

int main(int argc, char **argv)
{
	enum { LINES = 46 };
	char line[4096];
	int n = 0;
	FILE *in = argc == 3 ? fopen(argv[1], "r") : NULL;

	if (!in)
		return 2;
	cairo_surface_t *surface = cairo_pdf_surface_create(argv[2], 595.28, 841.89);
	cairo_t *cr = cairo_create(surface);
	PangoLayout *layout = pango_cairo_create_layout(cr);
	PangoFontDescription *font = pango_font_description_from_string("IPAexGothic 10px");
	pango_layout_set_font_description(layout, font);
	while (fgets(line, sizeof line, in)) {
		line[strcspn(line, "\n\f")] = '\0';
		if (!*line)
			continue;
		cairo_move_to(cr, 51, 60 + 15.5 * (n % LINES));
		pango_layout_set_text(layout, line, -1);
		pango_cairo_show_layout(cr, layout);
		if (++n % LINES == 0)
			cairo_show_page(cr);
	}
	pango_font_description_free(font);
	g_object_unref(layout);
	cairo_destroy(cr);
	cairo_surface_destroy(surface);
	fclose(in);
	return 0;
}
