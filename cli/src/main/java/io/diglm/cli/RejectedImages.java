package io.diglm.cli;

import io.diglm.distribution.ClassDistribution;
import io.diglm.predict.Prediction;
import io.diglm.report.Fact;
import io.diglm.report.RejectionReport;
import io.diglm.report.Thumbnail;
import io.diglm.schema.Images;
import io.diglm.schema.Table;
import io.diglm.schema.TableColumn;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.PriorityQueue;

/** Keeps the least dense of the images that were refused, while predictions stream by. */
final class RejectedImages {
  private static final int SHOWN = 200;

  private record Kept(double logDensity, Thumbnail thumbnail) {}

  private final List<String> classes;
  private final PriorityQueue<Kept> kept =
      new PriorityQueue<>(Comparator.comparingDouble((Kept k) -> -k.logDensity()));
  private long rows;
  private long rejected;

  /** Prepares for a model of these classes; none if its target is a number, or it has none. */
  RejectedImages(List<String> classes) {
    this.classes = List.copyOf(classes);
  }

  /** Takes in what was said of a batch whose first image is number {@code from}, from 0. */
  void add(Table batch, int from, List<Prediction> predictions) {
    Images images = batch.images().orElseThrow();
    for (int row = 0; row < predictions.size(); row++) {
      rows++;
      if (predictions.get(row) instanceof Prediction.Answer answer && answer.rejected()) {
        rejected++;
        // A density that is no number is the strangest.
        double logDensity =
            Double.isNaN(answer.logDensity()) ? Double.NEGATIVE_INFINITY : answer.logDensity();
        String title = title(batch, row, from);
        kept.add(new Kept(logDensity, thumbnail(images.slice(row, row + 1), title, answer)));
        if (kept.size() > SHOWN) {
          kept.remove();
        }
      }
    }
  }

  private static String title(Table batch, int row, int from) {
    return batch
        .find("file")
        .flatMap((TableColumn column) -> column.text(row))
        .orElse("image " + (from + row + 1));
  }

  private Thumbnail thumbnail(Images image, String title, Prediction.Answer answer) {
    List<String> lines = new ArrayList<>();
    lines.add(answer.reason());
    if (answer.own() instanceof ClassDistribution own) {
      lines.add(
          "would have said %s, p = %s"
              .formatted(classes.get(own.mode()), Words.number(own.probability(own.mode()))));
    }
    return new Thumbnail(image, title, lines);
  }

  RejectionReport report(String source, String command) {
    List<Thumbnail> shown =
        kept.stream()
            .sorted(Comparator.comparingDouble(Kept::logDensity))
            .map(Kept::thumbnail)
            .toList();
    return new RejectionReport(
        source, rows, rejected, shown, List.of(new Fact("command", command)));
  }
}
