package io.diglm.train;

import io.diglm.json.Json;
import io.diglm.json.JsonProblem;
import io.diglm.model.FlowConfig;
import io.diglm.model.HeadConfig;
import io.diglm.network.Hinges;
import io.diglm.schema.Encoder;
import io.diglm.schema.Moves;
import io.diglm.schema.Schema;
import io.diglm.schema.Table;
import java.io.Serializable;
import java.util.Optional;

/**
 * What a machine of a cluster does in a round: steps of AdamW on the rows of a shard, from the
 * weights that all shards share. Sent to each machine once.
 *
 * <p>All shards make the same share of their passes in a round, however many rows they have. The
 * steps follow from the shard's rows, its number and the round alone.
 */
public final class LocalSteps implements Serializable {
  private static final long serialVersionUID = 1;

  private final String schema;
  private final String head;
  private final String flow;
  private final String config;
  private final float[] hinges;
  private final long rows;
  private final long labelled;
  private final ClusterPlan plan;
  private final MadeHere<Opened> opened = new MadeHere<>();

  /** What a machine makes of the texts, once. */
  private record Opened(Encoder encoder, HeadConfig head, FlowConfig flow, FitConfig config) {}

  /**
   * Prepares to send a task.
   *
   * @param task on rows that are a sample of all
   * @param rows how many there are on all machines
   * @param plan of the rounds
   */
  LocalSteps(LearningTask task, long rows, ClusterPlan plan) {
    schema = Json.text(Json.object(task.data().encoder().schema()));
    head = Json.text(Json.object(task.head()));
    flow = Json.text(Json.object(task.flow()));
    config = Json.text(Json.object(task.config().run(r -> r.threads(1))));
    hinges = task.data().hinges().map(Hinges::numbers).orElse(new float[0]);
    this.rows = rows;
    labelled = task.data().labelled();
    this.plan = plan;
  }

  /** {@return how many rounds there are} */
  public int rounds() {
    return plan.rounds();
  }

  ClusterPlan plan() {
    return plan;
  }

  private Opened open() throws JsonProblem {
    Schema read = Json.value(Json.parse(schema), Schema.class);
    FitConfig settings = Json.value(Json.parse(config), FitConfig.class);
    double noise = new RowDefaults(settings).noise(rows, read.dimension(), false);
    return new Opened(
        new Encoder(read).moving(new Moves(0, 0, noise)),
        Json.value(Json.parse(head), HeadConfig.class),
        Json.value(Json.parse(flow), FlowConfig.class),
        settings);
  }

  /**
   * Takes the steps of a round on a shard and adds what they end with. A shard without rows adds
   * nothing.
   *
   * @param round number and weights of the round
   * @param table the shard's training rows
   * @param shard its number: no two of a cluster have the same
   * @param sum to which the result is added
   */
  public void run(Round round, Table table, long shard, StateSum sum) {
    Opened own = opened.by(this::open);
    ShardRows shown = ShardRows.of(own.encoder, own.head, table);
    if (shown.count() == 0) {
      sum.addUnreadable(shown.left());
      return;
    }
    TrainingData data =
        shown
            .data()
            .among(rows, labelled)
            .with(Optional.of(new Hinges(hinges)).filter(h -> h.count() > 0));
    FitConfig config = own.config.run(r -> r.seed(seed(r.seed(), shard)));
    LearningTask task = new LearningTask(data, own.head, own.flow, config);
    Schedule schedule = plan.schedule(config, task.draws().length());
    Clock clock = Clock.started(round.seconds(), config.run().timeLimit());
    try (Trainer trainer = Trainer.joining(task, schedule, clock)) {
      long from = schedule.steps() * round.index() / plan.rounds();
      long to = schedule.steps() * (round.index() + 1) / plan.rounds();
      BatchSums batches = trainer.local(round, plan.machines(), from, to);
      sum.add(trainer.shared(), batches, shown.count(), rows, shown.left());
      sum.addBeliefs(trainer.beliefs(), shown.count(), rows);
    } catch (IllegalStateException e) {
      // It would fail again wherever it is run: the driver tells of it.
      sum.fail(String.valueOf(e.getMessage()));
    }
  }

  /** Mixes a shard's number into the seed, for an order and noise of its own. */
  private static long seed(long seed, long shard) {
    long mixed = (seed + shard * 0x9E3779B97F4A7C15L) ^ 0xD1B54A32D192ED03L;
    return mixed ^ (mixed >>> 32);
  }
}
