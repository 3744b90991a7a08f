package io.diglm.train;

import java.nio.file.Path;

/** The fit behind the model file that the scoring module's {@code GoldenModelTest} loads. */
final class GoldenModel {
  private GoldenModel() {}

  /** Writes the file again, which only a change of the unreleased format justifies. */
  public static void main(String[] arguments) {
    try (FitResult result =
        Fit.of(Tables.quick("y").optimiser(o -> o.epochs(10)).density(d -> d.weight(1)))
            .run(Tables.regression(1500, 3))) {
      result.model().save(Path.of(arguments[0]));
    }
  }
}
