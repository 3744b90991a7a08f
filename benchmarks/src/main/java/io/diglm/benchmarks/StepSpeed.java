package io.diglm.benchmarks;

import io.diglm.config.DensitySettings;
import io.diglm.data.TableSource;
import io.diglm.model.Dispersion;
import io.diglm.model.FamilyName;
import io.diglm.schema.Table;
import io.diglm.train.Fit;
import io.diglm.train.FitConfig;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Locale;

/**
 * Times training steps on request, so that a script can run them in turn with those of a peer.
 *
 * <p>Reads lines {@code step <flow> <batch> <steps>} and answers each with the median time of a
 * step in milliseconds; {@code memory <flow> <batch> <step> <step>} answers the resident memory in
 * KiB at those steps of one training. A step is all that {@link Fit} does in one: encoding and
 * dequantising the rows, forward, backward, clipping, AdamW and the average of the weights.
 */
public final class StepSpeed {
  private static final int ROWS = 60_000;
  private static final List<String> COLUMNS =
      List.of(
          "month",
          "day",
          "day_of_week",
          "dep_time",
          "arr_time",
          "air_time",
          "distance",
          "plane_age",
          "arr_delay");

  private final Table table;

  private StepSpeed(Table table) {
    this.table = table;
  }

  /** Takes the path of the flights as its argument and requests from standard input. */
  public static void main(String[] arguments) throws IOException {
    String query = "SELECT * FROM '" + arguments[0] + "' WHERE plane_age + arr_delay IS NOT NULL";
    Table table = TableSource.sql(query + " LIMIT " + ROWS).columns(COLUMNS).read();
    StepSpeed speed = new StepSpeed(table);
    System.out.println("ready");
    var in = new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8));
    for (String line = in.readLine(); line != null; line = in.readLine()) {
      System.out.println(speed.answer(line.split(" ")));
    }
  }

  private String answer(String... request) {
    String flow = request[1];
    int batch = Integer.parseInt(request[2]);
    if (request[0].equals("step")) {
      StepTimes times = new StepTimes(Integer.parseInt(request[3]));
      train(flow, batch, times);
      return String.format(Locale.ROOT, "%.3f", times.median());
    }
    StepTimes times = new StepTimes(1, Long.parseLong(request[3]), Long.parseLong(request[4]));
    train(flow, batch, times);
    return times.residentKib()[0] + " " + times.residentKib()[1];
  }

  private void train(String flow, int batch, StepTimes times) {
    FitConfig config =
        FitConfig.of("arr_delay")
            .flow(BenchmarkModels.flow(flow))
            .head(h -> h.family(FamilyName.GAUSSIAN).dispersion(Dispersion.CONSTANT))
            .density(d -> d.kind(DensitySettings.Kind.FLOW).weight(1))
            .data(d -> d.test(1))
            .optimiser(o -> o.batchSize(batch).epochs(1000).patience(1000));
    Fit.of(config).listener(times).run(table).close();
  }
}
