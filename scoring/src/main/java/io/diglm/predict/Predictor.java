package io.diglm.predict;

import io.diglm.density.CellDensity;
import io.diglm.model.Manifest;
import io.diglm.model.ModelFile;
import io.diglm.novelty.Evidence;
import io.diglm.novelty.NoveltyReference;
import io.diglm.schema.BoundTable;
import io.diglm.schema.Encoder;
import io.diglm.schema.Schema;
import io.diglm.schema.Table;
import io.diglm.schema.UnknownLevels;
import io.diglm.selective.Conformity;
import io.diglm.selective.DensityEvaluation;
import io.diglm.selective.Evaluation;
import io.diglm.selective.Evaluator;
import io.diglm.selective.NoveltyScore;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Supplier;
import java.util.stream.IntStream;

/**
 * A fitted model, which gives both answers for rows. It takes and returns plain Java values and is
 * safe to share between threads.
 */
public final class Predictor implements AutoCloseable {
  private final ModelFile file;
  private final Encoder encoder;
  private final Ensemble ensemble;
  private final Optional<CellDensity> density;
  private final Optional<NoveltyReference> reference;
  private final Pass pass;
  private final Judge judge;
  private final InUse use = new InUse();

  Predictor(ModelFile file, Ensemble ensemble, Optional<CellDensity> density) {
    this.file = file;
    this.ensemble = ensemble;
    this.density = density;
    encoder = new Encoder(file.manifest().schema());
    pass = new Pass(file.manifest(), encoder, ensemble, density);
    reference = NoveltyReference.of(file);
    judge = new Judge(file.manifest(), ensemble, reference, encoder.dimension());
  }

  /**
   * Opens a model file and checks it by its golden rows and answers.
   *
   * @param path of the model file
   * @return the model, ready to predict
   * @throws io.diglm.model.UnusableFileException if the file is damaged, asks for more memory than
   *     there is, or does not give the answers that it gave when it was saved
   */
  public static Predictor load(Path path) {
    return open(ModelFile.load(path), path.toString());
  }

  /**
   * Opens a model in memory. Error messages call it {@code source}.
   *
   * @param file the model
   * @param source what error messages call it
   * @return the model, ready to predict
   * @throws io.diglm.model.UnusableFileException as {@link #load}
   */
  public static Predictor open(ModelFile file, String source) {
    return Opening.open(file, source);
  }

  /** {@return the manifest of the model file} */
  public Manifest manifest() {
    return file.manifest();
  }

  /** {@return the model file of this model} */
  public ModelFile file() {
    return file;
  }

  /**
   * Predicts every row, in order. Large tables use all cores.
   *
   * @param table has the model's features, in any order, and possibly other columns
   * @return one prediction for each row
   */
  public List<Prediction> predict(Table table) {
    return judge.grouped(table, use.during(() -> predictions(table)));
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
    boolean volumes = file.manifest().thresholds().novelty() == NoveltyScore.VOLUMES;
    Pass.Batch batch = pass.over(bound, from, to, volumes);
    return judge.answers(batch, bound, from);
  }

  /**
   * Predicts one row, given as a map from column name to value. A column without an entry is
   * missing. The notes of the answer name the levels that no training row had.
   *
   * @param row numbers, texts and booleans
   * @return an answer, or a failure if the row cannot be read
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
   * {@return the raw numbers from which predictions are made} Rows without the column of offsets
   * have an offset of 0.
   *
   * @param table rows to score; they need no target
   */
  public Scores score(Table table) {
    return use.during(() -> pass.over(table));
  }

  /**
   * Measures the model on rows with targets.
   *
   * @param table rows with targets
   * @return the measures of the model on them
   * @throws IllegalArgumentException if the model has no target, if its column is absent, or if no
   *     row has a value of it
   */
  public Evaluation evaluate(Table table) {
    return new Measuring(this).answers(table);
  }

  /**
   * Measures log p(x) of rows. They need no target.
   *
   * @param table rows to measure
   * @return the mean of log p(x), and how many rows are refused
   * @throws IllegalArgumentException if no row has a density
   */
  public DensityEvaluation evaluateDensity(Table table) {
    return new Measuring(this).density(table);
  }

  /** {@return an empty evaluation for targets of the model's kind} */
  public Evaluator evaluator() {
    return new Measuring(this).evaluator();
  }

  /**
   * Adds rows to an evaluation, by their weights if the model has a column of weights. Rows that
   * cannot be read are left out.
   *
   * @param table rows with or without targets
   * @param evaluator to which they are added
   */
  public void evaluate(Table table, Evaluator evaluator) {
    evaluate(table, evaluator, file.manifest().schema().weights(table));
  }

  /**
   * Adds rows to an evaluation by other weights than the model's.
   *
   * @param table N rows with or without targets
   * @param evaluator to which they are added
   * @param weights (N), finite and at least 0
   */
  public void evaluate(Table table, Evaluator evaluator, double[] weights) {
    new Measuring(this).add(table, evaluator, weights);
  }

  /**
   * {@return the model together with the tensors that are needed to measure novelty, by every score
   * that it supports}
   *
   * @param train training rows; at most 8,000 rows, or 4,000 images, are used, picked evenly
   * @param others ordinary rows that the density has not seen
   * @param heldOut those of them that p(y|x) has not seen either; they calibrate intervals
   * @throws IllegalArgumentException if no row of a table can be read
   */
  public ModelFile calibrated(Table train, Table others, Table heldOut) {
    return NoveltyLearning.calibrated(this, train, others, heldOut);
  }

