package io.diglm.model;

import com.google.gson.JsonArray;
import com.google.gson.JsonObject;
import io.diglm.distribution.Normal;
import io.diglm.json.Json;
import io.diglm.schema.Feature;
import io.diglm.schema.Grid;
import io.diglm.schema.Level;
import io.diglm.schema.LevelAxis;
import io.diglm.schema.MissingAxis;
import io.diglm.schema.NumberAxis;
import io.diglm.schema.Part;
import io.diglm.schema.Scaling;
import io.diglm.schema.Schema;
import io.diglm.schema.StorageType;
import io.diglm.schema.Target;
import io.diglm.selective.NoveltyScore;
import io.diglm.selective.RejectionRule;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** A model file small enough to read with the eye; its numbers are made up. */
final class TinyModel {
  private TinyModel() {}

  /**
   * Writes the golden file of the current format version anew. Only for a format version that no
   * release has written yet.
   */
  public static void main(String[] arguments) {
    file().save(Path.of(arguments[0]));
  }

  static ModelFile file() {
    return new ModelFile(manifest(), weights());
  }

  static Map<String, TensorData> weights() {
    return Map.of(
        "coupling0.shift.weight",
        TensorData.of(new float[] {0.5f, -1.25f, 0.1f, -0.0f}, 2, 2),
        "actnorm0.initialised",
        TensorData.of(new long[] {1}),
        "head.bias",
        TensorData.of(new double[] {0.1, -1.0 / 3.0}, 2));
  }

  static Manifest manifest() {
    return new Manifest(
        provenance(),
        FlowConfig.ofRows()
            .layers(4)
            .hidden(32)
            .network(FlowConfig.Network.HIGHWAY)
            .activation(FlowConfig.Activation.SILU)
            .norm(FlowConfig.Norm.ACTNORM)
            .frequencies(8)
            .frequencyScale(0.3)
            .bins(0),
        HeadConfig.point(FamilyName.STUDENT_T, Link.IDENTITY, Dispersion.MODELLED, 1, 12.7, 41.3),
        Optional.empty(),
        schema(),
        object(Map.of("density_weight", 0.1)),
        object(Map.of("test", new Metrics(4.7, Double.NaN))),
        new Thresholds(-31.4, new RejectionRule.MinimumDensity(0.5), NoveltyScore.DENSITY, 0, 0),
        new Normal(6.9, 44.9),
        history(),
        List.of("column year is constant: it was left out"),
        List.of(
            new UpdateRecord(
                Instant.parse("2026-11-25T12:00:00Z"), false, 40, "11aa", "december.csv")),
        new GoldenRows(
            new float[][] {{0.1f, -2f}, {1e-30f, 3.25f}},
            new double[][] {{0.1, 0.2, 0.3}, {-1.0 / 3.0, 1e-300, -0.0}},
            new double[] {-2.5, -7.125}),
        Optional.empty(),
        Optional.empty());
  }

  private record Metrics(double nll, double rmse) {}

  private record Epoch(int epoch, double loss) {}

  private static JsonObject object(Map<String, ?> fields) {
    return Json.tree(fields).getAsJsonObject();
  }

  private static JsonArray history() {
    return Json.tree(List.of(new Epoch(1, 5.5))).getAsJsonArray();
  }

  private static Provenance provenance() {
    return new Provenance(
        "0.1.0",
        Instant.parse("2026-11-24T12:00:00Z"),
        "Debian 17.0.17",
        "Linux 6.1",
        "2 cores, amd64",
        7,
        new DataSummary(
            "00ff", List.of("flights.parquet"), new DataSummary.RowCounts(90, 10, 20, 5, 3)));
  }

  private static Schema schema() {
    NumberAxis distance =
        new NumberAxis(
            Part.VALUE,
            0,
            new Grid(80, 1),
            new Scaling(1e3, 0.1, true, -1.0 / 3.0, 1.5),
            Optional.empty());
    LevelAxis carrier =
        new LevelAxis(Part.VALUE, List.of(new Level("AA", 60), new Level("Ünïted", 29)), 1, 1);
    return new Schema(
        List.of(
            new Feature("distance", StorageType.INTEGER, List.of(distance, new MissingAxis(0.25))),
            new Feature("carrier", StorageType.TEXT, List.of(carrier))),
        new Target("arr_delay", StorageType.DECIMAL, List.of()));
  }
}
