package io.diglm.train;

import io.diglm.model.ModelFile;
import io.diglm.predict.Predictor;
import io.diglm.schema.Encoder;
import io.diglm.schema.Schema;
import io.diglm.schema.Table;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.stream.IntStream;

/** A cluster in this JVM: shards that answer one after the other, in an order of choice. */
final class ShardedTable implements Cluster {
  private final List<Table> shards;
  private final int heldOut;
  private final boolean backwards;
  private int rounds;
  private int passes;
  private int stopAfter = Integer.MAX_VALUE;
  private long unlabelled;

  ShardedTable(List<Table> shards, int heldOut, boolean backwards) {
    this.shards = shards;
    this.heldOut = heldOut;
    this.backwards = backwards;
  }

  /** Cuts all rows of a table but the last into so many equal shards. */
  static ShardedTable of(Table table, int heldOut, int count) {
    int rows = table.rows() - heldOut;
    List<Table> shards =
        IntStream.range(0, count)
            .mapToObj(k -> table.slice(rows * k / count, rows * (k + 1) / count))
            .toList();
    return new ShardedTable(shards, heldOut, false);
  }

  /** Fails as a driver does that dies after so many rounds. */
  ShardedTable dyingAfter(int rounds) {
    stopAfter = rounds;
    return this;
  }

  /** Says that so many rows of the shards lack a target. */
  ShardedTable lacking(long rows) {
    unlabelled = rows;
    return this;
  }

  int passes() {
    return passes;
  }

  int rounds() {
    return rounds;
  }

  @Override
  public ShardTotals totals() {
    long rows = shards.stream().mapToLong(Table::rows).sum();
    int full = (int) shards.stream().filter(shard -> shard.rows() > 0).count();
    double squares = shards.stream().mapToDouble(s -> (double) s.rows() * s.rows()).sum();
    return new ShardTotals(full, rows, heldOut, unlabelled, 0, squares);
  }

  @Override
  public Schema refined(Schema sampled) {
    Encoder encoder = new Encoder(sampled);
    SchemaCounts all = new SchemaCounts(sampled);
    for (Table shard : ordered()) {
      SchemaCounts counts = new SchemaCounts(sampled);
      counts.add(encoder, shard);
      all.plus(counts);
    }
    return all.refine(sampled);
  }

  @Override
  public StateSum round(LocalSteps steps, Round round) {
    if (rounds++ >= stopAfter) {
      throw new IllegalStateException("driver must live, got killed");
    }
    StateSum all = new StateSum();
    for (Table shard : ordered()) {
      StateSum one = new StateSum();
      steps.run(round, shard, shards.indexOf(shard), one);
      all.plus(one);
    }
    return all;
  }

  @Override
  public EquationSum equations(ShardPosterior posterior, Expansion expansion) {
    passes++;
    EquationSum all = new EquationSum();
    for (Table shard : ordered()) {
      EquationSum one = new EquationSum();
      posterior.run(expansion, shard, one);
      all.plus(one);
    }
    return all;
  }

  @Override
  public double leastLogDensity(ModelFile model) {
    try (Predictor predictor = Predictor.open(model, "the fitted model")) {
      return shards.stream()
          .filter(shard -> shard.rows() > 0)
          .flatMapToDouble(shard -> Arrays.stream(predictor.score(shard).logDensity()))
          .min()
          .orElse(Double.POSITIVE_INFINITY);
    }
  }

  private List<Table> ordered() {
    List<Table> ordered = new ArrayList<>(shards);
    if (backwards) {
      Collections.reverse(ordered);
    }
    return ordered;
  }
}
