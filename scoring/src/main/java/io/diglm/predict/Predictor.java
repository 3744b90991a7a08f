package io.diglm.predict;

import io.diglm.density.CellDensity;
import io.diglm.distribution.Bounds;
import io.diglm.model.FlowConfig;
import io.diglm.model.GoldenAnswers;
import io.diglm.model.HeadConfig;
import io.diglm.model.Manifest;
import io.diglm.model.ModelFile;
import io.diglm.model.SavedDensity;
import io.diglm.model.TensorData;
import io.diglm.model.Thresholds;
import io.diglm.model.UnusableFileException;
import io.diglm.network.ImageSupport;
import io.diglm.network.RowScorer;
import io.diglm.network.Scorer;
import io.diglm.network.ScorerProvider;
import io.diglm.schema.BoundTable;
import io.diglm.schema.Encoded;
import io.diglm.schema.Encoder;
import io.diglm.schema.Schema;
import io.diglm.schema.Table;
import io.diglm.schema.TableColumn;
import io.diglm.schema.UnknownLevels;
import io.diglm.selective.Calibration;
import io.diglm.selective.Conformity;
import io.diglm.selective.DensityEvaluation;
import io.diglm.selective.Evaluation;
import io.diglm.selective.Evaluator;
import io.diglm.selective.NoveltyScore;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.ServiceLoader;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/**
 * A fitted model, which gives both answers for rows. It takes and returns plain Java values and is
 * safe to share between threads.
 */
public final class Predictor implements AutoCloseable {
  /** The number of rows whose predictions are in memory at once during an evaluation. */
  private static final int EVALUATED = 1 << 16;

  private final ModelFile file;
  private final Encoder encoder;
  private final Scorer scorer;
  private final Optional<CellDensity> density;
  private final TargetModel target;
  private final Optional<NoveltyReference> reference;
  private final Judge judge;
  private final InUse use = new InUse();

  private Predictor(ModelFile file, Scorer scorer, Optional<CellDensity> density) {
    this.file = file;
    this.scorer = scorer;
    this.density = density;
    target = TargetModel.of(file);
    encoder = new Encoder(file.manifest().schema());
    reference = NoveltyReference.of(file);
    judge = new Judge(file.manifest(), target, reference, encoder.dimension());
  }

  /**
   * Opens a model file and checks it by its golden rows.
   *
   * @throws io.diglm.model.UnusableFileException if the file is damaged, asks for more memory than
   *     there is, or does not give the answers that it gave when it was saved
   */
  public static Predictor load(Path path) {
    return open(ModelFile.load(path), path.toString());
  }

  /**
   * Opens a model in memory. Error messages call it {@code source}.
   *
   * @throws io.diglm.model.UnusableFileException as {@link #load}
   */
  public static Predictor open(ModelFile file, String source) {
    RowScorer.requireKernels(); // a setting of the user, not a fault of the model
    Manifest manifest = file.manifest();
    manifest.schema().image().ifPresent(shape -> provider());
    try {
      GoldenCheck.requireWidths(manifest);
      GoldenCheck.requireNumbers(file.weights());
      Scorer scorer = scorer(manifest.flow(), manifest.head(), manifest.schema(), file.weights());
      return checked(file, source, scorer);
    } catch (RuntimeException | OutOfMemoryError e) {
      throw unusable(source, e);
    }
  }

  private static Predictor checked(ModelFile file, String source, Scorer scorer) {
    try {
      GoldenCheck.require(source, file.manifest().golden(), scorer);
      Optional<CellDensity> density = file.manifest().density().map(d -> density(file, d, source));
      Predictor predictor = new Predictor(file, scorer, density);
      file.manifest().answers().ifPresent(a -> AnswerCheck.require(source, a, predictor));
      return predictor;
    } catch (RuntimeException | OutOfMemoryError e) {
      scorer.close();
      throw e;
    }
  }

  private static CellDensity density(ModelFile file, SavedDensity saved, String source) {
    CellDensity density = CellDensity.of(file.manifest().schema(), saved.shape(), file.weights());
    GoldenCheck.require(source, saved, density);
    return density;
  }

