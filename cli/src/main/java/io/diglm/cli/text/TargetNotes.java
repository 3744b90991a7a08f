package io.diglm.cli.text;

import io.diglm.model.Manifest;
import io.diglm.model.TargetKind;
import io.diglm.schema.RowProblem;
import io.diglm.schema.Table;
import io.diglm.schema.TargetValues;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/** What is to be said of targets that an evaluation cannot measure as others. */
public final class TargetNotes {
  private final Manifest manifest;
  private long rows;
  private long missing;
  private long unreadable;
  private long impossible;
  private Optional<String> firstUnreadable = Optional.empty();
  private Optional<String> firstImpossible = Optional.empty();

  /**
   * Makes the notes on one target.
   *
   * @param manifest of its model
   */
  public TargetNotes(Manifest manifest) {
    this.manifest = manifest;
  }

  /**
   * Looks at the next rows.
   *
   * @param batch with the target
   */
  public void add(Table batch) {
    TargetValues targets = manifest.schema().targets(batch);
    missing += Arrays.stream(targets.values()).filter(Double::isNaN).count();
    for (RowProblem problem : targets.problems()) {
      missing--;
      unreadable++;
      String text = "row %,d: %s".formatted(rows + problem.row() + 1, problem.text());
      firstUnreadable = firstUnreadable.or(() -> Optional.of(text));
    }
    boolean numbers =
        manifest.schema().target().filter(target -> !target.categorical()).isPresent();
    for (int row = 0; numbers && row < batch.rows(); row++) {
      double y = targets.values()[row];
      if (!Double.isNaN(y) && !taken(y)) {
        impossible++;
        String text = "%s in row %,d".formatted(y, rows + row + 1);
        firstImpossible = firstImpossible.or(() -> Optional.of(text));
      }
    }
    rows += batch.rows();
  }

  private boolean taken(double y) {
    TargetKind kind = new TargetKind(0, y == Math.rint(y), y, y);
    return manifest.head().family().definition().takes(kind);
  }

  /** {@return a line for each kind of such targets that was seen} */
  public List<String> lines() {
    List<String> lines = new ArrayList<>();
    if (missing > 0) {
      lines.add(
          "note: %,d of %,d rows lack the target '%s': only log p(x) and the share of rejected rows count them"
              .formatted(missing, rows, manifest.schema().requireTarget().name()));
    }
    firstUnreadable.ifPresent(
        first ->
            lines.add(
                "note: %,d of %,d rows have a target that cannot be read, and are not measured (%s)"
                    .formatted(unreadable, rows, first)));
    firstImpossible.ifPresent(
        first ->
            lines.add(
                ("note: %,d of %,d rows have a target without probability under %s (the first is"
                        + " %s): the NLL counts each with 1e30 nats")
                    .formatted(
                        impossible,
                        rows,
                        manifest.head().family().name().toLowerCase(Locale.ROOT),
                        first)));
    return lines;
  }
}
