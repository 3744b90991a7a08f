package io.diglm.benchmarks;

import io.diglm.config.ImageSettings;
import io.diglm.gradient.Precision;
import io.diglm.model.FlowConfig;
import io.diglm.schema.Cells;
import io.diglm.schema.ImageShape;
import io.diglm.schema.Images;
import io.diglm.schema.StorageType;
import io.diglm.schema.Table;
import io.diglm.schema.TableColumn;
import io.diglm.train.Fit;
import io.diglm.train.FitConfig;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.SplittableRandom;
import java.util.stream.IntStream;

/**
 * Times training steps of a Glow on images on request, so that a script can run them in turn with
 * those of a peer.
 *
 * <p>Reads lines {@code step <precision> <threads> <batch> <steps>} and answers each with the
 * median time of a step in milliseconds; {@code memory <memory> <blocks> <batch>} answers by how
 * many KiB the most memory that the process has had rose in three steps of a Glow of so many blocks
 * and what follows them: ask a new process each time. A step is all that {@link Fit} does in one.
 */
public final class GlowSpeed {
  private static final ImageShape SHAPE = new ImageShape(1, 28, 28);
  private static final int ROWS = 4096;

  private final Table table = table();

  /** Takes requests from standard input. */
  public static void main(String[] arguments) throws IOException {
    GlowSpeed speed = new GlowSpeed();
    System.out.println("ready");
    var in = new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8));
    for (String line = in.readLine(); line != null; line = in.readLine()) {
      System.out.println(speed.answer(line.split(" ")));
    }
  }

  private String answer(String... request) {
    if (request[0].equals("memory")) {
      long before = Memory.peakKib();
      ImageSettings.Memory memory =
          ImageSettings.Memory.valueOf(request[1].toUpperCase(Locale.ROOT));
      int batch = Integer.parseInt(request[3]);
      FitConfig one = config(flow(Integer.parseInt(request[2])), 1, batch);
      train(one.images(i -> i.memory(memory)), new StepTimes(3), table.slice(0, 512));
      return Long.toString(Memory.peakKib() - before);
    }
    StepTimes times = new StepTimes(Integer.parseInt(request[4]));
    Precision precision = Precision.valueOf(request[1].toUpperCase(Locale.ROOT));
    int threads = Integer.parseInt(request[2]);
    int batch = Integer.parseInt(request[3]);
    train(config(flow(8), threads, batch).images(i -> i.precision(precision)), times, table);
    return String.format(Locale.ROOT, "%.3f", times.median());
  }

  private static FitConfig config(FlowConfig flow, int threads, int batch) {
    return FitConfig.ofImages("label", SHAPE)
        .flow(flow)
        .images(i -> i.precision(Precision.FLOAT32))
        .run(r -> r.threads(threads))
        .optimiser(o -> o.batchSize(batch).epochs(1000))
        .data(d -> d.test(1));
  }

  private static void train(FitConfig config, StepTimes times, Table table) {
    Fit.of(config).listener(times).run(table).close();
  }

  /** Blocks of actnorm, a 1 x 1 convolution and a coupling whose network is 2-64-64-4 channels. */
  private static FlowConfig flow(int blocks) {
    return FlowConfig.ofRows()
        .architecture(FlowConfig.Architecture.GLOW)
        .layers(blocks)
        .hidden(64)
        .norm(FlowConfig.Norm.ACTNORM)
        .frequencies(0)
        .forImages(1, 1);
  }

  /** Noise under random labels: how long a step takes does not depend on what is learned. */
  private static Table table() {
    SplittableRandom random = new SplittableRandom(1);
    byte[] pixels = new byte[ROWS * SHAPE.size()];
    random.nextBytes(pixels);
    int[] codes = IntStream.range(0, ROWS).map(i -> random.nextInt(10)).toArray();
    List<String> digits = IntStream.range(0, 10).mapToObj(Integer::toString).toList();
    TableColumn label = new TableColumn("label", StorageType.TEXT, new Cells.Texts(codes, digits));
    return new Table("noise", List.of(label), ROWS, Optional.of(new Images(SHAPE, pixels)));
  }
}
