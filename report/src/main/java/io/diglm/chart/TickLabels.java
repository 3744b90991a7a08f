package io.diglm.chart;

import io.diglm.markup.Html;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** The labels at the ticks of one axis. All have as many decimals as the longest one. */
final class TickLabels {
  private static final Pattern LONG = Pattern.compile("(\\D?\\d{5,})((?:\\.\\d+)?)");

  private record Label(String x, String y, String text) {}

  private final String css;
  private final List<Label> labels = new ArrayList<>();

  TickLabels(String css) {
    this.css = css;
  }

  void add(String x, String y, String text) {
    labels.add(new Label(x, y, text));
  }

  String markup() {
    int decimals = labels.stream().mapToInt(label -> decimals(label.text())).max().orElse(0);
    boolean powers = labels.stream().anyMatch(label -> label.text().contains("E"));
    StringBuilder markup = new StringBuilder();
    for (Label label : labels) {
      String text = powers ? label.text() : grouped(padded(label.text(), decimals));
      markup.append("<text class=\"%s\" x=\"%s\" y=\"%s\">".formatted(css, label.x(), label.y()));
      markup.append(Html.escape(text)).append("</text>");
    }
    return markup.toString();
  }

  private static String padded(String text, int decimals) {
    String point = decimals > 0 && decimals(text) == 0 ? "." : "";
    return text + point + "0".repeat(decimals - decimals(text));
  }

  /** Separates the thousands of numbers with five digits or more; years have four. */
  private static String grouped(String text) {
    Matcher number = LONG.matcher(text);
    return number.matches()
        ? number.group(1).replaceAll("(?<=\\d)(?=(\\d{3})+$)", ",") + number.group(2)
        : text;
  }

  private static int decimals(String text) {
    int point = text.indexOf('.');
    return point < 0 ? 0 : text.length() - point - 1;
  }
}
