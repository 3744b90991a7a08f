package io.diglm.predict;

import io.diglm.model.GoldenAnswers;
import io.diglm.model.UnusableFileException;
import io.diglm.novelty.Evidence;
import io.diglm.novelty.NoveltyReference;
import io.diglm.selective.NoveltyScore;
import java.util.List;
import java.util.Set;

/**
 * Checks that a whole model, from the user's row to the verdict, gives the same answers as when it
 * was saved.
 *
 * <p>Every model is checked while it is loaded, often in a fresh JVM. There, each lambda and each
 * kind of stream costs a millisecond or two when it is first used, a pattern one, and a formatted
 * text ten. So what loading runs here is plain loops, and it words only what it refuses.
 */
final class AnswerCheck {
  /** The tolerance: that of {@link GoldenCheck}, with a margin for sums of many such numbers. */
  private static final double TOLERANCE = 1e-3;

  /**
   * The surprise behind {@link NoveltyScore#COMBINED}, OUTLYING and CELLS counts rows: where many
   * are alike, rounding on another machine moves it by all of them at once. P-values do so too and
   * are not compared, but what they are counted among is.
   */
  private static final double COUNTED = 0.5;

  private static final Set<String> COUNTING =
      Set.of(
          NoveltyReference.name(NoveltyScore.COMBINED),
          NoveltyReference.name(NoveltyScore.OUTLYING),
          NoveltyReference.name(NoveltyScore.CELLS));

  /** No single row, in place of the index of one. */
  private static final int WHOLE = -1;

  private static final String LENGTH = ", its length,";

  /** Relative: sums of the numbers of a file do not depend on the machine. */
  private static final double SAME = 1e-9;

  private final String source;
  private final GoldenAnswers golden;
  private final double scale;
  private final double tolerance;

  private AnswerCheck(String source, GoldenAnswers golden, double scale, double tolerance) {
    this.source = source;
    this.golden = golden;
    this.scale = scale;
    this.tolerance = tolerance;
  }

  /** Returns a check that allows only a part of the error, to find rows that can be recorded. */
  static AnswerCheck ofRounding(GoldenAnswers golden, Predictor predictor) {
    double scale = predictor.manifest().head().scale();
    return new AnswerCheck("the model", golden, scale, GoldenCheck.STEADY * TOLERANCE);
  }

  /** Returns whether a row has the same answers. */
  boolean agrees(int row, GoldenAnswers got) {
    try {
      row(row, got);
      return true;
    } catch (UnusableFileException e) {
      return false;
    }
  }

  /**
   * Requires that a model answers as when it was saved, and its networks their golden rows.
   *
   * @throws UnusableFileException if it does not
   */
  static void require(String source, GoldenAnswers golden, Predictor predictor) {
    double least = predictor.manifest().thresholds().leastDensity();
    double scale = predictor.manifest().head().scale();
    int rows = golden.logDensity().length;
    if (rows == 0) {
      predictor.ensemble().require(predictor.manifest(), source);
    }
    List<Evidence> found =
        predictor.evidenceOfFew(GoldenAnswers.table(golden.columns(), rows), source);
    GoldenAnswers got = AnswerRecord.said(predictor, golden.columns(), rows, found, least);
    AnswerCheck check = new AnswerCheck(source, golden, scale, TOLERANCE);
    check.same(WHOLE, "scores", golden.novelty().size(), got.novelty().size());
    check.answer(WHOLE, "p(y)", golden.marginal(), got.marginal());
    check.close(WHOLE, "references", golden.references(), got.references());
    for (int row = 0; row < rows; row++) {
      check.row(row, got);
    }
    if (golden.least().isPresent()) {
      check.close(WHOLE, "least density", got.logDensity()[golden.least().get()], least, 1);
    }
    if (golden.idle().isPresent()) {
      check.idle(golden.idle().get(), got.idle().orElse(List.of()));
    }
    if (golden.spans().isPresent() && got.spans().isPresent()) {
      check.idle(List.of(golden.spans().get()), List.of(got.spans().get()));
    }
  }

  private void idle(List<GoldenAnswers.Idle> expected, List<GoldenAnswers.Idle> got) {
    same(WHOLE, "tensors", expected.size(), got.size());
    for (int k = 0; k < expected.size(); k++) {
      String what = "the sum of ".concat(expected.get(k).tensor());
      double[] sums = expected.get(k).sums();
      same(WHOLE, what.concat(LENGTH), sums.length, got.get(k).sums().length);
      for (int i = 0; i < sums.length; i++) {
        if (!(Math.abs(got.get(k).sums()[i] - sums[i]) <= SAME * Math.max(1, Math.abs(sums[i])))) {
          throw bad(WHOLE, what, sums[i], got.get(k).sums()[i]);
        }
      }
    }
  }

  private void row(int row, GoldenAnswers got) {
    close(row, "log p(x)", golden.logDensity()[row], got.logDensity()[row], 1);
    answer(row, "answer", golden.answers()[row], got.answers()[row]);
    for (int k = 0; k < golden.novelty().size(); k++) {
      GoldenAnswers.Novelty expected = golden.novelty().get(k);
      GoldenAnswers.Novelty found = got.novelty().get(k);
      String what = "novelty by ".concat(expected.score());
      double room = COUNTING.contains(expected.score()) ? COUNTED / TOLERANCE : 1;
      close(row, what, expected.values()[row], found.values()[row], room);
      if (row == 0) {
        close(row, what.concat(", its calibration,"), expected.calibration(), found.calibration());
      }
    }
  }

  private void same(int row, String what, int expected, int got) {
    if (expected != got) {
      throw bad(row, what, expected, got);
    }
  }

  private void close(int row, String what, double[] expected, double[] got) {
    same(row, what.concat(LENGTH), expected.length, got.length);
    for (int i = 0; i < expected.length; i++) {
      close(row, what, expected[i], got[i], 1);
    }
  }

  /** All but F(mean), the third of a number's, is in units of the target. */
  private void answer(int row, String what, double[] expected, double[] got) {
    same(row, what.concat(LENGTH), expected.length, got.length);
    for (int i = 0; i < expected.length; i++) {
      close(row, what, expected[i], got[i], i == 2 ? 1 : scale);
    }
  }

  private void close(int row, String what, double expected, double got, double unit) {
    boolean close =
        Double.isFinite(expected)
            ? Math.abs(got - expected) <= tolerance * Math.max(unit, Math.abs(expected))
            : Double.compare(got, expected) == 0;
    if (!close) {
      throw bad(row, what, expected, got);
    }
  }

  private UnusableFileException bad(int row, String what, Object expected, Object got) {
    return new UnusableFileException(
        "%s does not answer as when it was saved: %s%s must be %s, got %s (fit again)"
            .formatted(
                source, row == WHOLE ? "" : "golden row %d: ".formatted(row), what, expected, got));
  }
}
