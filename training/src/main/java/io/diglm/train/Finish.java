package io.diglm.train;

import com.google.gson.JsonObject;
import io.diglm.density.CellDensity;
import io.diglm.distribution.Distribution;
import io.diglm.distribution.NormalMixture;
import io.diglm.distribution.Rounded;
import io.diglm.distribution.Unknown;
import io.diglm.json.Json;
import io.diglm.model.DataSummary;
import io.diglm.model.FamilyName;
import io.diglm.model.FlowConfig;
import io.diglm.model.GoldenRows;
import io.diglm.model.HeadConfig;
import io.diglm.model.Manifest;
import io.diglm.model.ModelFile;
import io.diglm.model.Provenance;
import io.diglm.model.SavedDensity;
import io.diglm.model.TensorData;
import io.diglm.model.Thresholds;
import io.diglm.network.Scorer;
import io.diglm.predict.GoldenCheck;
import io.diglm.predict.NoveltyReference;
import io.diglm.predict.Predictor;
import io.diglm.schema.Noise;
import io.diglm.schema.Schema;
import io.diglm.schema.Table;
import io.diglm.selective.DensityEvaluation;
import io.diglm.selective.Evaluation;
import io.diglm.selective.Evaluator;
import io.diglm.selective.MarginalAnswer;
import io.diglm.selective.RejectionRule;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** What follows training: thresholds, golden rows, measures, and the model file with them all. */
final class Finish {
  private static final int GOLDEN_ROWS = 5;

  private final FitConfig config;
  private final Table table;
  private final RowSplit rows;
  private final NoveltyRows novelty;
  private final Schema schema;
  private final List<String> warnings;

  Finish(
      FitConfig config,
      Table table,
      RowSplit rows,
      NoveltyRows novelty,
      Schema schema,
      List<String> warnings) {
    this.config = config;
    this.table = table;
    this.rows = rows;
    this.novelty = novelty;
    this.schema = schema;
    this.warnings = warnings;
  }

  FitResult result(
      TrainingData data,
      HeadConfig head,
      FlowConfig flow,
      Optional<CellDensity> density,
      Map<String, TensorData> weights,
      List<EpochRecord> history,
      boolean stopped) {
    try (Scorer scorer = Predictor.scorer(flow, head, schema, weights)) {
      LogDensities densities = new LogDensities(scorer, data, head, density);
      double[] train = densities.of(rows.train());
      double[] validation = densities.of(rows.validation());
      Manifest manifest =
          new Manifest(
              provenance(data),
              flow,
              head,
              density.map(d -> saved(d, data)),
              schema,
              Json.object(config),
              new JsonObject(),
              new Thresholds(
                  Arrays.stream(train).min().orElse(Double.NaN),
                  new RejectionRule.MinimumDensity(config.rejection().slack()),
                  NoveltyReference.usual(),
                  0,
                  0),
              marginal(data, head),
              Json.tree(history).getAsJsonArray(),
              warnings,
              List.of(),
              golden(scorer, data, head));
      Map<String, TensorData> all = new HashMap<>(weights);
      density.map(CellDensity::tensors).ifPresent(all::putAll);
      ModelFile bare = new ModelFile(manifest, all);
      return measured(calibrated(bare), train, validation, history, stopped);
    }
  }

  private ModelFile calibrated(ModelFile bare) {
    try (Predictor predictor = Predictor.open(bare, "the fitted model")) {
      ModelFile file =
          predictor.calibrated(
              table.take(novelty.known()),
              table.take(novelty.calibration()),
              table.take(rows.validation()));
      return config.rejection().falseAlarms().isPresent()
          ? file.withRejection(
              new RejectionRule.FalseAlarms(config.rejection().falseAlarms().getAsDouble()))
          : file;
    }
  }

