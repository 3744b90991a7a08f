package io.diglm.page;

import io.diglm.markup.Html;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.List;

/**
 * The frame of all pages around their sections.
 *
 * @param title the title of the browser window
 * @param kicker the line above the heading, which names the kind of page
 */
record PageFrame(String title, String kicker, String heading, String lead) {
  private static final String STYLE = style();

  /** Returns the whole page. */
  String around(List<Section> sections) {
    Page page = new Page();
    Html html = page.html();
    html.raw("<!DOCTYPE html>\n");
    html.open("html", "xmlns", "http://www.w3.org/1999/xhtml", "lang", "en");
    head(html);
    html.open("body").open("main");
    header(html, sections);
    sections.forEach(section -> section(page, section));
    html.close().close().close();
    return page + "\n";
  }

  private void head(Html html) {
    html.open("head").raw("<meta charset=\"utf-8\"/>");
    html.raw("<meta name=\"viewport\" content=\"width=device-width, initial-scale=1\"/>");
    html.raw("<meta name=\"color-scheme\" content=\"light dark\"/>");
    html.leaf("title", title);
    html.open("style").raw(STYLE).close().close();
  }

  private void header(Html html, List<Section> sections) {
    html.open("header").leaf("p", kicker, "class", "kicker");
    html.leaf("h1", heading);
    html.leaf("p", lead, "class", "lead");
    html.open("nav", "aria-label", "Sections");
    for (Section section : sections) {
      html.leaf("a", section.title(), "href", "#" + section.id());
    }
    html.close().close();
  }

  private static void section(Page page, Section section) {
    String css = section.wide() ? "wide" : "half";
    page.html().open("section", "id", section.id(), "class", css);
    page.html().leaf("h2", section.title());
    section.write(page);
    page.html().close();
  }

  private static String style() {
    try (InputStream css = PageFrame.class.getResourceAsStream("report.css")) {
      if (css == null) {
        throw new IllegalStateException("the jar must hold report.css, got none");
      }
      return new String(css.readAllBytes(), StandardCharsets.UTF_8);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