  /** Every failure while opening a file is reported as a fault of that file, with its name. */
  private static UnusableFileException unusable(String source, Throwable e) {
    if (e instanceof UnusableFileException told
        && String.valueOf(e.getMessage()).startsWith(source)) {
      return told;
    }
    String reason =
        e instanceof OutOfMemoryError
            ? "it asks for more memory than Java may take (-Xmx)"
            : Objects.requireNonNullElse(e.getMessage(), e.getClass().getSimpleName());
    return new UnusableFileException(source + " cannot be used: " + reason, e);
  }

  /**
   * Returns the network of a model: of rows in plain Java, of images on their engine.
   *
   * @param weights its tensors, and whatever else a model file has
   * @throws IllegalStateException if rows are images and the class path has nothing that scores
   *     them
   */
  public static Scorer scorer(
      FlowConfig flow, HeadConfig head, Schema schema, Map<String, TensorData> weights) {
    Map<String, TensorData> own = network(weights);
    return schema
        .image()
        .map(shape -> provider().open(flow, head, shape, own))
        .orElseGet(() -> RowScorer.of(flow, head, schema.dimension(), own));
  }

  /** Returns only the network of a model of rows, without the parts that judge its answers. */
  public static RowScorer rowScorer(ModelFile file) {
    Manifest manifest = file.manifest();
    return RowScorer.of(
        manifest.flow(), manifest.head(), manifest.schema().dimension(), network(file.weights()));
  }

  private static ScorerProvider provider() {
    return ImageSupport.required(
        loader -> ServiceLoader.load(ScorerProvider.class, loader).findFirst());
  }

  /**
   * Returns only the tensors of the network: those of the posterior, of novelty and of the density
   * of cells are left out.
   */
  public static Map<String, TensorData> network(Map<String, TensorData> weights) {
    return weights.entrySet().stream()
        .filter(tensor -> !tensor.getKey().startsWith(CoefficientPosterior.PREFIX))
        .filter(tensor -> !tensor.getKey().startsWith(NoveltyReference.PREFIX))
        .filter(tensor -> !tensor.getKey().startsWith(CellDensity.PREFIX))
        .collect(Collectors.toMap(Map.Entry::getKey, Map.Entry::getValue));
  }

  /** Returns the manifest of the model file. */
  public Manifest manifest() {
    return file.manifest();
  }

  /** Returns the model file of this model. */
  public ModelFile file() {
    return file;
  }

  /** Predicts every row, in order. Large tables use all cores. */
  public List<Prediction> predict(Table table) {
    return grouped(table, use.during(() -> predictions(table)));
  }

  private List<Prediction> predictions(Table table) {
    BoundTable bound = encoder.bind(table);
    int batch = encoder.batch();
    return IntStream.range(0, (table.rows() + batch - 1) / batch)
        .parallel()
        .mapToObj(i -> predict(bound, i * batch))
        .flatMap(List::stream)
        .toList();
  }

  private List<Prediction> predict(BoundTable bound, int from) {
    int to = Math.min(bound.rows(), from + encoder.batch());
    Encoded encoded = encoded(bound, from, to);
    boolean volumes = file.manifest().thresholds().novelty() == NoveltyScore.VOLUMES;
    return judge.answers(encoded.v(), run(encoded, to - from, volumes), bound, from);
  }

  /** Names the group of each row, where intervals are calibrated by groups. */
  private List<Prediction> grouped(Table table, List<Prediction> predictions) {
    Optional<TableColumn> cells =
        file.manifest()
            .thresholds()
            .intervals()
            .filter(how -> !how.groups().isEmpty())
            .flatMap(how -> table.find(how.column()));
    if (cells.isEmpty()) {
      return predictions;
    }
    List<Prediction> grouped = new ArrayList<>(predictions.size());
    for (int row = 0; row < predictions.size(); row++) {
      grouped.add(
          predictions.get(row) instanceof Prediction.Answer answer
              ? answer.withGroup(cells.get().text(row).orElse(""))
              : predictions.get(row));
    }
    return grouped;
  }

  /**
   * Predicts one row, given as a map from column name to value. A column without an entry is
   * missing. The notes of the answer name the levels that no training row had.
   *
   * @param row numbers, texts and booleans
   */
  public Prediction predict(Map<String, ?> row) {
    Schema schema = file.manifest().schema();
    Table table = SingleRow.table(schema, row);
    Prediction prediction = predict(table).get(0);
    return prediction instanceof Prediction.Answer answer
        ? answer.withNotes(UnknownLevels.of(schema, table))
        : prediction;
  }

