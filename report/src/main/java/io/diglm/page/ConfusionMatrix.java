package io.diglm.page;

import io.diglm.markup.Html;
import io.diglm.markup.Numbers;
import io.diglm.report.ClassPredictions;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.stream.IntStream;

/** Rows by actual and predicted class, shaded by the share of the actual class. */
record ConfusionMatrix(List<String> names, long[][] counts) {
  private static final int MOST = 20;

  /**
   * The most frequent classes. If there are more than {@value #MOST}, the others are counted
   * together.
   */
  static ConfusionMatrix of(ClassPredictions predictions) {
    int size = predictions.classes().size();
    if (size <= MOST) {
      return new ConfusionMatrix(predictions.classes(), predictions.confusion());
    }
    int[] place = places(predictions.confusion());
    long[][] folded = new long[MOST][MOST];
    for (int actual = 0; actual < size; actual++) {
      for (int predicted = 0; predicted < size; predicted++) {
        folded[place[actual]][place[predicted]] += predictions.confusion()[actual][predicted];
      }
    }
    return new ConfusionMatrix(names(predictions.classes(), place), folded);
  }

  void write(Page page) {
    if (total() == 0) {
      page.sentence("No rows were held out, so nothing was predicted.");
      return;
    }
    page.sentence(
        "Rows by actual class (down) and predicted class (across); shading is the share of the"
            + " actual class. The diagonal is right. Recall is the share of an actual class that was"
            + " predicted as it; precision is the share of a predicted class that was right.");
    List<String> headers = new ArrayList<>(List.of("actual \\ predicted"));
    names.forEach(name -> headers.add("#" + name));
    headers.add("#recall");
    page.table(
        headers,
        () -> {
          IntStream.range(0, counts.length).forEach(i -> row(page, i));
          precisions(page);
        });
  }

  private void precisions(Page page) {
    page.html().open("tr").leaf("th", "precision", "scope", "row");
    for (int predicted = 0; predicted < counts.length; predicted++) {
      int column = predicted;
      long rows = Arrays.stream(counts).mapToLong(row -> row[column]).sum();
      page.number(share(counts[column][column], rows));
    }
    page.number("");
    page.html().close();
  }

  private static String share(long right, long rows) {
    return rows == 0 ? "" : Numbers.percent((double) right / rows);
  }

  private void row(Page page, int actual) {
    Html html = page.html();
    html.open("tr").open("th", "scope", "row");
    html.leaf("span", names.get(actual), "class", "cut", "title", names.get(actual)).close();
    long rows = Arrays.stream(counts[actual]).sum();
    for (int predicted = 0; predicted < counts.length; predicted++) {
      double share = rows == 0 ? 0 : (double) counts[actual][predicted] / rows;
      String shade = String.format(Locale.ROOT, "--share:%.0f%%", 100 * share);
      String css = predicted == actual ? "n shade right" : "n shade";
      html.leaf("td", Numbers.count(counts[actual][predicted]), "class", css, "style", shade);
    }
    page.number(share(counts[actual][actual], rows));
    html.close();
  }

  private long total() {
    return Arrays.stream(counts).flatMapToLong(Arrays::stream).sum();
  }

  /** The position of each class in the table; the last position is for all rare classes. */
  private static int[] places(long[][] confusion) {
    int[] order =
        IntStream.range(0, confusion.length)
            .boxed()
            .sorted(Comparator.comparingLong(i -> -Arrays.stream(confusion[i]).sum()))
            .mapToInt(Integer::intValue)
            .toArray();
    int[] place = new int[order.length];
    for (int rank = 0; rank < order.length; rank++) {
      place[order[rank]] = Math.min(rank, MOST - 1);
    }
    return place;
  }

  private static List<String> names(List<String> classes, int[] place) {
    String[] names = new String[MOST];
    IntStream.range(0, place.length).forEach(i -> names[place[i]] = classes.get(i));
    names[MOST - 1] = "%d others".formatted(classes.size() - MOST + 1);
    return List.of(names);
  }
}
