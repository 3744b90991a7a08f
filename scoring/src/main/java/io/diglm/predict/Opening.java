package io.diglm.predict;

import io.diglm.density.CellDensity;
import io.diglm.model.GoldenAnswers;
import io.diglm.model.Manifest;
import io.diglm.model.ModelFile;
import io.diglm.model.SavedDensity;
import io.diglm.model.UnusableFileException;
import io.diglm.network.RowScorer;
import java.util.Objects;
import java.util.Optional;

/** Opens a model and checks that it answers as when it was saved. */
final class Opening {
  private Opening() {}

  /**
   * Opens a model in memory.
   *
   * @param source its name in error messages
   * @throws UnusableFileException if it is damaged, asks for more memory than there is, or does not
   *     give the answers that it gave when it was saved
   */
  static Predictor open(ModelFile file, String source) {
    RowScorer.requireKernels(); // a setting of the user, not a fault of the model
    Manifest manifest = file.manifest();
    manifest.schema().image().ifPresent(shape -> Networks.provider());
    try {
      GoldenCheck.requireWidths(manifest);
      GoldenCheck.requireNumbers(file.weights());
      return checked(file, source, Ensemble.open(file));
    } catch (RuntimeException | OutOfMemoryError e) {
      throw unusable(source, e);
    }
  }

  /**
   * Opens the model of another target, whose networks and density are those of an open one.
   *
   * @throws UnusableFileException as {@link #open}
   */
  static Predictor beside(Predictor first, ModelFile file, String source) {
    try {
      GoldenCheck.requireWidths(file.manifest());
      GoldenCheck.requireNumbers(file.weights());
      Ensemble ensemble = first.ensemble().beside(file);
      return checked(file, source, ensemble, first.density());
    } catch (RuntimeException | OutOfMemoryError e) {
      throw unusable(source, e);
    }
  }

  private static Predictor checked(ModelFile file, String source, Ensemble ensemble) {
    try {
      return checked(
          file, source, ensemble, file.manifest().density().map(d -> density(file, d, source)));
    } catch (RuntimeException | OutOfMemoryError e) {
      ensemble.close();
      throw e;
    }
  }

  private static Predictor checked(
      ModelFile file, String source, Ensemble ensemble, Optional<CellDensity> density) {
    try {
      Predictor predictor = new Predictor(file, ensemble, density);
      Optional<GoldenAnswers> answers = file.manifest().answers();
      if (answers.isPresent()) {
        AnswerCheck.require(source, answers.get(), predictor);
      } else {
        ensemble.require(file.manifest(), source);
      }
      return predictor;
    } catch (RuntimeException | OutOfMemoryError e) {
      ensemble.close();
      throw e;
    }
  }

  private static CellDensity density(ModelFile file, SavedDensity saved, String source) {
    CellDensity density = CellDensity.of(file.manifest().schema(), saved.shape(), file.weights());
    GoldenCheck.require(source, saved, density);
    return density;
  }

  /** Every failure while opening a file is reported as a fault of that file, with its name. */
  private static UnusableFileException unusable(String source, Throwable e) {
    if (e instanceof UnusableFileException told
        && String.valueOf(e.getMessage()).startsWith(source)) {
      return told;
    }
    String reason =
        e instanceof OutOfMemoryError
            ? "it asks for more memory than Java may take (-Xmx)"
            : Objects.requireNonNullElse(e.getMessage(), e.getClass().getSimpleName());
    return new UnusableFileException(source + " cannot be used: " + reason, e);
  }
}
