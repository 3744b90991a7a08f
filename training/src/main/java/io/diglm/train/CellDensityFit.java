package io.diglm.train;

import io.diglm.density.CellDensity;
import io.diglm.density.CellSpace;
import io.diglm.distribution.Seeds;
import io.diglm.network.AutoregressiveNetwork;
import io.diglm.schema.BoundTable;
import io.diglm.schema.Encoder;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.OptionalInt;
import java.util.concurrent.Callable;
import java.util.concurrent.Executors;
import java.util.stream.IntStream;

/**
 * Learns the density of rows by maximum likelihood, to the epoch at which the validation rows are
 * most probable. It starts at independent columns and keeps them if nothing is better. The
 * likelihood is that of rows by their weights; the marginals it starts at count all rows alike.
 */
final class CellDensityFit implements AutoCloseable {
  private static final int WANTED_STEPS = 4000;
  private static final int WANTED_STEPS_OF_FEW = 1500;
  private static final int LEAST_EPOCHS = 3;
  private static final int MOST_EPOCHS = 200;
  private static final int PATIENCE = 12;
  private static final int COMPONENTS = 8;
  private static final int PIECES = 8;
  private static final double PEAK_RATE = 3e-3;
  private static final double WEIGHT_DECAY = 0.02;
  private static final double AVERAGING = 0.998;
  private static final double CLIP_NORM = 5;
  private static final double WARM_UP = 0.05;

  /** Beside other training, one part in so many of a limited time. */
  private static final int SHARE = 3;

  /** Training rows whose cells give the marginals, evenly picked. */
  private static final int MOST_MARGINAL = 200_000;

  private final Encoder encoder;
  private final BoundTable table;
  private final int[] train;
  private final int[] validation;
  private final double[] weights;
  private final long seed;
  private final OptionalInt wantedEpochs;
  private final CellSpace space;
  private final AutoregressiveNetwork network;
  private final float[] parameters;
  private final Adam adam;
  private final Crew crew;
  private final List<AutoregressiveNetwork.Gradient> gradients = new ArrayList<>();
  private final float[][] gradient;
  private long skipped;

  /** Starts the clock of a fit that is a part of another. */
  static Clock clock(FitConfig config) {
    return new Clock(config.run().timeLimit().dividedBy(SHARE));
  }

  CellDensityFit(TrainingData data, FitConfig config) {
    int threads = config.run().threads();
    encoder = data.encoder();
    table = data.table();
    train = data.train();
    validation = data.validation();
    weights = data.weights();
    seed = config.run().seed();
    wantedEpochs = config.optimiser().epochs();
    int[] some = evenly(train);
    space =
        CellSpace.learn(
            encoder.schema(),
            encoder.cells(table, some, 0, some.length),
            hidden(),
            COMPONENTS,
            PIECES);
    network = space.network();
    parameters = network.initial(Seeds.stream(seed, "density"), space.logShares());
    adam = new Adam(parameters, WEIGHT_DECAY, AVERAGING, threads);
    crew = new Crew(threads - 1);
    gradient = new float[threads][parameters.length];
    for (int k = 0; k < threads; k++) {
      gradients.add(network.gradient());
    }
  }

  private static int[] evenly(int[] rows) {
    int count = Math.min(rows.length, MOST_MARGINAL);
    return IntStream.range(0, count)
        .map(i -> rows[(int) ((long) i * rows.length / count)])
        .toArray();
  }

  private int hidden() {
    return train.length < 2000 ? 64 : train.length < 20_000 ? 128 : 192;
  }

  /**
   * What was learned.
   *
   * @param density of the best epoch
   * @param history of all
   * @param stopped whether the clock or the listener ended it
   */
  record Learned(CellDensity density, List<EpochRecord> history, boolean stopped) {}

