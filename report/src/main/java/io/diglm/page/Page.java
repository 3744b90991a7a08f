package io.diglm.page;

import io.diglm.chart.Figure;
import io.diglm.chart.Layer;
import io.diglm.chart.Pixels;
import io.diglm.chart.Shades;
import io.diglm.chart.Svg;
import io.diglm.markup.Html;
import java.util.List;
import java.util.Locale;

/** A page under construction: its HTML, and the elements that sections share. */
final class Page {
  private final Html html = new Html();
  private int pictures;

  Html html() {
    return html;
  }

  void sentence(String text) {
    html.leaf("p", text);
  }

  /** Adds pictures side by side, if the page is wide enough. */
  void figures(List<Figure> figures) {
    html.open("div", "class", "figures");
    figures.forEach(this::figure);
    html.close();
  }

  void picture(Pixels drawn, String alt, String css) {
    String width = Integer.toString(drawn.width());
    String height = Integer.toString(drawn.height());
    html.leaf(
        "img",
        "",
        "src",
        drawn.address(),
        "alt",
        alt,
        "width",
        width,
        "height",
        height,
        "class",
        css);
  }

  private void figure(Figure figure) {
    html.open("figure");
    html.leaf("figcaption", figure.title());
    legend(figure);
    html.leaf("div", figure.y().title(), "class", "ytitle", "title", figure.y().title());
    pictures++;
    html.raw(Svg.of(figure, "picture" + pictures));
    html.leaf("div", figure.x().title(), "class", "xtitle", "title", figure.x().title());
    html.close();
  }

  private void legend(Figure figure) {
    html.open("ul", "class", "legend");
    for (Shades shades : figure.shades()) {
      html.open("li").leaf("i", "", "class", "key points " + shades.ink().css());
      html.text(shades.name()).close();
    }
    for (Layer layer : figure.layers()) {
      if (!layer.name().isEmpty()) {
        String mark = layer.mark().name().toLowerCase(Locale.ROOT);
        html.open("li").leaf("i", "", "class", "key " + mark + " " + layer.ink().css());
        html.text(layer.name()).close();
      }
    }
    html.close();
  }

  /** Adds a table that scrolls in its own box. Columns whose header begins with # hold numbers. */
  void table(List<String> headers, Runnable rows) {
    html.open("div", "class", "scroll", "tabindex", "0").open("table");
    html.open("thead").open("tr");
    for (String header : headers) {
      boolean number = header.startsWith("#");
      html.leaf(
          "th", number ? header.substring(1) : header, "scope", "col", "class", number ? "n" : "t");
    }
    html.close().close().open("tbody");
    rows.run();
    html.close().close().close();
  }

  void number(String text) {
    html.leaf("td", text, "class", "n");
  }

  /** Adds a right-aligned cell, which may hold words. */
  void value(String text) {
    html.open("td", "class", "n").leaf("span", text, "class", "cut", "title", text).close();
  }

  /** Adds a cell of words. CSS cuts very long texts; the tooltip shows them in full. */
  void words(String text) {
    html.open("td").leaf("span", text, "class", "cut", "title", text).close();
  }

  @Override
  public String toString() {
    return html.toString();
  }
}
