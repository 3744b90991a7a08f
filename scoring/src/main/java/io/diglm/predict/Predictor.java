package io.diglm.predict;

import io.diglm.distribution.Distribution;
import io.diglm.model.Manifest;
import io.diglm.model.ModelFile;
import io.diglm.model.UnusableFileException;
import io.diglm.schema.BoundTable;
import io.diglm.schema.Encoded;
import io.diglm.schema.Encoder;
import io.diglm.schema.RowProblem;
import io.diglm.schema.Table;
import io.diglm.selective.Evaluation;
import io.diglm.selective.Evaluator;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.ServiceLoader;
import java.util.stream.IntStream;

/**
 * A fitted model: rows in, both answers out. Plain Java in, plain Java out; safe to share between
 * threads.
 */
public final class Predictor implements AutoCloseable {
  /** Rows whose predictions are in memory at once while measuring. */
  private static final int EVALUATED = 1 << 16;

  private final ModelFile file;
  private final Encoder encoder;
  private final Scorer scorer;
  private final TargetModel target;

  private Predictor(ModelFile file, Scorer scorer) {
    this.file = file;
    this.scorer = scorer;
    target = TargetModel.of(file);
    encoder = new Encoder(file.manifest().schema());
  }

  /**
   * Opens a model file and holds it to its golden rows.
   *
   * @throws io.diglm.model.UnusableFileException if it is damaged, or answers otherwise than when
   *     it was saved
   */
  public static Predictor load(Path path) {
    return open(ModelFile.load(path), path.toString());
  }

  /** Opens a model in memory; {@code source} is what error messages call it. */
  public static Predictor open(ModelFile file, String source) {
    Scorer scorer = scorer(file, source);
    try {
      GoldenCheck.require(source, file.manifest().golden(), scorer);
      return new Predictor(file, scorer);
    } catch (RuntimeException e) {
      scorer.close();
      throw e;
    }
  }

  private static Scorer scorer(ModelFile file, String source) {
    try {
      return provider().open(file);
    } catch (IllegalArgumentException | UnusableFileException e) {
      throw new UnusableFileException(source + " cannot be used: " + e.getMessage(), e);
    }
  }

  private static ScorerProvider provider() {
    return ServiceLoader.load(ScorerProvider.class)
        .findFirst()
        .orElseThrow(
            () ->
                new IllegalStateException(
                    "the class path must hold a scorer, got none (add diglm-training)"));
  }

  /** Returns what the model file says beside the weights. */
  public Manifest manifest() {
    return file.manifest();
  }

  /** Returns what is written to disk. */
  public ModelFile file() {
    return file;
  }

  /** Predicts every row, in order; large tables on all cores. */
  public List<Prediction> predict(Table table) {
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
    return answers(run(encoder.encode(bound, from, to), to - from), bound.problems(), from);
  }

  /**
   * Predicts one row of values by column; a column that is not named is missing.
   *
   * @param row numbers, texts and booleans
   */
  public Prediction predict(Map<String, ?> row) {
    return predict(SingleRow.table(file.manifest().schema(), row)).get(0);
  }

  /** Returns the raw numbers behind the predictions. */
  public Scores score(Table table) {
    BoundTable bound = encoder.bind(table);
    int rows = table.rows();
    int dimension = encoder.dimension();
    int predictors = file.manifest().head().predictors();
    float[] latent = new float[rows * dimension];
    double[] eta = new double[rows * predictors];
    double[] logDensity = new double[rows];
    for (int from = 0; from < rows; from += encoder.batch()) {
      int n = Math.min(rows - from, encoder.batch());
      Scores part = run(encoder.encode(bound, from, from + n), n);
      System.arraycopy(part.latent(), 0, latent, from * dimension, n * dimension);
      System.arraycopy(part.eta(), 0, eta, from * predictors, n * predictors);
      System.arraycopy(part.logDensity(), 0, logDensity, from, n);
    }
    return new Scores(latent, eta, logDensity, bound.problems());
  }

  /**
   * Measures the model on rows with targets.
   *
   * @throws IllegalArgumentException if the target's column is not there, or no row has a target
   */
  public Evaluation evaluate(Table table) {
    Evaluator evaluator = new Evaluator(file.manifest().marginal());
    evaluate(table, evaluator);
    return evaluator.evaluation();
  }

