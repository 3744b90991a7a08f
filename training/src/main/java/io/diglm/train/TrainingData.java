package io.diglm.train;

import io.diglm.model.Link;
import io.diglm.network.Hinges;
import io.diglm.schema.BoundTable;
import io.diglm.schema.Encoder;
import io.diglm.schema.TargetEnds;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.stream.DoubleStream;
import java.util.stream.IntStream;

/**
 * Rows as the trainer sees them.
 *
 * @param encoder columns to v
 * @param warping the same of images that are warped, where their answers are to be consistent
 * @param table all rows
 * @param targets in the target's units or class indices; NaN where missing
 * @param guesses probabilities of the classes of rows without a target, by row
 * @param train indices of the rows to learn from
 * @param validation indices of the rows to stop by
 * @param weights how much each row of the table counts: 1 on average over the training rows
 * @param learning how many rows there are to learn from, here and on other machines
 * @param labelledInAll how many of them have a target, where some are on other machines
 * @param ends between which targets lie that are not known exactly
 * @param hinges what a flow has of a row beside v, if anything
 * @param others further targets, which share the flow; mostly none
 */
record TrainingData(
    Encoder encoder,
    Optional<Encoder> warping,
    BoundTable table,
    double[] targets,
    Map<Integer, float[]> guesses,
    int[] train,
    int[] validation,
    double[] weights,
    long learning,
    OptionalLong labelledInAll,
    TargetEnds ends,
    Optional<Hinges> hinges,
    List<OtherTarget> others) {

  private static final int FEW = 10_000;

  /** Returns rows that count alike, and all of which are here. */
  static TrainingData alike(
      Encoder encoder, BoundTable table, double[] targets, int[] train, int[] validation) {
    return new TrainingData(
        encoder,
        Optional.empty(),
        table,
        targets,
        Map.of(),
        train,
        validation,
        DoubleStream.generate(() -> 1).limit(table.rows()).toArray(),
        train.length,
        OptionalLong.empty(),
        TargetEnds.NONE,
        Optional.empty(),
        List.of());
  }

  /** Returns the same as a part of so many rows, of which so many have a target. */
  TrainingData among(long rows, long labelled) {
    return new TrainingData(
        encoder,
        warping,
        table,
        targets,
        guesses,
        train,
        validation,
        weights,
        rows,
        OptionalLong.of(labelled),
        ends,
        hinges,
        others);
  }

  /** Returns the same with other rows to learn from and to stop by, as a part of so many. */
  TrainingData among(RowSplit split, long rows) {
    return of(warping, guesses, split.train(), split.validation(), rows, hinges);
  }

  /** Returns the same with an encoder of warped images. */
  TrainingData warping(Optional<Encoder> encoding) {
    return of(encoding, guesses, train, validation, learning, hinges);
  }

  /** Returns the same with guesses of classes. */
  TrainingData guessing(Map<Integer, float[]> found) {
    return of(warping, found, train, validation, learning, hinges);
  }

  /** Returns the same with other rows to learn from. */
  TrainingData learningFrom(int[] rows) {
    return of(warping, guesses, rows, validation, rows.length, hinges);
  }

  /** Returns the same for flows that have hinges beside v. */
  TrainingData with(Optional<Hinges> beside) {
    return of(warping, guesses, train, validation, learning, beside);
  }

  private TrainingData of(
      Optional<Encoder> warped,
      Map<Integer, float[]> guessed,
      int[] learn,
      int[] validate,
      long all,
      Optional<Hinges> beside) {
    return new TrainingData(
        encoder,
        warped,
        table,
        targets,
        guessed,
        learn,
        validate,
        weights,
        all,
        labelledInAll,
        ends,
        beside,
        others);
  }

  /** Returns the same with further targets. */
  TrainingData beside(List<OtherTarget> further) {
    return of(targets, List.copyOf(further));
  }

  /** Returns the same rows with another target, alone. */
  TrainingData of(double[] target) {
    return of(target, List.of());
  }

  private TrainingData of(double[] target, List<OtherTarget> further) {
    return new TrainingData(
        encoder,
        warping,
        table,
        target,
        guesses,
        train,
        validation,
        weights,
        learning,
        labelledInAll,
        ends,
        hinges,
        further);
  }

  /** Returns whether a row has a target, or one of several. */
  boolean known(int row) {
    if (!Double.isNaN(targets[row])) {
      return true;
    }
    for (OtherTarget other : others) {
      if (!Double.isNaN(other.targets()[row])) {
        return true;
      }
    }
    return false;
  }

  /** Returns what a flow maps of encoded rows v (N, D): v, and the hinges if there are any. */
  float[] lifted(float[] v) {
    return hinges.map(h -> h.lifted(v, dimension())).orElse(v);
  }

  /** Whether these are so few rows that a model overfits them long before it has taken them in. */
  static boolean few(long rows) {
    return rows < FEW;
  }

  /** Whether rows are images. */
  boolean images() {
    return encoder.image().isPresent();
  }

  /** Whether these are so few rows; images are moved and noisy instead. */
  boolean few() {
    return !images() && few(learning);
  }

  /** Returns D. */
  int dimension() {
    return encoder.dimension();
  }

  /**
   * Returns how many training rows have the first target, here and on other machines, by their
   * weights; at least 1.
   */
  long labelled() {
    return Math.max(1, labelledInAll.orElseGet(() -> Math.round(of(targets).labelled(train))));
  }

  /** Returns the offsets of rows, in their order; empty if there are none. */
  double[] offsets(int[] rows) {
    double[] all = table.offsets();
    return all.length == 0 ? all : IntStream.of(rows).mapToDouble(row -> all[row]).toArray();
  }

  /** Returns the weights of rows, in their order. */
  double[] weights(int[] rows) {
    return IntStream.of(rows).mapToDouble(row -> weights[row]).toArray();
  }

  /**
   * Whether the validation rows tell a better model from a worse one: where rows with a target
   * train and none validates, they only tell densities.
   */
  boolean judged() {
    return labelled(validation) > 0 || labelled(train) == 0;
  }

  /** Returns the weight of the rows that have a target, or one of several. */
  double labelled(int[] rows) {
    return IntStream.of(rows).filter(this::known).mapToDouble(row -> weights[row]).sum();
  }

  /**
   * Returns the weighted mean of the training targets that are there, under a log link by unit of
   * exp(offset); 1 if none is there.
   */
  double meanTarget(Link link) {
    return meanTarget(link, targets);
  }

  /** The same of one of several targets. */
  double meanTarget(Link link, double[] targets) {
    double sum = 0;
    double units = 0;
    for (int row : train) {
      if (!Double.isNaN(targets[row])) {
        boolean rate = link == Link.LOG && table.offsets().length > 0;
        sum += weights[row] * targets[row];
        units += weights[row] * (rate ? Math.exp(table.offsets()[row]) : 1);
      }
    }
    return units == 0 ? 1 : sum / units;
  }
}
