package io.diglm.spark;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.diglm.glm.Evidence;
import io.diglm.glm.GaussianPosterior;
import io.diglm.glm.NormalEquations;
import io.diglm.glm.PosteriorMode;
import io.diglm.glm.SeenRows;
import io.diglm.glm.WorkingRows;
import io.diglm.model.Bayes;
import io.diglm.model.FamilyName;
import io.diglm.model.ModelFile;
import io.diglm.network.Scorer;
import io.diglm.posterior.CoefficientPosterior;
import io.diglm.predict.Networks;
import io.diglm.schema.BoundTable;
import io.diglm.schema.Encoder;
import io.diglm.schema.Noise;
import io.diglm.schema.Table;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.functions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * The posterior of the coefficients, summed on the executors, beside that of all rows in one place.
 */
@ExtendWith(LocalSpark.class)
final class ClusterPosteriorTest {
  private static final long SEED = 3;

  /** Of few rows a tenth is held out. */
  private static final double HELD_OUT_SHARE = 0.1;

  private static final String[] FEATURES = {"month", "distance", "carrier", "time_hour"};

  private static DiglmRegressor regressor() {
    return new DiglmRegressor()
        .setLabelCol("arr_delay")
        .setFeaturesCols(FEATURES)
        .setFamily("gaussian")
        .setBayes("conjugate")
        .setTrainOn("cluster")
        .setEpochs(2)
        .setThreads(1)
        .setSeed(SEED);
  }

  private static DiglmClassifier classifier(String bayes) {
    return new DiglmClassifier()
        .setLabelCol("late")
        .setFeaturesCols(FEATURES)
        .setBayes(bayes)
        .setTrainOn("cluster")
        .setEpochs(2)
        .setThreads(1)
        .setSeed(SEED);
  }

  private static Dataset<Row> late(Dataset<Row> flights) {
    return flights.withColumn("late", functions.expr("arr_delay > 0"));
  }

  /** The training rows of all partitions in one table: each partition draws which it holds out. */
  private static Table trained(Dataset<Row> frame, String label, int... sizes) {
    FrameColumns columns = FrameColumns.of(frame.schema());
    Stream<String> names = Stream.concat(Arrays.stream(FEATURES), Stream.of(label));
    Picked picked = Picked.of(frame, names.map(columns::column).toList());
    RowBuffer buffer = new RowBuffer(picked.columns());
    RowDraw draw = new RowDraw(SEED);
    List<Row> rows = picked.rows().collectAsList();
    int at = 0;
    for (int part = 0; part < sizes.length; part++) {
      for (int i = 0; i < sizes[part]; i++, at++) {
        if (draw.of(part, i) >= HELD_OUT_SHARE) {
          buffer.append(rows.get(at));
        }
      }
    }
    assertEquals(rows.size(), at);
    return buffer.build();
  }

  private static PosteriorMode.Pass pass(ModelFile model, WorkingRows working, Table table) {
    Encoder encoder = new Encoder(model.manifest().schema());
    BoundTable bound = encoder.bind(table);
    int n = table.rows();
    int[] rows = IntStream.range(0, n).toArray();
    float[] v = encoder.encode(bound, rows, 0, n, Noise.midpoint()).v();
    double[] eta = new double[n * model.manifest().head().predictors()];
    float[] latent = new float[v.length];
    try (Scorer scorer = Networks.rowScorer(model)) {
      scorer.score(v, n, latent, eta, new double[n]);
    }
    double[] y = model.manifest().schema().targets(table).values();
    return (about, point) -> working.sums(SeenRows.alike(latent, eta, y), about, point);
  }

  private static GaussianPosterior stored(ModelFile model) {
    return GaussianPosterior.of(
        tensor(model, CoefficientPosterior.PRIOR)[0],
        tensor(model, CoefficientPosterior.GRAM),
        tensor(model, CoefficientPosterior.MOMENT));
  }

  private static double[] tensor(ModelFile model, String name) {
    return Objects.requireNonNull(model.weights().get(name), name).doubles();
  }

  /** Compares with the largest number. */
  private static void assertNear(double[] expected, double[] got, double tolerance, String what) {
    double largest = Arrays.stream(expected).map(Math::abs).max().orElse(0);
    assertArrayEquals(expected, got, tolerance * largest, what);
  }

