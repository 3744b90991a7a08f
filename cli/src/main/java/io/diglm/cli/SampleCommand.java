package io.diglm.cli;

import io.diglm.chart.ImageGrid;
import io.diglm.chart.PictureFiles;
import io.diglm.cli.output.OwnFiles;
import io.diglm.cli.output.RowSink;
import io.diglm.model.AtomicFile;
import io.diglm.predict.Predictor;
import io.diglm.schema.Images;
import io.diglm.schema.Table;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.SplittableRandom;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code diglm sample}: draws rows from the model. */
@Command(
    name = "sample",
    mixinStandardHelpOptions = true,
    versionProvider = Version.class,
    sortOptions = false,
    description = {
      "Draws rows from p(x), and their targets, if the model has one, from p(y|x).",
      ""
    })
final class SampleCommand implements Callable<Integer> {
  private static final int MOST_IMAGES = 10_000;

  @Parameters(index = "0", paramLabel = "MODEL", description = "A model file from diglm fit.")
  private Path path = Path.of("");

  @Mixin private OfOption of = new OfOption();

  @Option(
      names = {"-n", "--rows"},
      paramLabel = "N",
      required = true,
      description = "How many rows to draw.")
  private long rows;

  @Option(
      names = "--out",
      paramLabel = "FILE",
      description =
          "The file to write; its name tells the format: CSV, TSV, Parquet or JSON lines, or PNG"
              + " for images. Default: CSV to standard output.")
  private Optional<Path> out = Optional.empty();

  @Mixin private OutputFormatOption outputFormat = new OutputFormatOption();

  @Option(
      names = "--seed",
      paramLabel = "N",
      defaultValue = "1",
      description = "The same seed gives the same rows. Default: ${DEFAULT-VALUE}.")
  private long seed;

  @Option(
      names = "--typical",
      description =
          "Draw features, class by class, about the means of the training rows of each"
              + " class, not from p(z). The rows look more like the data if p(x) was learned with"
              + " a small weight, but they are not draws from p(x).")
  private boolean typical;

  @Spec private CommandSpec spec = CommandSpec.create();

  @Override
  public Integer call() {
    if (rows < 1) {
      throw new IllegalArgumentException("rows must be at least 1, got " + rows);
    }
    new OwnFiles().reads("the model", List.of(path)).writes("out", RowSink.file(out));
    try (Predictor predictor = Predictor.open(of.load(path), path.toString())) {
      if (predictor.manifest().schema().image().isPresent()) {
        images(predictor);
        return 0;
      }
      Table first = drawn(predictor, rows, seed);
      try (RowSink sink = outputFormat.open(out, first.columns(), spec.commandLine().getOut())) {
        sink.append(first);
        SplittableRandom seeds = new SplittableRandom(seed);
        long left = rows - first.rows();
        while (left > 0) {
          Table batch = drawn(predictor, left, seeds.nextLong());
          sink.append(batch);
          left -= batch.rows();
        }
        sink.commit();
      }
    }
    return 0;
  }

  /** Returns the next batch of the remaining rows. */
  private Table drawn(Predictor predictor, long left, long seed) {
    int count = (int) Math.min(left, PredictCommand.BATCH);
    return typical ? predictor.sampleTypical(count, seed) : predictor.sample(count, seed);
  }

  private void images(Predictor predictor) {
    Path file = out.filter(path -> path.toString().endsWith(".png")).orElse(Path.of(""));
    if (file.toString().isEmpty() || rows > MOST_IMAGES) {
      throw new IllegalArgumentException(
          "out must be a .png file of at most %,d images, got %s for %,d"
              .formatted(MOST_IMAGES, out.map(Path::toString).orElse("none"), rows));
    }
    AtomicFile.requireWritable(file);
    Images images = drawn(predictor, rows, seed).images().orElseThrow();
    PictureFiles.writeTo(ImageGrid.square("samples", "Samples", "", images), file);
  }
}