  /**
   * Returns the raw numbers from which predictions are made. Rows without the column of offsets
   * have an offset of 0.
   */
  public Scores score(Table table) {
    return use.during(() -> scores(table));
  }

  private Scores scores(Table table) {
    BoundTable bound = encoder.bind(file.manifest().schema().completed(table));
    int rows = table.rows();
    int dimension = encoder.dimension();
    int predictors = file.manifest().head().predictors();
    float[] latent = new float[rows * dimension];
    double[] eta = new double[rows * predictors];
    double[] logDensity = new double[rows];
    for (int from = 0; from < rows; from += encoder.batch()) {
      int n = Math.min(rows - from, encoder.batch());
      Scores part = run(encoded(bound, from, from + n), n, false);
      System.arraycopy(part.latent(), 0, latent, from * dimension, n * dimension);
      System.arraycopy(part.eta(), 0, eta, from * predictors, n * predictors);
      System.arraycopy(part.logDensity(), 0, logDensity, from, n);
    }
    return new Scores(latent, eta, logDensity, new double[0], bound.problems());
  }

  /**
   * Measures the model on rows with targets.
   *
   * @throws IllegalArgumentException if the model has no target, if its column is absent, or if no
   *     row has a value of it
   */
  public Evaluation evaluate(Table table) {
    file.manifest().schema().requireTarget();
    Evaluator evaluator = new Evaluator(file.manifest().marginal());
    evaluate(table, evaluator);
    return evaluator.evaluation();
  }

  /**
   * Measures log p(x) of rows. They need no target.
   *
   * @throws IllegalArgumentException if no row has a density
   */
  public DensityEvaluation evaluateDensity(Table table) {
    Evaluator evaluator = new Evaluator(file.manifest().marginal());
    double[] weights = file.manifest().schema().weights(table);
    List<Prediction> predictions = predict(table);
    for (int row = 0; row < weights.length; row++) {
      if (predictions.get(row) instanceof Prediction.Answer answer) {
        evaluator.addUnlabelled(answer.logDensity(), answer.rejected(), weights[row]);
      }
    }
    return evaluator.density();
  }

  /**
   * Adds rows to an evaluation, by their weights if the model has a column of weights. Rows that
   * cannot be read are left out.
   */
  public void evaluate(Table table, Evaluator evaluator) {
    evaluate(table, evaluator, file.manifest().schema().weights(table));
  }

  /**
   * Adds rows to an evaluation by other weights than the model's.
   *
   * @param weights (N), finite and at least 0
   */
  public void evaluate(Table table, Evaluator evaluator, double[] weights) {
    for (int from = 0; from < table.rows(); from += EVALUATED) {
      int to = Math.min(table.rows(), from + EVALUATED);
      add(table.slice(from, to), evaluator, Arrays.copyOfRange(weights, from, to));
    }
  }

  private void add(Table table, Evaluator evaluator, double[] weights) {
    double[] targets = file.manifest().schema().targets(table).values();
    List<Prediction> predictions = predict(table);
    for (int row = 0; row < targets.length; row++) {
      if (predictions.get(row) instanceof Prediction.Answer answer) {
        if (Double.isNaN(targets[row])) {
          evaluator.addUnlabelled(answer.logDensity(), answer.rejected(), weights[row]);
        } else {
          evaluator.add(
              answer.logDensity(), answer.rejected(), answer.own(), targets[row], weights[row]);
        }
      }
    }
  }