  /** Learns until the schedule, the clock or the listener ends it. */
  Learned run(Clock clock, FitListener listener) {
    int[] order = train.clone();
    int batch = Math.max(32, Math.min(512, Integer.highestOneBit(Math.max(1, order.length / 30))));
    int steps = Math.max(1, Math.round((float) order.length / batch));
    int wanted = TrainingData.few(order.length) ? WANTED_STEPS_OF_FEW : WANTED_STEPS;
    int epochs = wantedEpochs.orElse(Math.max(LEAST_EPOCHS, Math.min(MOST_EPOCHS, wanted / steps)));
    Schedule schedule = new Schedule(epochs, batch, steps, PEAK_RATE, WARM_UP);
    List<EpochRecord> history = new ArrayList<>();
    float[] best = parameters.clone();
    double most = meanLogDensity(best);
    int bestEpoch = 0;
    boolean stopped = false;
    while (!stopped && history.size() < epochs && history.size() - bestEpoch < PATIENCE) {
      int epoch = history.size();
      Seeds.shuffle(Seeds.stream(seed, "density.order." + epoch), order);
      double sum = 0;
      double all = 0;
      for (int step = 0; step < steps && !stopped; step++) {
        int rows = schedule.to(step, order.length) - schedule.from(step, order.length);
        double weight = weight(order, schedule.from(step, order.length), rows);
        double found = step(order, schedule, step, progress(schedule, epoch, step, clock));
        double mean = found / Math.max(weight, Double.MIN_NORMAL);
        sum += found;
        all += weight;
        long done = (long) epoch * steps + step + 1;
        listener.step(done, schedule.steps(), -mean, clock.rowsPerSecond(rows));
        stopped = listener.stopRequested() || clock.share() >= 1;
      }
      double validated = meanLogDensity(adam.average());
      if (validated > most) {
        most = validated;
        best = adam.average().clone();
        bestEpoch = epoch + 1;
      }
      double rate = schedule.rate(progress(schedule, epoch + 1, 0, clock));
      history.add(record(epoch + 1, rate, sum / all, validated, clock.seconds()));
      listener.epoch(history.get(epoch));
    }
    return new Learned(CellDensity.of(space, best), history, stopped);
  }

  private double weight(int[] order, int from, int rows) {
    return IntStream.range(from, from + rows).mapToDouble(i -> weights[order[i]]).sum();
  }

  /** A time limit bends the schedule so that the rate has fallen when the time is up. */
  private static double progress(Schedule schedule, int epoch, int step, Clock clock) {
    double steps = epoch * (double) schedule.stepsPerEpoch() + step;
    return Math.max(steps / schedule.steps(), clock.share());
  }

  private EpochRecord record(
      int epoch, double rate, double trained, double validated, double seconds) {
    return new EpochRecord(
        epoch,
        adam.steps(),
        rate,
        -trained,
        Double.NaN,
        trained,
        -validated,
        Double.NaN,
        validated,
        skipped,
        seconds);
  }

  /** Takes a step; returns the weighted sum of log p(x) over its rows. */
  private double step(int[] order, Schedule schedule, int step, double progress) {
    int from = schedule.from(step, order.length);
    int to = schedule.to(step, order.length);
    int threads = gradient.length;
    List<Callable<Double>> shares = new ArrayList<>();
    for (int k = 0; k < threads; k++) {
      int worker = k;
      int low = from + (int) ((long) (to - from) * k / threads);
      int high = from + (int) ((long) (to - from) * (k + 1) / threads);
      shares.add(() -> differentiate(worker, order, low, high, 1f / (to - from)));
    }
    double sum = crew.run(shares).stream().mapToDouble(Double::doubleValue).sum();
    float[] total = gradient[0];
    for (int k = 1; k < threads; k++) {
      float[] part = gradient[k];
      for (int i = 0; i < total.length; i++) {
        total[i] += part[i];
      }
    }
    network.mask(total);
    double norm = TrainingState.norm(total);
    if (Double.isFinite(sum) && Double.isFinite(norm)) {
      double scale = norm > CLIP_NORM ? CLIP_NORM / norm : 1;
      adam.step(
          total,
          schedule.rate(progress),
          scale,
          tasks -> crew.run(tasks.stream().map(Executors::callable).toList()));
    } else {
      skipped++;
    }
    return sum;
  }

  private double differentiate(int worker, int[] order, int low, int high, float scale) {
    AutoregressiveNetwork.Gradient own = gradients.get(worker);
    Arrays.fill(gradient[worker], 0);
    if (high == low) {
      return 0;
    }
    own.load(parameters);
    double[] cells = encoder.cells(table, order, low, high);
    double[] counts = IntStream.range(low, high).mapToDouble(i -> weights[order[i]]).toArray();
    double sum =
        own.add(0, high - low, space.filling(cells), scale, row -> counts[row], gradient[worker]);
    return sum - space.logUnits(cells, counts);
  }

  private double meanLogDensity(float[] values) {
    CellDensity density = CellDensity.of(space, values);
    double sum = 0;
    double all = 0;
    int batch = encoder.batch();
    for (int from = 0; from < validation.length; from += batch) {
      int to = Math.min(validation.length, from + batch);
      double[] found = density.logDensity(encoder.cells(table, validation, from, to));
      for (int i = 0; i < found.length; i++) {
        double weight = weights[validation[from + i]];
        all += weight;
        sum += weight == 0 ? 0 : weight * found[i];
      }
    }
    return sum / all;
  }

  @Override
  public void close() {
    crew.close();
  }
}