  /** Adds rows to an evaluation; rows that cannot be read are left out. */
  public void evaluate(Table table, Evaluator evaluator) {
    for (int from = 0; from < table.rows(); from += EVALUATED) {
      add(table.slice(from, Math.min(table.rows(), from + EVALUATED)), evaluator);
    }
  }

  private void add(Table table, Evaluator evaluator) {
    double[] targets = file.manifest().schema().target().read(table).values();
    List<Prediction> predictions = predict(table);
    for (int row = 0; row < targets.length; row++) {
      if (predictions.get(row) instanceof Prediction.Answer answer) {
        if (Double.isNaN(targets[row])) {
          evaluator.addUnlabelled(answer.logDensity(), answer.rejected());
        } else {
          evaluator.add(answer.logDensity(), answer.rejected(), answer.own(), targets[row]);
        }
      }
    }
  }

  /** Draws rows from p(x) and their targets from p(y|x). */
  public Table sample(int rows, long seed) {
    return new Sampling(file.manifest(), encoder, scorer, target).draw(rows, seed);
  }

  /**
   * Returns the rows, without targets, of which these are the features: x = f^-1(z).
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
    float[] v = new Sampling(file.manifest(), encoder, scorer, target).encoded(latent, rows);
    return encoder.decode(v, rows);
  }

  private Scores run(Encoded encoded, int rows) {
    float[] latent = new float[rows * encoder.dimension()];
    double[] eta = new double[rows * file.manifest().head().predictors()];
    double[] logDensity = new double[rows];
    scorer.score(encoded.v(), rows, latent, eta, logDensity);
    target.refine(latent, eta);
    for (int row = 0; row < rows; row++) {
      logDensity[row] += encoded.logDet()[row];
    }
    return new Scores(latent, eta, logDensity, List.of());
  }

  private List<Prediction> answers(Scores scores, List<RowProblem> problems, int from) {
    List<Prediction> answers = new ArrayList<>();
    int next = firstAtLeast(problems, from);
    for (int row = 0; row < scores.logDensity().length; row++) {
      Optional<RowProblem> problem = Optional.empty();
      if (next < problems.size() && problems.get(next).row() == from + row) {
        problem = Optional.of(problems.get(next++));
      }
      answers.add(answer(scores, row, problem));
    }
    return answers;
  }

  private static int firstAtLeast(List<RowProblem> problems, int row) {
    int low = 0;
    int high = problems.size();
    while (low < high) {
      int middle = (low + high) >>> 1;
      if (problems.get(middle).row() < row) {
        low = middle + 1;
      } else {
        high = middle;
      }
    }
    return low;
  }

  private Prediction answer(Scores scores, int row, Optional<RowProblem> problem) {
    if (problem.isPresent() && problem.get().kind() == RowProblem.Kind.ERROR) {
      return new Prediction.Failure(problem.get().text());
    }
    Manifest manifest = file.manifest();
    // A row that lacks what no training row lacked was encoded by a guess: it has no density.
    double logDensity = problem.isPresent() ? Double.NaN : scores.logDensity()[row];
    int offset = row * manifest.head().predictors();
    if (!finite(scores.eta(), offset, manifest.head().predictors())) {
      return new Prediction.Failure("the network's answer must be finite, got other numbers");
    }
    Optional<Predictive> predictive = target.predictive(scores.latent(), scores.eta(), row);
    Distribution own =
        predictive
            .map(Predictive::distribution)
            .orElseGet(() -> manifest.head().distribution(scores.eta(), offset));
    var thresholds = manifest.thresholds();
    boolean sparse = thresholds.rejection().rejects(logDensity);
    boolean rejected = sparse || problem.isPresent();
    String reason =
        problem
            .map(RowProblem::text)
            .orElse(sparse ? Reasons.sparse(logDensity, thresholds.rejection()) : "");
    return new Prediction.Answer(
        own,
        rejected ? manifest.marginal() : own,
        logDensity,
        thresholds.validation().pValue(logDensity),
        rejected,
        reason,
        predictive.map(Predictive::uncertainty));
  }

  private static boolean finite(double[] eta, int offset, int count) {
    for (int p = offset; p < offset + count; p++) {
      if (!Double.isFinite(eta[p])) {
        return false;
      }
    }
    return true;
  }

  @Override
  public void close() {
    scorer.close();
  }
}