  /**
   * {@return how novel each row is, by every score that the model supports (N each); NaN if the row
   * has no density}
   *
   * @param table N rows; they need no target
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
   * {@return the model with rows of a table and its answers to them, which loading checks} Images
   * are not kept, and neither are rows without a density.
   *
   * @param rows at most a few
   */
  public ModelFile withAnswers(Table rows) {
    return AnswerRecord.recorded(this, rows);
  }

  /**
   * {@return the calibration of intervals and label sets of p(y|x)}
   *
   * @throws IllegalArgumentException if no calibration row had a target, or if p(y|x) has been
   *     updated since
   */
  public Conformity conformity() {
    return knownConformity()
        .orElseThrow(
            () ->
                new IllegalArgumentException(
                    file.manifest().schema().censoring().isPresent()
                        ? "model must be of observed targets to calibrate intervals, got one of"
                            + " censored times (--interval and --quantiles need no calibration)"
                        : file.manifest().updates().isEmpty()
                            ? "model must have a calibration by rows with a target, got none (fit"
                                + " again)"
                            : "model must have its intervals calibrated, got one that was updated"
                                + " since (fit again)"));
  }

  /** Runs a call that needs this to be open. */
  <T> T during(Supplier<T> call) {
    return use.during(call);
  }

  Ensemble ensemble() {
    return ensemble;
  }

  Pass pass() {
    return pass;
  }

  Judge judge() {
    return judge;
  }

  Optional<Conformity> knownConformity() {
    return IntervalLearning.read(file);
  }

  Optional<NoveltyReference> knownNovelty() {
    return reference;
  }

  /**
   * {@return what the model keeps to judge novelty}
   *
   * @throws IllegalArgumentException if the model was saved without a calibration
   */
  public NoveltyReference reference() {
    return reference.orElseThrow(
        () ->
            new IllegalArgumentException(
                "model must have a calibration to tell novelty, got none (fit again)"));
  }

  /** {@return the density of cells, where log p(x) is that} */
  public Optional<CellDensity> density() {
    return density;
  }

  /** {@return the encoder of this model's rows} */
  public Encoder encoder() {
    return encoder;
  }

  /**
   * {@return a line for each kind of artificial row, such as noise, that log p(x) takes for
   * ordinary}
   *
   * @param ordinary ordinary rows that did not train
   */
  public List<String> doubts(Table ordinary) {
    return Probes.doubts(this, ordinary);
  }

  /**
   * Draws rows from p(x) and, if the model has a target, their targets from p(y|x).
   *
   * @param rows how many to draw
   * @param seed the same seed gives the same rows
   * @return the rows, with a column for the target if there is one
   */
  public Table sample(int rows, long seed) {
    return use.during(() -> sampling().draw(rows, seed));
  }

  /**
   * Draws rows that look more like the training rows if p(x) was learned with a small lambda. z is
   * not drawn from p_z but, class by class, from a normal distribution about the mean features of
   * the training rows, with their standard deviations about it. Then x = f^-1(z), and y is drawn
   * from p(y|x). These rows do not follow p(x).
   *
   * @param rows how many to draw
   * @param seed the same seed gives the same rows
   * @return the rows, with a column for the target if there is one
   * @throws IllegalArgumentException if the model was saved without a calibration
   */
  public Table sampleTypical(int rows, long seed) {
    return use.during(() -> sampling().drawTypical(rows, seed, reference().classes()));
  }

  private Sampling sampling() {
    return new Sampling(file.manifest(), encoder, ensemble, density);
  }

  /**
   * {@return the rows that have these features, without targets: x = f^-1(z)}
   *
   * @param latent z (N, D) row-major
   */
  public Table decode(float[] latent) {
    int width = file.manifest().width();
    if (latent.length == 0 || latent.length % width != 0) {
      throw new IllegalArgumentException(
          "features must be %d numbers a row, got %d".formatted(width, latent.length));
    }
    int rows = latent.length / width;
    float[] v = use.during(() -> sampling().encoded(latent, rows));
    return encoder.decode(v, rows);
  }

  /**
   * {@return what the model says of the rows that can be read and have a density}
   *
   * @param table rows to judge
   * @throws IllegalArgumentException if there is none
   */
  public List<Evidence> evidence(Table table) {
    List<Evidence> found = evidenceIfAny(table);
    if (found.isEmpty()) {
      throw new IllegalArgumentException(
          "rows must include one that can be read, got none of " + table.rows());
    }
    return found;
  }

  /**
   * {@return what the model says of the rows that can be read and have a density} There may be
   * none.
   *
   * @param table rows to judge
   */
  public List<Evidence> evidenceIfAny(Table table) {
    return use.during(() -> judge.evidence(pass, table));
  }

  /**
   * As {@link #evidenceIfAny}, for few rows and with the networks checked (see {@link
   * Ensemble#checked}), while it is opened and nobody else has it.
   *
   * @param source what error messages call the model
   */
  List<Evidence> evidenceOfFew(Table table, String source) {
    return judge.evidence(pass.checked(source), table);
  }

  /** Waits for the calls under way. Later calls throw an {@link IllegalStateException}. */
  @Override
  public void close() {
    use.end(ensemble::close);
  }
}
