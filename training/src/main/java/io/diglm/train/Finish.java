package io.diglm.train;

import com.google.gson.JsonObject;
import io.diglm.density.CellDensity;
import io.diglm.json.Json;
import io.diglm.model.DataSummary;
import io.diglm.model.HeadConfig;
import io.diglm.model.Manifest;
import io.diglm.model.ModelFile;
import io.diglm.model.Provenance;
import io.diglm.model.SavedDensity;
import io.diglm.model.SavedMember;
import io.diglm.model.Thresholds;
import io.diglm.network.Scorer;
import io.diglm.novelty.PossibleScores;
import io.diglm.predict.Networks;
import io.diglm.predict.Predictor;
import io.diglm.schema.Schema;
import io.diglm.schema.Table;
import io.diglm.selective.DensityEvaluation;
import io.diglm.selective.Evaluation;
import io.diglm.selective.Evaluator;
import io.diglm.selective.RejectionRule;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;

/** What follows training: thresholds, golden rows, measures, and the model file with them all. */
final class Finish {
  private final FitConfig config;
  private final Table table;
  private final RowSplit rows;
  private final NoveltyRows novelty;
  private final TrainingData data;
  private final Schema schema;
  private final List<String> warnings;
  private final FitListener listener;
  private final TimeLimit limit;
  private final Optional<Cluster> cluster;
  private final Instant created;
  private final List<String> late = new ArrayList<>();

  Finish(
      FitConfig config,
      Prepared prepared,
      FitListener listener,
      TimeLimit limit,
      Optional<Cluster> cluster,
      Instant created) {
    this.config = config;
    this.table = prepared.table();
    this.rows = prepared.rows();
    this.novelty = prepared.novelty();
    this.data = prepared.data();
    this.schema = prepared.schema();
    this.warnings = prepared.warnings();
    this.listener = listener;
    this.limit = limit;
    this.cluster = cluster;
    this.created = created.truncatedTo(ChronoUnit.SECONDS);
  }

  /**
   * Makes the model.
   *
   * @param members its networks, at least one
   */
  FitResult result(HeadConfig head, Optional<CellDensity> density, List<Trained> members) {
    List<Scorer> scorers = new ArrayList<>();
    try {
      for (Trained member : members) {
        scorers.add(Networks.scorer(member.flow(), head, schema, member.weights()));
      }
      LogDensities densities = new LogDensities(scorers, data, head, density);
      listener.stage("measuring log p(x)");
      double[] train = densities(densities, "training", rows.train());
      double[] validation = densities(densities, "validation", rows.validation());
      List<SavedMember> saved =
          SavedNetworks.of(members, scorers, data, head, !config.data().moreTargets().isEmpty());
      Manifest manifest =
          new Manifest(
              provenance(),
              members.get(0).flow(),
              head,
              density.map(d -> saved(d)),
              schema,
              Json.object(config),
              new JsonObject(),
              new Thresholds(
                  Arrays.stream(train).min().orElse(Double.NaN),
                  new RejectionRule.MinimumDensity(config.rejection().slack()),
                  PossibleScores.usual(schema, density.isPresent()),
                  0,
                  0),
              FittedMarginal.of(head, data, rows.train(), schema),
              saved.get(0).history(),
              warnings,
              List.of(),
              saved.get(0).golden(),
              Optional.empty(),
              Optional.of(saved.subList(1, saved.size())));
      ModelFile sampled = new ModelFile(manifest, SavedNetworks.tensors(members, density));
      ModelFile bare = cluster.map(c -> amongAll(sampled, c)).orElse(sampled);
      return measured(calibrated(bare), train, validation, members);
    } finally {
      scorers.forEach(Scorer::close);
    }
  }

  /** The least log p(x) of all rows of a cluster, not of a sample alone. */
  private static ModelFile amongAll(ModelFile sampled, Cluster cluster) {
    Thresholds thresholds = sampled.manifest().thresholds();
    double least = Math.min(thresholds.leastDensity(), cluster.leastLogDensity(sampled));
    return new ModelFile(
        sampled
            .manifest()
            .withThresholds(
                new Thresholds(least, thresholds.rejection(), thresholds.novelty(), 0, 0)),
        sampled.weights());
  }

  private double[] densities(LogDensities densities, String what, int[] which) {
    List<double[]> parts = new ArrayList<>();
    Portions portions = new Portions(config.run().seed(), limit.part(0.15));
    int done = portions.work(which, part -> parts.add(densities.of(part)));
    note(done, which.length, what, "give log p(x)");
    return parts.stream().flatMapToDouble(Arrays::stream).toArray();
  }

  /** Says what there was no time for. */
  private void note(int done, int of, String what, String verb) {
    if (done < of) {
      late.add("%d of %d %s rows %s: the time limit was near".formatted(done, of, what, verb));
    }
  }

