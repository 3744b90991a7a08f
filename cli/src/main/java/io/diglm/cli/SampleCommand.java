package io.diglm.cli;

import io.diglm.predict.Predictor;
import io.diglm.schema.Table;
import java.nio.file.Path;
import java.util.Optional;
import java.util.SplittableRandom;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code diglm sample}: rows that the model makes up. */
@Command(
    name = "sample",
    mixinStandardHelpOptions = true,
    versionProvider = Version.class,
    sortOptions = false,
    description = {"Draws rows from p(x) and their targets from p(y|x).", ""})
final class SampleCommand implements Callable<Integer> {
  @Parameters(index = "0", paramLabel = "MODEL", description = "A model file from diglm fit.")
  private Path path = Path.of("");

  @Option(
      names = {"-n", "--rows"},
      paramLabel = "N",
      required = true,
      description = "How many rows.")
  private long rows;

  @Option(
      names = "--out",
      paramLabel = "FILE",
      description = "CSV, TSV, Parquet or JSON lines by its name. Default: CSV to standard output.")
  private Optional<Path> out = Optional.empty();

  @Option(
      names = "--seed",
      paramLabel = "N",
      defaultValue = "1",
      description = "The same seed gives the same rows. Default: ${DEFAULT-VALUE}.")
  private long seed;

  @Spec private CommandSpec spec = CommandSpec.create();

  @Override
  public Integer call() {
    if (rows < 1) {
      throw new IllegalArgumentException("rows must be at least 1, got " + rows);
    }
    try (Predictor predictor = Predictor.load(path)) {
      Table first = predictor.sample((int) Math.min(rows, PredictCommand.BATCH), seed);
      try (RowSink sink = RowSink.open(out, first.columns(), spec.commandLine().getOut())) {
        sink.append(first);
        SplittableRandom seeds = new SplittableRandom(seed);
        long left = rows - first.rows();
        while (left > 0) {
          Table batch =
              predictor.sample((int) Math.min(left, PredictCommand.BATCH), seeds.nextLong());
          sink.append(batch);
          left -= batch.rows();
        }
        sink.commit();
      }
    }
    return 0;
  }
}
