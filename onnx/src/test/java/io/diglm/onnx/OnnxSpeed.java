package io.diglm.onnx;

import ai.onnxruntime.OrtException;
import ai.onnxruntime.OrtSession.SessionOptions.OptLevel;
import io.diglm.data.TableSource;
import io.diglm.predict.PredictionColumns;
import io.diglm.predict.Predictor;
import io.diglm.schema.Schema;
import io.diglm.schema.Table;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Locale;

/**
 * Times ONNX Runtime on our graph and our own scorer by turns, from columns to all output columns:
 * {@code benchmarks/onnx-speed}.
 */
public final class OnnxSpeed {
  private static final double INTERVAL = 0.9;
  private static final int WARM = 5;
  private static final int TURNS = 15;

  private OnnxSpeed() {}

  /** Takes a model file, a table and numbers of rows. */
  public static void main(String[] args) throws IOException, OrtException {
    int threads = Runtime.getRuntime().availableProcessors();
    try (Predictor predictor = Parity.judgedAlike(Predictor.load(Path.of(args[0])))) {
      Path graph = Files.createTempFile("diglm", ".onnx");
      Onnx.write(predictor, Ends.interval(INTERVAL), graph);
      Table table = TableSource.of(args[1]).read();
      try (GraphSession runtime = new GraphSession(graph, threads, OptLevel.ALL_OPT)) {
        for (int i = 2; i < args.length; i++) {
          int rows = Math.min(table.rows(), Integer.parseInt(args[i]));
          compare(predictor, runtime, table.slice(0, rows), threads);
        }
      } finally {
        Files.delete(graph);
      }
    }
  }

  private static void compare(Predictor predictor, GraphSession runtime, Table rows, int threads)
      throws OrtException {
    double[] ours = new double[TURNS];
    double[] peer = new double[TURNS];
    for (int turn = -WARM; turn < TURNS; turn++) {
      double own = seconds(() -> answer(predictor, rows));
      double other = seconds(() -> runtime.run(predictor.manifest().schema(), rows));
      if (turn >= 0) {
        ours[turn] = own;
        peer[turn] = other;
      }
    }
    System.out.printf(
        Locale.ROOT,
        "{\"rows\": %d, \"threads\": %d, \"diglm_ms\": %.2f, \"onnxruntime_ms\": %.2f,"
            + " \"onnxruntime_by_diglm\": %.2f}%n",
        rows.rows(),
        threads,
        1e3 * median(ours),
        1e3 * median(peer),
        median(peer) / median(ours));
  }

  private static void answer(Predictor predictor, Table rows) {
    Schema schema = predictor.manifest().schema();
    PredictionColumns columns =
        schema.target().isPresent()
            ? PredictionColumns.interval(predictor.manifest(), INTERVAL)
            : PredictionColumns.density();
    columns.of(predictor.predict(rows));
  }

  private interface Work {
    void run() throws OrtException;
  }

  private static double seconds(Work work) throws OrtException {
    long start = System.nanoTime();
    work.run();
    return (System.nanoTime() - start) / 1e9;
  }

  private static double median(double[] values) {
    double[] sorted = values.clone();
    Arrays.sort(sorted);
    return sorted[sorted.length / 2];
  }
}