  private FitResult measured(
      ModelFile unmeasured,
      double[] train,
      double[] validation,
      List<EpochRecord> history,
      boolean stopped) {
    JsonObject metrics = new JsonObject();
    Optional<Evaluation> test;
    Optional<DensityEvaluation> density;
    List<String> doubts;
    try (Predictor predictor = Predictor.open(unmeasured, "the fitted model")) {
      Evaluator validated = evaluated(predictor, rows.validation());
      record("validation", validated, metrics);
      Evaluator tested = evaluated(predictor, rows.test());
      record("test", tested, metrics);
      test = evaluation(tested);
      density = density(tested);
      // Without a weight nothing was to be learned of it.
      doubts =
          config.density().weight() == 0
              ? List.of()
              : predictor.doubts(table.take(rows.validation()));
    }
    ModelFile model =
        new ModelFile(
            unmeasured.manifest().withMetrics(metrics).withWarnings(doubts), unmeasured.weights());
    return new FitResult(
        model,
        Predictor.open(model, "the fitted model"),
        table,
        rows.train(),
        rows.validation(),
        rows.test(),
        train,
        validation,
        density,
        test,
        history,
        stopped);
  }

  private Evaluator evaluated(Predictor predictor, int[] which) {
    Evaluator evaluator = new Evaluator(predictor.manifest().marginal());
    predictor.evaluate(table.take(which), evaluator);
    return evaluator;
  }

  private static void record(String set, Evaluator evaluator, JsonObject metrics) {
    evaluation(evaluator)
        .map(Json::object)
        .or(() -> density(evaluator).map(Json::object))
        .ifPresent(measures -> metrics.add(set, measures));
  }

  private static Optional<Evaluation> evaluation(Evaluator evaluator) {
    return evaluator.labelled() && evaluator.dense()
        ? Optional.of(evaluator.evaluation())
        : Optional.empty();
  }

  private static Optional<DensityEvaluation> density(Evaluator evaluator) {
    return evaluator.dense() ? Optional.of(evaluator.density()) : Optional.empty();
  }

  private Provenance provenance(TrainingData data) {
    long unlabelled =
        Arrays.stream(rows.train()).filter(row -> Double.isNaN(data.targets()[row])).count();
    DataSummary.RowCounts counts =
        new DataSummary.RowCounts(
            rows.train().length,
            rows.validation().length,
            rows.test().length,
            unlabelled,
            rows.dropped());
    DataSummary summary = new DataSummary(Fingerprint.of(table), List.of(table.source()), counts);
    return Provenance.here(
        Instant.now().truncatedTo(ChronoUnit.SECONDS), config.run().seed(), summary);
  }

  private Distribution marginal(TrainingData data, HeadConfig head) {
    if (schema.target().isEmpty()) {
      return new Unknown();
    }
    double[] y =
        Arrays.stream(rows.train())
            .mapToDouble(row -> data.targets()[row])
            .filter(value -> !Double.isNaN(value))
            .toArray();
    if (!schema.classes().isEmpty()) {
      long[] counts = new long[schema.classes().size()];
      Arrays.stream(y).forEach(value -> counts[(int) value]++);
      return MarginalAnswer.ofClasses(counts);
    }
    boolean counts =
        head.family() == FamilyName.POISSON || head.family() == FamilyName.NEGATIVE_BINOMIAL;
    if (counts) {
      return MarginalAnswer.ofCounts(y);
    }
    NormalMixture numbers = MarginalAnswer.ofNumbers(y);
    return head.family() == FamilyName.ROUNDED ? new Rounded(numbers) : numbers;
  }

  private SavedDensity saved(CellDensity density, TrainingData data) {
    int count = Math.min(GOLDEN_ROWS, rows.validation().length);
    int width = data.dimension();
    double[] cells = data.encoder().cells(data.table(), rows.validation(), 0, count);
    double[][] byRow = new double[count][];
    Arrays.setAll(byRow, row -> Arrays.copyOfRange(cells, row * width, (row + 1) * width));
    return new SavedDensity(density.config(), byRow, density.logDensity(cells));
  }

  private GoldenRows golden(Scorer scorer, TrainingData data, HeadConfig head) {
    int count = Math.min(GOLDEN_ROWS, rows.validation().length);
    float[] v = new float[count * data.dimension()];
    data.encoder()
        .encode(data.table(), rows.validation(), 0, count, Noise.midpoint(), v, new double[count]);
    float[][] encoded = new float[count][];
    Arrays.setAll(
        encoded,
        row -> Arrays.copyOfRange(v, row * data.dimension(), (row + 1) * data.dimension()));
    return GoldenCheck.record(scorer, encoded, head.predictors());
  }
}
