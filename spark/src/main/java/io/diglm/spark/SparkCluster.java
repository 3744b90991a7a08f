package io.diglm.spark;

import io.diglm.model.ModelFile;
import io.diglm.predict.Scores;
import io.diglm.schema.Encoder;
import io.diglm.schema.RowProblem;
import io.diglm.schema.Schema;
import io.diglm.schema.Table;
import io.diglm.train.Cluster;
import io.diglm.train.EquationSum;
import io.diglm.train.Expansion;
import io.diglm.train.LocalSteps;
import io.diglm.train.Round;
import io.diglm.train.SchemaCounts;
import io.diglm.train.ShardPosterior;
import io.diglm.train.ShardTotals;
import io.diglm.train.StateSum;
import java.util.Set;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.apache.spark.api.java.JavaRDD;
import org.apache.spark.api.java.JavaSparkContext;
import org.apache.spark.broadcast.Broadcast;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Shards in Spark's executors. Each method runs a job, whose tasks Spark may repeat. A shard that
 * was lost with its executor is read again from the frame.
 */
final class SparkCluster implements Cluster {
  private static final Logger LOG = LoggerFactory.getLogger(SparkCluster.class);

  /** Tasks of a round for each core: as many as keep cores busy when tasks differ in length. */
  private static final int TASKS_A_CORE = 2;

  private final JavaSparkContext context;
  private final JavaRDD<Shard> shards;
  private final ShardTotals totals;
  private final Runnable beforeRound;
  private @Nullable Broadcast<LocalSteps> sent;
  private @Nullable Broadcast<ShardPosterior> summing;
  private @Nullable ShardPosterior last;
  private int cores;
  private int passes;

  /**
   * Takes shards.
   *
   * @param beforeRound runs before each round, when the one before has its checkpoint
   */
  SparkCluster(
      JavaSparkContext context, JavaRDD<Shard> shards, ShardTotals totals, Runnable beforeRound) {
    this.context = context;
    this.shards = shards;
    this.totals = totals;
    this.beforeRound = beforeRound;
  }

  @Override
  public ShardTotals totals() {
    return totals;
  }

  @Override
  public Schema refined(Schema sampled) {
    // As text, because the types of a schema cannot be serialized by Java.
    SentSchema schema = SentSchema.of(sampled);
    return described(
            "diglm: counting levels and missing cells",
            () ->
                shards.treeAggregate(
                    new SchemaCounts(sampled),
                    (counts, shard) -> counted(counts, schema.encoder(), shard),
                    SchemaCounts::plus))
        .refine(sampled);
  }

  private static SchemaCounts counted(SchemaCounts counts, Encoder encoder, Shard shard) {
    counts.add(encoder, shard.train().table());
    return counts;
  }

  @Override
  public StateSum round(LocalSteps steps, Round round) {
    beforeRound.run();
    Broadcast<LocalSteps> plan = sent == null ? context.broadcast(steps) : sent;
    sent = plan;
    Broadcast<Round> start = context.broadcast(round);
    StateSum sum =
        described(
            "diglm: round %d of %d, steps on %d shards"
                .formatted(round.index() + 1, steps.rounds(), totals.shards()),
            () ->
                grouped()
                    .treeAggregate(
                        new StateSum(),
                        (before, shard) -> stepped(before, plan.value(), start.value(), shard),
                        StateSum::plus));
    start.destroy();
    if (round.index() == 0) {
      LOG.info(
          "diglm: a round sends {} bytes to each executor and {} from each task",
          round.bytes(),
          sum.bytes());
    }
    return sum;
  }

  /**
   * Returns the shards in fewer partitions where there are many for a core. Each task sends sums of
   * the size of the weights, whether it has one shard or ten. The most cores that were seen count,
   * so that Spark asks for those again that it lost.
   */
  private JavaRDD<Shard> grouped() {
    cores = Math.max(cores, context.defaultParallelism());
    int tasks = TASKS_A_CORE * cores;
    return tasks < shards.getNumPartitions() ? shards.coalesce(tasks) : shards;
  }

  private static StateSum stepped(StateSum sum, LocalSteps steps, Round round, Shard shard) {
    steps.run(round, shard.train().table(), shard.id(), sum);
    return sum;
  }

  @Override
  public EquationSum equations(ShardPosterior posterior, Expansion expansion) {
    Broadcast<ShardPosterior> network = network(posterior);
    Broadcast<Expansion> start = context.broadcast(expansion);
    EquationSum sum =
        described(
            "diglm: pass %d over %d shards for the posterior".formatted(++passes, totals.shards()),
            () ->
                grouped()
                    .treeAggregate(
                        new EquationSum(),
                        (before, shard) -> summed(before, network.value(), start.value(), shard),
                        EquationSum::plus));
    start.destroy();
    return sum;
  }

  /** Sends a network before the first pass. The last round then has its checkpoint. */
  private Broadcast<ShardPosterior> network(ShardPosterior posterior) {
    Broadcast<ShardPosterior> known = summing;
    if (known == null || last != posterior) {
      beforeRound.run();
      known = context.broadcast(posterior);
      summing = known;
      last = posterior;
    }
    return known;
  }

  private static EquationSum summed(
      EquationSum sum, ShardPosterior network, Expansion start, Shard shard) {
    try (TaskCore core = new TaskCore()) {
      return core.run(
          () -> {
            network.run(start, shard.train().table(), sum);
            return sum;
          });
    }
  }

  @Override
  public double leastLogDensity(ModelFile model) {
    Broadcast<SharedModel> fitted = context.broadcast(SharedModel.fitted(model));
    return described(
        "diglm: finding the least log p(x)",
        () ->
            shards.treeAggregate(
                Double.POSITIVE_INFINITY,
                (least, shard) -> Math.min(least, least(fitted.value(), shard.train().table())),
                Math::min));
  }

  private static double least(SharedModel model, Table table) {
    try (TaskCore core = new TaskCore()) {
      Scores scores = core.run(() -> model.predictor().score(table));
      Set<Integer> without =
          scores.problems().stream()
              .filter(problem -> !problem.hasDensity())
              .map(RowProblem::row)
              .collect(Collectors.toSet());
      return IntStream.range(0, table.rows())
          .filter(row -> !without.contains(row))
          .mapToDouble(row -> scores.logDensity()[row])
          .min()
          .orElse(Double.POSITIVE_INFINITY);
    }
  }

  private <T> T described(String what, Supplier<T> body) {
    return Jobs.described(context.sc(), what, body);
  }
}