  /**
   * Returns the model together with the tensors that are needed to measure novelty, by every score
   * that it supports.
   *
   * @param train training rows; at most 8,000 rows, or 4,000 images, are used, picked evenly
   * @param others ordinary rows that the density has not seen
   * @param heldOut those of them that p(y|x) has not seen either; they calibrate intervals
   * @throws IllegalArgumentException if no row of a table can be read
   */
  public ModelFile calibrated(Table train, Table others, Table heldOut) {
    Schema schema = file.manifest().schema();
    Table some = train.evenly(NoveltyReference.looked(schema));
    double[] classes = schema.classes().isEmpty() ? new double[0] : schema.targets(some).values();
    List<Evidence> calibration = evidence(others);
    Map<String, TensorData> weights = new HashMap<>(file.weights());
    weights.putAll(NoveltyLearning.learn(file.manifest(), evidence(some), classes, calibration));
    double[] y = schema.targets(heldOut).values();
    double[] conformity =
        Arrays.stream(y).allMatch(Double::isNaN)
            ? new double[0]
            : evidence(heldOut).stream()
                .filter(row -> !Double.isNaN(y[row.index()]))
                .mapToDouble(row -> Conformity.score(row.own(), y[row.index()]))
                .toArray();
    if (conformity.length > 0) {
      double[] scores = Calibration.of(conformity).kept();
      weights.put(NoveltyReference.CONFORMITY, TensorData.of(scores, scores.length));
    }
    Thresholds thresholds =
        file.manifest().thresholds().withCalibrated(calibration.size(), conformity.length);
    return new ModelFile(file.manifest().withThresholds(thresholds), weights);
  }

  /**
   * Returns how novel each row is, by every score that the model supports (N each); NaN if the row
   * has no density.
   *
   * @throws IllegalArgumentException if the model was saved without a calibration
   */
  public Map<NoveltyScore, double[]> novelty(Table table) {
    NoveltyReference known = reference();
    List<Evidence> rows = evidence(table);
    Map<NoveltyScore, double[]> all = new EnumMap<>(NoveltyScore.class);
    for (NoveltyScore score : known.calibrated()) {
      double[] novelty = new double[table.rows()];
      Arrays.fill(novelty, Double.NaN);
      rows.parallelStream().forEach(row -> novelty[row.index()] = known.score(score, row));
      all.put(score, novelty);
    }
    return all;
  }

  /**
   * Returns the model with rows of a table and its answers to them, to which loading holds it. Rows
   * of images are not kept, nor rows that have no density.
   */
  public ModelFile withAnswers(Table rows) {
    if (file.manifest().schema().image().isPresent()) {
      return file;
    }
    Schema schema = file.manifest().schema();
    List<TableColumn> columns =
        schema.inputs().stream().map(input -> rows.column(input.name())).toList();
    Table known = new Table(rows.source(), columns, rows.rows());
    double least = file.manifest().thresholds().leastDensity();
    GoldenAnswers answers = AnswerCheck.record(this, known, least);
    return new ModelFile(file.manifest().withAnswers(answers), file.weights());
  }

  /**
   * Returns the calibration of intervals and label sets of p(y|x).
   *
   * @throws IllegalArgumentException if no calibration row had a target, or if p(y|x) has been
   *     updated since then then then
   */
  public Conformity conformity() {
    return knownConformity()
        .orElseThrow(
            () ->
                new IllegalArgumentException(
                    file.manifest().updates().isEmpty()
                        ? "model must have a calibration by rows with a target, got none (fit"
                            + " again)"
                        : "model must have its intervals calibrated, got one that was updated since"
                            + " (fit again)"));
  }

  Optional<Conformity> knownConformity() {
    return IntervalLearning.read(file);
  }

  Optional<NoveltyReference> knownNovelty() {
    return reference;
  }

  NoveltyReference reference() {
    return reference.orElseThrow(
        () ->
            new IllegalArgumentException(
                "model must have a calibration to tell novelty, got none (fit again)"));
  }

  /** Returns the density of cells, where log p(x) is that. */
  Optional<CellDensity> density() {
    return density;
  }

  /** Returns the encoder of this model's rows. */
  Encoder encoder() {
    return encoder;
  }

  /**
   * Returns a line for each kind of artificial row, such as noise, that log p(x) takes for
   * ordinary.
   *
   * @param ordinary ordinary rows that did not train
   */
  public List<String> doubts(Table ordinary) {
    return Probes.doubts(this, ordinary);
  }

  /** Draws rows from p(x) and, if the model has a target, their targets from p(y|x). */
  public Table sample(int rows, long seed) {
    return use.during(() -> sampling().draw(rows, seed));
  }

