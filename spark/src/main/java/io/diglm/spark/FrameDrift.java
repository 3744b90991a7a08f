package io.diglm.spark;

import io.diglm.drift.Drift;
import io.diglm.drift.DriftPart;
import io.diglm.drift.DriftSums;
import io.diglm.predict.Predictor;
import java.util.Iterator;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.apache.spark.api.java.JavaSparkContext;
import org.apache.spark.broadcast.Broadcast;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;

/**
 * Drift of the rows of a frame in one pass. Each partition makes sums over its rows, and the driver
 * adds these sums.
 *
 * @param model sent once to each executor
 * @param inputs the columns that the model reads, followed by that of the periods if there is one
 * @param time the name of the column of the periods
 */
record FrameDrift(Broadcast<SharedModel> model, List<FrameColumn> inputs, Optional<String> time) {
  private static final int BATCH = 1 << 12;

  /**
   * Tests the rows.
   *
   * @throws IllegalArgumentException if fewer than two rows can be read, or there are too many
   *     periods
   */
  Drift of(Dataset<Row> frame) {
    Predictor predictor = model.value().predictor();
    var context = JavaSparkContext.fromSparkContext(frame.sparkSession().sparkContext());
    Broadcast<SharedModel> sent = model;
    List<FrameColumn> columns = inputs;
    String periods = time.orElse("");
    DriftSums none = new DriftPart(predictor, Optional.empty(), 0).sums();
    return Jobs.described(
            context.sc(),
            "diglm: adding up drift",
            () ->
                frame
                    .toJavaRDD()
                    .mapPartitionsWithIndex(
                        (part, rows) -> part(sent.value(), columns, periods, part, rows), true)
                    .treeAggregate(
                        none,
                        (before, sums) -> before.plus(sums, sent.value().predictor()),
                        (before, sums) -> before.plus(sums, sent.value().predictor())))
        .drift(predictor);
  }

  private static Iterator<DriftSums> part(
      SharedModel model, List<FrameColumn> columns, String periods, int part, Iterator<Row> rows) {
    Optional<String> time = Optional.of(periods).filter(name -> !name.isEmpty());
    DriftPart sums = new DriftPart(model.predictor(), time, part);
    RowBuffer buffer = new RowBuffer(columns);
    try (TaskCore core = new TaskCore()) {
      while (rows.hasNext()) {
        buffer.append(rows.next());
        if (buffer.rows() == BATCH || !rows.hasNext()) {
          var batch = buffer.build();
          core.run(
              () -> {
                sums.add(batch);
                return batch.rows();
              });
        }
      }
    }
    return Stream.of(sums.sums()).iterator();
  }
}