  private ModelFile calibrated(ModelFile bare) {
    listener.stage("calibrating novelty");
    try (Predictor predictor = Predictor.open(bare, "the fitted model")) {
      int most =
          IntStream.of(
                  Math.min(novelty.known().length, PossibleScores.looked(schema)),
                  novelty.calibration().length,
                  rows.validation().length)
              .max()
              .orElse(1);
      double rate = config.rejection().falseAlarms().orElse(NoveltyRows.COMMON_RATE);
      int least = (int) new RejectionRule.FalseAlarms(rate).rows();
      int affordable =
          Portions.affordable(most, least, limit.part(0.6), n -> calibrated(predictor, n));
      note(affordable, novelty.calibration().length, "calibration", "calibrate novelty");
      ModelFile file = grouped(calibrated(predictor, affordable), affordable);
      return config.rejection().falseAlarms().isPresent()
          ? file.withRejection(
              new RejectionRule.FalseAlarms(config.rejection().falseAlarms().getAsDouble()))
          : file;
    }
  }

  /** Calibrates the intervals by groups too, if that is wanted. */
  private ModelFile grouped(ModelFile file, int most) {
    return config
        .rejection()
        .coverageBy()
        .map(
            column ->
                GroupedIntervals.of(
                    file, table.take(Portions.evenly(rows.validation(), most)), column, late))
        .orElse(file);
  }

  /** Calibrates by at most so many rows of each kind. */
  private ModelFile calibrated(Predictor predictor, int most) {
    return predictor.calibrated(
        table.take(Portions.evenly(novelty.known(), most)),
        table.take(Portions.evenly(novelty.calibration(), most)),
        table.take(Portions.evenly(rows.validation(), most)));
  }

  private FitResult measured(
      ModelFile unmeasured, double[] train, double[] validation, List<Trained> members) {
    JsonObject metrics = new JsonObject();
    Optional<Evaluation> test;
    Optional<DensityEvaluation> density;
    List<String> doubts = new ArrayList<>();
    listener.stage("measuring answers");
    try (Predictor predictor = Predictor.open(unmeasured, "the fitted model")) {
      Evaluator validated = evaluated(predictor, "validation", rows.validation());
      record("validation", validated, metrics);
      Evaluator tested = evaluated(predictor, "test", rows.test());
      record("test", tested, metrics);
      test = evaluation(tested);
      density = density(tested);
      // Without a weight nothing was to be learned of it.
      if (config.density().weight() != 0 && limit.over()) {
        late.add("made-up rows were not tried: the time limit was over");
      } else if (config.density().weight() != 0) {
        doubts.addAll(predictor.doubts(table.take(rows.validation())));
      }
    }
    doubts.addAll(late);
    ModelFile bare =
        new ModelFile(
            unmeasured.manifest().withMetrics(metrics).withWarnings(doubts), unmeasured.weights());
    ModelFile model;
    try (Predictor predictor = Predictor.open(bare, "the fitted model")) {
      model = predictor.withAnswers(table.take(GoldenPick.of(table, schema, rows, train)));
    }
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
        members.get(0).history(),
        members.stream().anyMatch(Trained::stopped));
  }

  private Evaluator evaluated(Predictor predictor, String what, int[] which) {
    Evaluator evaluator = predictor.evaluator();
    int done =
        new Portions(config.run().seed(), limit.part(0.3))
            .work(which, part -> predictor.evaluate(table.take(part), evaluator));
    note(done, which.length, what, "measure the answers");
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

  private Provenance provenance() {
    long unlabelled =
        Arrays.stream(rows.train()).filter(row -> Double.isNaN(data.targets()[row])).count();
    DataSummary.RowCounts here =
        new DataSummary.RowCounts(
            rows.train().length,
            rows.validation().length,
            rows.test().length,
            unlabelled,
            rows.dropped());
    DataSummary.RowCounts counts =
        cluster
            .map(Cluster::totals)
            .map(
                all ->
                    new DataSummary.RowCounts(
                        all.train(), rows.validation().length, 0, all.unlabelled(), all.dropped()))
            .orElse(here);
    DataSummary summary = new DataSummary(Fingerprint.of(table), List.of(table.source()), counts);
    return Provenance.here(created, config.run().seed(), summary);
  }

  private SavedDensity saved(CellDensity density) {
    int count = SavedNetworks.goldenRows(data);
    int width = data.dimension();
    double[] cells = data.encoder().cells(data.table(), rows.validation(), 0, count);
    double[][] byRow = new double[count][];
    Arrays.setAll(byRow, row -> Arrays.copyOfRange(cells, row * width, (row + 1) * width));
    return new SavedDensity(density.config(), byRow, density.logDensity(cells));
  }
}