  /**
   * Draws rows that look more like the training rows if p(x) was learned with a small lambda. z is
   * not drawn from p_z but, class by class, from a normal distribution about the mean features of
   * the training rows, with their standard deviations about it. Then x = f^-1(z), and y is drawn
   * from p(y|x). These rows do not follow p(x).
   *
   * @throws IllegalArgumentException if the model was saved without a calibration
   */
  public Table sampleTypical(int rows, long seed) {
    return use.during(() -> sampling().drawTypical(rows, seed, reference().classes()));
  }

  private Sampling sampling() {
    return new Sampling(file.manifest(), encoder, scorer, density, target);
  }

  /**
   * Returns the rows that have these features, without targets: x = f^-1(z).
   *
   * @param latent z (N, D) row-major
   */
  public Table decode(float[] latent) {
    if (latent.length == 0 || latent.length % encoder.dimension() != 0) {
      throw new IllegalArgumentException(
          "features must be %d numbers a row, got %d"
              .formatted(encoder.dimension(), latent.length));
    }
    int rows = latent.length / encoder.dimension();
    float[] v = use.during(() -> sampling().encoded(latent, rows));
    return encoder.decode(v, rows);
  }

  /** Encodes rows, and reads their cells if the density is one of cells. */
  private Encoded encoded(BoundTable bound, int from, int to) {
    Encoded encoded = encoder.encode(bound, from, to);
    return density.isPresent() ? encoded.withCells(encoder.cells(bound, from, to)) : encoded;
  }

  private Scores run(Encoded encoded, int rows, boolean blocks) {
    float[] latent = new float[rows * encoder.dimension()];
    double[] eta = new double[rows * file.manifest().head().predictors()];
    double[] logDensity = new double[rows];
    double[] volumes = new double[blocks ? rows * scorer.blocks() : 0];
    // The density of the flow uses the row unchanged. With a density of cells, the row is bounded
    // for the answers.
    float[] v = density.isPresent() ? encoder.bounded(encoded.v()) : encoded.v();
    scorer.score(v, rows, latent, eta, logDensity, volumes);
    target.refine(latent, eta);
    HeadConfig head = file.manifest().head();
    for (int row = 0; row < encoded.offsets().length; row++) {
      head.addOffset(eta, row * head.predictors(), encoded.offsets()[row]);
    }
    for (int row = 0; row < rows; row++) {
      logDensity[row] += encoded.logDet()[row];
    }
    double[] reported = density.map(d -> d.logDensity(encoded.cells())).orElse(logDensity);
    Arrays.setAll(reported, row -> Bounds.logDensity(reported[row]));
    return new Scores(latent, eta, reported, volumes, List.of());
  }

  /**
   * The evidence of the rows that can be read and have a density.
   *
   * @throws IllegalArgumentException if there is none
   */
  List<Evidence> evidence(Table table) {
    List<Evidence> found = evidenceIfAny(table);
    if (found.isEmpty()) {
      throw new IllegalArgumentException(
          "rows must include one that can be read, got none of " + table.rows());
    }
    return found;
  }

  /** What is found of the rows that can be read and have a density, possibly none. */
  List<Evidence> evidenceIfAny(Table table) {
    return use.during(() -> found(table));
  }

  private List<Evidence> found(Table table) {
    BoundTable bound = encoder.bind(file.manifest().schema().completed(table));
    Set<Integer> without = new HashSet<>();
    bound.problems().stream()
        .filter(problem -> !problem.hasDensity())
        .forEach(problem -> without.add(problem.row()));
    List<Evidence> found = new ArrayList<>();
    for (int from = 0; from < table.rows(); from += encoder.batch()) {
      Encoded encoded = encoded(bound, from, Math.min(table.rows(), from + encoder.batch()));
      Scores scores = run(encoded, encoded.logDet().length, true);
      for (int row = 0; row < encoded.logDet().length; row++) {
        double logDensity = scores.logDensity()[row];
        if (!without.contains(from + row) && !Double.isNaN(logDensity)) {
          found.add(
              judge.evidence(encoded.v(), scores, row, logDensity, table.images(), from + row));
        }
      }
    }
    return found;
  }

  /** Waits for the calls under way. Later calls throw an {@link IllegalStateException}. */
  @Override
  public void close() {
    use.end(scorer::close);
  }
}
