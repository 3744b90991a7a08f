package io.diglm.reporting;

import io.diglm.selective.DensityEvaluation;
import io.diglm.selective.Evaluation;
import io.diglm.train.EpochRecord;
import io.diglm.train.FitResult;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/** The warnings that the user should read before trusting the model, one line each. */
record WarningLines(FitResult result, HeldOut heldOut) {
  private static final double MANY_REJECTED = 0.05;

  /**
   * With this many rows, a gap this large is four of its standard deviations, so it is not chance.
   */
  private static final int ENOUGH_ROWS = 600;

  private static final double INTERVAL_GAP = 0.05;

  List<String> list() {
    List<String> lines = new ArrayList<>(result.predictor().manifest().warnings());
    measuredOn(lines);
    heldOut.late().ifPresent(lines::add);
    training(lines);
    heldOut.own().ifPresent(own -> judge(lines, own));
    heldOut.density().ifPresent(density -> unlike(lines, density));
    intervals(lines);
    failures(lines);
    return lines;
  }

  private void measuredOn(List<String> lines) {
    if (!heldOut.test()) {
      boolean some = answers() && result.test().length > 0;
      lines.add(
          (some ? "No test row has a target" : "There is no test row")
              + ": all figures are of the validation rows, which also chose when"
              + " to stop and so flatter the model.");
    } else {
      MeasureText.few(result.test().length)
          .ifPresent(few -> lines.add("The test rows are few: " + few + "."));
    }
  }

  private boolean answers() {
    return result.model().manifest().schema().target().isPresent();
  }

  private void training(List<String> lines) {
    if (result.stopped()) {
      lines.add("Training was ended early, by the time limit or by hand.");
    }
    long skipped = result.history().stream().mapToLong(EpochRecord::skipped).max().orElse(0);
    if (skipped > 0) {
      lines.add(
          "%d training steps were skipped because something was not finite.".formatted(skipped));
    }
  }

  private void judge(List<String> lines, Evaluation own) {
    double constant = heldOut.constant().orElseThrow().measures().nll();
    if (!(own.measures().nll() < constant)) {
      lines.add(
          "p(y|x) is no better than p(y): NLL %s against %s nats on the %s rows."
              .formatted(Words.nats(own.measures().nll()), Words.nats(constant), heldOut.part()));
    }
  }

  private void unlike(List<String> lines, DensityEvaluation own) {
    double rejected = (double) own.rejected() / own.rows();
    if (rejected > MANY_REJECTED) {
      lines.add(
          "%s of the %s rows are rejected (diglm threshold changes the rule)."
              .formatted(Words.percent(rejected), heldOut.part()));
    }
  }

  private void intervals(List<String> lines) {
    double[] pit = Arrays.stream(heldOut.answers().pit()).filter(u -> !Double.isNaN(u)).toArray();
    double held = Arrays.stream(pit).filter(u -> u >= 0.05 && u <= 0.95).count();
    double share = held / pit.length;
    if (pit.length >= ENOUGH_ROWS && Math.abs(share - 0.9) > INTERVAL_GAP) {
      lines.add(
          "The predicted distributions are too %s on the %s rows: their central 90 %% interval holds %s of the actual values."
              .formatted(share < 0.9 ? "narrow" : "wide", heldOut.part(), Words.percent(share)));
    }
  }

  private void failures(List<String> lines) {
    if (!heldOut.failures().isEmpty()) {
      lines.add(
          "%d of the %s rows could not be read and count nowhere; the first: %s"
              .formatted(heldOut.failures().size(), heldOut.part(), heldOut.failures().get(0)));
    }
  }
}
