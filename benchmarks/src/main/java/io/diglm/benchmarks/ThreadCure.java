package io.diglm.benchmarks;

import io.diglm.distribution.Seeds;
import io.diglm.flow.Flow;
import io.diglm.flow.Flows;
import io.diglm.flow.Mode;
import io.diglm.torch.NativeScope;
import io.diglm.torch.ParameterStore;
import io.diglm.torch.Tensors;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import org.bytedeco.openblas.global.openblas;
import org.bytedeco.pytorch.global.torch;
import org.bytedeco.pytorch.global.torch.ScalarType;

/**
 * Times forward and backward of one batch under several thread settings, in turn: the engine's own
 * (threads of libtorch and of OpenBLAS both at the number of cores) against ours (one thread each,
 * rows split over Java threads).
 */
public final class ThreadCure {
  private static final int DIMENSION = 8;
  private static final int ROUNDS = 3;

  private final int batch;
  private final int cores;
  private final List<Part> parts = new ArrayList<>();

  private record Part(Flow flow, ParameterStore store, float[] rows) {}

  /** Who works: Java threads, and the threads that libtorch and OpenBLAS may use in each. */
  private record Setting(int java, int torch, int blas, double[] milliseconds) {
    Setting(int java, int torch, int blas) {
      this(java, torch, blas, new double[ROUNDS]);
    }

    double median() {
      double[] sorted = milliseconds.clone();
      Arrays.sort(sorted);
      return sorted[ROUNDS / 2];
    }
  }

  private ThreadCure(int batch, int cores) {
    this.batch = batch;
    this.cores = cores;
  }

  /** Takes batch sizes as arguments; prints a JSON object a setting and batch size. */
  public static void main(String[] arguments) throws Exception {
    int cores = Runtime.getRuntime().availableProcessors();
    for (String batch : arguments) {
      new ThreadCure(Integer.parseInt(batch), cores).compare();
    }
  }

  private void compare() throws Exception {
    List<Setting> settings =
        List.of(
            new Setting(1, cores, cores),
            new Setting(1, cores, 1),
            new Setting(1, 1, 1),
            new Setting(cores, 1, 1));
    NativeScope.run(this::build);
    for (int round = 0; round < ROUNDS; round++) {
      for (Setting setting : settings) {
        setting.milliseconds[round] = time(setting);
      }
    }
    parts.forEach(part -> part.store.close());
    for (Setting s : settings) {
      System.out.printf(
          Locale.ROOT,
          "{\"batch\": %d, \"java_threads\": %d, \"torch_threads\": %d, \"blas_threads\": %d,"
              + " \"milliseconds\": %.2f}%n",
          batch,
          s.java,
          s.torch,
          s.blas,
          s.median());
    }
  }

  private void build() {
    for (int k = 0; k < cores; k++) {
      ParameterStore own = new ParameterStore(1, ScalarType.Float);
      Flow flow = Flows.build(BenchmarkModels.flow("plain"), DIMENSION, own);
      float[] rows = Seeds.normal(Seeds.stream(1, "rows." + k), batch * DIMENSION, 1);
      parts.add(new Part(flow, own, rows));
    }
  }

  /** Returns the time of a step in milliseconds, of threads that are warm. */
  private double time(Setting setting) throws Exception {
    ExecutorService threads = Executors.newFixedThreadPool(setting.java);
    try {
      step(threads, setting);
      int steps = setting.torch > 1 ? 2 : 10;
      long start = System.nanoTime();
      for (int i = 0; i < steps; i++) {
        step(threads, setting);
      }
      return (System.nanoTime() - start) / 1e6 / steps;
    } finally {
      threads.shutdown();
    }
  }

  private void step(ExecutorService threads, Setting setting) throws Exception {
    List<Callable<Boolean>> slices = new ArrayList<>();
    for (int k = 0; k < setting.java; k++) {
      Part part = parts.get(k);
      slices.add(() -> differentiate(part, batch / setting.java, setting));
    }
    for (var slice : threads.invokeAll(slices)) {
      slice.get();
    }
  }

  private static boolean differentiate(Part part, int rows, Setting setting) {
    return NativeScope.compute(
        () -> {
          // Inside the scope, which has made our own setting on entry.
          torch.set_num_threads(setting.torch);
          openblas.blas_set_num_threads(setting.blas);
          var x = Tensors.of(part.rows, rows, DIMENSION);
          part.flow.density(x, Mode.TRAINING).logDensity().sum().neg().backward();
          return true;
        });
  }
}