  private static void assertExact(ModelFile model, Table table) {
    WorkingRows working =
        new WorkingRows(model.manifest().head(), model.manifest().schema().dimension());
    NormalEquations none = new NormalEquations(working.predictors(), working.width());
    PosteriorMode.Pass pass = pass(model, working, table);
    NormalEquations sums = pass.sums(Evidence.START.posterior(none), new double[0]);
    GaussianPosterior expected =
        Evidence.START.improved(sums, working.commonNoise(), 100).posterior(sums);
    GaussianPosterior got = stored(model);
    assertNear(expected.gram(), got.gram(), 1e-9, "gram");
    assertNear(expected.moment(), got.moment(), 1e-9, "moment");
    assertNear(expected.mean(), got.mean(), 1e-9, "mean");
    assertNear(expected.root(), got.root(), 1e-9, "root");
    assertEquals(expected.prior(), got.prior(), 1e-9 * expected.prior());
  }

  @ParameterizedTest
  @CsvSource({"400, 350, 300, 150", "0, 700, 0, 1", "1000, 2, 0, 1"})
  void theSumsOfPartitionsAreThoseOfAllRows(
      int a, int b, int c, int d, SparkSession spark, @TempDir Path folder) throws IOException {
    int[] sizes = {a, b, c, d};
    Dataset<Row> flights = Fitted.parts(spark, sizes);
    ModelFile model = Fitted.file(regressor().fit(flights), folder);
    assertEquals(Bayes.CONJUGATE, model.manifest().head().bayes());
    assertExact(model, trained(flights, "arr_delay", sizes));
  }

  /** At a mode, one more Newton step from it over all rows in one place stays there. */
  @ParameterizedTest
  @CsvSource({"bound", "laplace"})
  void theModeOfPartitionsIsThatOfAllRows(String bayes, SparkSession spark, @TempDir Path folder)
      throws IOException {
    int[] sizes = {400, 300, 0, 400};
    Dataset<Row> flights =
        Fitted.parts(spark, sizes).where("arr_delay is not null or arr_delay is null");
    ModelFile model = Fitted.file(classifier(bayes).fit(late(flights)), folder);
    assertEquals(FamilyName.BERNOULLI, model.manifest().head().family());
    WorkingRows working =
        new WorkingRows(model.manifest().head(), model.manifest().schema().dimension());
    GaussianPosterior mode = stored(model);
    NormalEquations none = new NormalEquations(working.predictors(), working.width());
    NormalEquations sums =
        pass(model, working, trained(late(flights), "late", sizes)).sums(mode, mode.mean());
    GaussianPosterior next = new Evidence(mode.prior(), 1).posterior(none).updated(sums, 1);
    assertTrue(mode.distance(next.mean()) < 1e-6, "moves by " + mode.distance(next.mean()));
    assertNear(next.gram(), mode.gram(), 1e-6, "gram");
  }

  @Test
  void theSamePartitionsGiveTheSamePosterior(SparkSession spark, @TempDir Path folder)
      throws IOException {
    Dataset<Row> flights = Fitted.parts(spark, 300, 200, 100, 250, 150);
    DiglmModel first = regressor().fit(flights);
    Fitted.assertSame(first, regressor().fit(flights), folder);
  }

  @Test
  void aSavedModelKnowsWhatItDoesNotKnow(SparkSession spark, @TempDir Path folder)
      throws IOException {
    Dataset<Row> flights = Fitted.parts(spark, 500, 300, 400);
    DiglmModel model = regressor().setBayes("auto").fit(flights);
    String place = folder.resolve("saved").toUri().toString();
    model.write().save(place);
    DiglmModel loaded = DiglmModel.load(place);
    String[] asked = {"prediction", "detailedPrediction"};
    List<Row> rows = model.transform(flights).select(asked[0], asked[1]).collectAsList();
    assertEquals(rows, loaded.transform(flights).select(asked[0], asked[1]).collectAsList());
    for (Row row : rows) {
      Row detail = row.getAs("detailedPrediction");
      double noise = detail.<Double>getAs("sdNoise");
      double ignorance = detail.<Double>getAs("sdModel");
      assertTrue(noise > 0 && ignorance > 0, row.toString());
      assertFalse(Double.isNaN(row.<Double>getAs("prediction")));
    }
  }
}
