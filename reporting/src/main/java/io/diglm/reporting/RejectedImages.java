package io.diglm.reporting;

import io.diglm.distribution.ClassDistribution;
import io.diglm.page.ReportWriter;
import io.diglm.predict.Prediction;
import io.diglm.predict.Predictor;
import io.diglm.report.Fact;
import io.diglm.report.RejectionReport;
import io.diglm.report.Thumbnail;
import io.diglm.schema.Images;
import io.diglm.schema.Table;
import io.diglm.schema.TableColumn;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.PriorityQueue;

/** Collects the least dense of the refused images from a stream of predictions. */
public final class RejectedImages {
  private static final int SHOWN = 200;
  private static final int BATCH = 1 << 14;

  private record Kept(double logDensity, Thumbnail thumbnail) {}

  private final List<String> classes;
  private final PriorityQueue<Kept> kept =
      new PriorityQueue<>(Comparator.comparingDouble((Kept k) -> -k.logDensity()));
  private long rows;
  private long rejected;

  /**
   * Prepares for a model with these classes; empty if its target is a number or if it has no
   * target.
   *
   * @param classes labels of the model
   */
  public RejectedImages(List<String> classes) {
    this.classes = List.copyOf(classes);
  }

  /**
   * Adds the predictions of a batch whose first image has the index {@code from}.
   *
   * @param batch the images
   * @param from index of the first image
   * @param predictions one for each image
   */
  public void add(Table batch, int from, List<Prediction> predictions) {
    Images images = batch.images().orElseThrow();
    for (int row = 0; row < predictions.size(); row++) {
      rows++;
      if (predictions.get(row) instanceof Prediction.Answer answer && answer.rejected()) {
        rejected++;
        // A density that is not a number counts as the lowest.
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

  /**
   * Predicts images and writes which ones the model refuses, and why, as one HTML file, as {@code
   * diglm predict --report} does.
   *
   * @param predictor a model of images
   * @param images to predict
   * @param file HTML
   * @throws IllegalArgumentException if the rows are not images
   * @throws io.diglm.model.UnusableFileException if the file cannot be written
   */
  public static void write(Predictor predictor, Table images, Path file) {
    if (images.images().isEmpty()) {
      throw new IllegalArgumentException("report must be of images, got a table");
    }
    RejectedImages rejected = new RejectedImages(predictor.manifest().schema().classes());
    for (int from = 0; from < images.rows(); from += BATCH) {
      Table batch = images.slice(from, Math.min(images.rows(), from + BATCH));
      rejected.add(batch, from, predictor.predict(batch));
    }
    ReportWriter.write(rejected.report(images.source(), "RejectedImages, from Java"), file);
  }

  /**
   * {@return the page}
   *
   * @param source the name of the images
   * @param command the command or call of the user, for the provenance
   */
  public RejectionReport report(String source, String command) {
    List<Thumbnail> shown =
        kept.stream()
            .sorted(Comparator.comparingDouble(Kept::logDensity))
            .map(Kept::thumbnail)
            .toList();
    return new RejectionReport(
        source, rows, rejected, shown, List.of(new Fact("command", command)));
  }
}
