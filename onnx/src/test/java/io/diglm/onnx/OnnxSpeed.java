package io.diglm.onnx;

import ai.onnxruntime.OrtException;
import ai.onnxruntime.OrtSession.SessionOptions.OptLevel;
import io.diglm.data.TableSource;
import io.diglm.predict.PredictionColumns;
import io.diglm.predict.Predictor;
import io.diglm.schema.Table;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Locale;
import java.util.function.ToDoubleFunction;

/**
 * Times ONNX Runtime on our graph and our own scorer by turns, from columns to all output columns,
 * by the clock and by the processor: {@code benchmarks/onnx-speed}. {@code -Ddiglm.threads} is how
 * many threads ONNX Runtime has.
 */
public final class OnnxSpeed {
  private static final double INTERVAL = 0.9;
  private static final int WARM = 5;
  private static final int TURNS = 15;

  /** Fewer are answered as often as makes so many in a turn: a processor's clock is coarse. */
  private static final int ROWS_A_TURN = 256;

  private OnnxSpeed() {}

  /** Takes a model file, a table and numbers of rows. */
  public static void main(String[] args) throws IOException, OrtException {
    int threads = Integer.getInteger("diglm.threads", Runtime.getRuntime().availableProcessors());
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
    int times = Math.max(1, ROWS_A_TURN / rows.rows());
    Taken[] ours = new Taken[TURNS];
    Taken[] peer = new Taken[TURNS];
    for (int turn = -WARM; turn < TURNS; turn++) {
      Taken own = taken(times, () -> answer(predictor, rows));
      Taken other = taken(times, () -> runtime.run(predictor.manifest().schema(), rows));
      if (turn >= 0) {
        ours[turn] = own;
        peer[turn] = other;
      }
    }
    double clock = median(ours, Taken::clock);
    double processor = median(ours, Taken::processor);
    System.out.printf(
        Locale.ROOT,
        "{\"rows\": %d, \"threads\": %d, \"diglm_ms\": %.2f, \"onnxruntime_ms\": %.2f,"
            + " \"onnxruntime_by_diglm\": %.2f, \"diglm_cpu_ms\": %.2f,"
            + " \"onnxruntime_cpu_ms\": %.2f, \"onnxruntime_by_diglm_cpu\": %.2f}%n",
        rows.rows(),
        threads,
        clock,
        median(peer, Taken::clock),
        median(peer, Taken::clock) / clock,
        processor,
        median(peer, Taken::processor),
        median(peer, Taken::processor) / processor);
  }

  private static void answer(Predictor predictor, Table rows) {
    PredictionColumns.usual(predictor.manifest()).of(predictor.predict(rows));
  }

  private interface Work {
    void run() throws OrtException;
  }

  /** Milliseconds of the clock, and of the processor in all threads of this process. */
  private record Taken(double clock, double processor) {}

  private static Taken taken(int times, Work work) throws OrtException {
    long used = processor();
    long start = System.nanoTime();
    for (int i = 0; i < times; i++) {
      work.run();
    }
    double each = 1e6 * times;
    return new Taken((System.nanoTime() - start) / each, (processor() - used) / each);
  }

  private static long processor() {
    var system =
        (com.sun.management.OperatingSystemMXBean) ManagementFactory.getOperatingSystemMXBean();
    return system.getProcessCpuTime();
  }

  private static double median(Taken[] turns, ToDoubleFunction<Taken> of) {
    double[] sorted = Arrays.stream(turns).mapToDouble(of).sorted().toArray();
    return sorted[sorted.length / 2];
  }
}
