package io.diglm.spark;

import io.diglm.config.DataSettings;
import io.diglm.config.UnlabelledSettings;
import io.diglm.model.UnusableFileException;
import io.diglm.schema.Table;
import io.diglm.train.Fit;
import io.diglm.train.FitConfig;
import io.diglm.train.FitResult;
import io.diglm.train.ShardTotals;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.function.Supplier;
import java.util.stream.Stream;
import org.apache.spark.api.java.JavaRDD;
import org.apache.spark.api.java.JavaSparkContext;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.storage.StorageLevel;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Fits where the rows are stored. Executors keep them in shards and train in rounds; the driver has
 * a sample.
 *
 * @param dataset the frame
 * @param features the columns to predict from
 * @param label the column to predict, if there is one
 * @param settings how the fit goes
 */
record ClusterFit(
    Dataset<Row> dataset,
    List<FrameColumn> features,
    Optional<FrameColumn> label,
    ClusterSettings settings) {
  private static final Logger LOG = LoggerFactory.getLogger(ClusterFit.class);

  /** The most training rows of a shard. A task holds a whole shard in memory. */
  private static final long MOST_ROWS = 1 << 18;

  /** The share of rows that is held out by default, up to {@link #HELD_OUT} rows. */
  private static final double HELD_OUT_SHARE = 0.1;

  private static final double HELD_OUT = 10_000;

  /** The most rows that the driver holds out. */
  private static final double MOST_HELD_OUT = 100_000;

  /** A partition with a larger share of the rows leaves the other executors idle. */
  private static final double SKEWED = 0.5;

  /** Rows of a partition. */
  private record Counted(int partition, long kept, long dropped, long labelled)
      implements java.io.Serializable {}

  /**
   * Fits.
   *
   * @throws IllegalArgumentException if the frame cannot be learned from as configured
   */
  SharedModel run(FitConfig config) {
    List<FrameColumn> all = Stream.concat(features.stream(), label.stream()).toList();
    Picked picked = Picked.of(dataset, all);
    KeptRows kept =
        new KeptRows(
            picked.columns(),
            label.isPresent(),
            config.data().missing() == DataSettings.Missing.DROP,
            label.isPresent() && config.unlabelled().use() == UnlabelledSettings.Use.DROP);
    JavaRDD<Row> rows = picked.rows().toJavaRDD();
    List<Counted> counted = described("diglm: counting rows", () -> counted(rows, kept));
    requireRows(counted);
    warnOfSkew(counted);
    RowDraw draw = new RowDraw(config.run().seed());
    JavaRDD<Shard> shards =
        shards(rows, kept, draw, heldOutShare(config, counted), counted)
            .persist(StorageLevel.MEMORY_AND_DISK())
            .setName("diglm: shards");
    try {
      return fitted(config, shards, draw, counted);
    } finally {
      shards.unpersist(false);
    }
  }

  private SharedModel fitted(
      FitConfig config, JavaRDD<Shard> shards, RowDraw draw, List<Counted> counted) {
    long dropped = counted.stream().mapToLong(Counted::dropped).sum();
    long[] sums = described("diglm: cutting rows into shards", () -> sums(shards));
    ShardTotals totals =
        new ShardTotals((int) sums[0], sums[1], sums[2], sums[3], dropped, sums[4]);
    List<StoredRows> sample =
        described(
            "diglm: drawing a sample for the driver",
            () -> sample(shards, draw, (double) settings.sampleRows() / totals.train()));
    Table table = StoredRows.joined(sample);
    Optional<SavedRounds> saved =
        settings.checkpoint().map(place -> new SavedRounds(place, configuration()));
    try {
      SparkCluster cluster =
          new SparkCluster(context(), shards, totals, () -> saved.ifPresent(SavedRounds::store));
      Fit fit =
          Fit.of(config)
              .listener(new FitLog("round"))
              .across(cluster, settings.rounds(), (int) totals.heldOut());
      saved.ifPresent(s -> fit.checkpoint(s.local(), true).checkpointInterval(Duration.ZERO));
      SharedModel model = model(fit, table);
      saved.ifPresent(SavedRounds::remove);
      return model;
    } catch (UnusableFileException e) {
      String told = Objects.requireNonNullElse(e.getMessage(), "");
      throw new UnusableFileException(
          told.replace("leave out --resume to start anew", "delete it to start anew"), e);
    } finally {
      saved.ifPresent(SavedRounds::close);
    }
  }

  private static SharedModel model(Fit fit, Table table) {
    try (FitResult result = fit.run(table)) {
      return SharedModel.fitted(result.model());
    }
  }

  private static List<Counted> counted(JavaRDD<Row> rows, KeptRows kept) {
    DriverVersion version = DriverVersion.of();
    return rows.mapPartitionsWithIndex(
            (partition, iterator) -> {
              version.requireHere();
              long in = 0;
              long out = 0;
              long labelled = 0;
              while (iterator.hasNext()) {
                Row row = iterator.next();
                boolean keeps = kept.keeps(row);
                in += keeps ? 1 : 0;
                out += keeps ? 0 : 1;
                labelled += keeps && kept.hasLabel(row) ? 1 : 0;
              }
              return Stream.of(new Counted(partition, in, out, labelled)).iterator();
            },
            false)
        .collect();
  }

  private void requireRows(List<Counted> counted) {
    long kept = counted.stream().mapToLong(Counted::kept).sum();
    long dropped = counted.stream().mapToLong(Counted::dropped).sum();
    if (kept == 0) {
      throw new IllegalArgumentException(
          dropped == 0
              ? "frame must have rows to learn from, got none"
              : "frame must have rows to learn from, got none but %d that were dropped"
                  .formatted(dropped));
    }
    if (label.isPresent() && counted.stream().allMatch(c -> c.labelled() == 0)) {
      throw new IllegalArgumentException(DriverFit.labelless(label.get().name(), kept + dropped));
    }
  }

  private static void warnOfSkew(List<Counted> counted) {
    long kept = counted.stream().mapToLong(Counted::kept).sum();
    long most = counted.stream().mapToLong(Counted::kept).max().orElse(0);
    if (counted.size() > 1 && most > SKEWED * kept) {
      LOG.warn(
          "diglm: one of {} partitions has {} of {} rows, and a round waits for it (repartition the"
              + " frame)",
          counted.size(),
          most,
          kept);
    }
  }

  /** Returns the share of the rows that do not learn. */
  private static double heldOutShare(FitConfig config, List<Counted> counted) {
    double kept = counted.stream().mapToLong(Counted::kept).sum();
    double usual = Math.min(HELD_OUT_SHARE, HELD_OUT / kept);
    double wanted = config.data().validation().orElse(usual);
    double share = wanted < 1 ? wanted : wanted / kept;
    return Math.min(Math.min(0.5, share), MOST_HELD_OUT / kept);
  }

  private static JavaRDD<Shard> shards(
      JavaRDD<Row> rows, KeptRows kept, RowDraw draw, double heldOutShare, List<Counted> counted) {
    long[] sizes = new long[rows.getNumPartitions()];
    for (Counted partition : counted) {
      long parts = (partition.kept() + MOST_ROWS - 1) / MOST_ROWS;
      sizes[partition.partition()] = parts == 0 ? 1 : (partition.kept() + parts - 1) / parts;
    }
    return rows.mapPartitionsWithIndex(
        (partition, iterator) ->
            new ShardedRows(partition, iterator, kept, draw, heldOutShare, sizes[partition]),
        true);
  }

  /**
   * Returns the number of shards that learn, of their rows, of rows held out, of training rows
   * without a label, and the sum of the squares of the shards' rows.
   */
  private static long[] sums(JavaRDD<Shard> shards) {
    return shards.treeAggregate(
        new long[5],
        (sums, shard) ->
            added(
                sums,
                new long[] {
                  shard.train().rows() > 0 ? 1 : 0,
                  shard.train().rows(),
                  shard.heldOut().rows(),
                  shard.unlabelled(),
                  (long) shard.train().rows() * shard.train().rows()
                }),
        ClusterFit::added);
  }

  private static long[] added(long[] to, long[] more) {
    long[] sums = new long[to.length];
    Arrays.setAll(sums, i -> to[i] + more[i]);
    return sums;
  }

  /** Returns about this many training rows, followed by all rows that are held out. */
  private static List<StoredRows> sample(JavaRDD<Shard> shards, RowDraw draw, double share) {
    RowDraw other = new RowDraw(~draw.seed());
    List<StoredRows> train =
        shards.map(shard -> share >= 1 ? shard.train() : shard.sample(other, share)).collect();
    List<StoredRows> heldOut = shards.map(Shard::heldOut).collect();
    return Stream.concat(train.stream(), heldOut.stream()).toList();
  }

  private <T> T described(String what, Supplier<T> body) {
    return Jobs.described(context().sc(), what, body);
  }

  private JavaSparkContext context() {
    return JavaSparkContext.fromSparkContext(dataset.sparkSession().sparkContext());
  }

  private org.apache.hadoop.conf.Configuration configuration() {
    SparkSession session = dataset.sparkSession();
    return session.sessionState().newHadoopConf();
  }
}
