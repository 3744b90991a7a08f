package io.diglm.onnx;

import ai.onnxruntime.OrtException;
import ai.onnxruntime.OrtSession.SessionOptions.OptLevel;
import io.diglm.distribution.Distribution;
import io.diglm.model.ModelFile;
import io.diglm.predict.Prediction;
import io.diglm.predict.Predictor;
import io.diglm.schema.Table;
import io.diglm.selective.Calibration;
import io.diglm.selective.NoveltyScore;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.TreeMap;

/**
 * Our own scorer's answers to rows against ONNX Runtime's on the graph: the largest difference of
 * each output, relative to the larger of 1 and what ours says. Answers that jump (p-values,
 * verdicts) may differ where ours would for a novelty within the same difference.
 */
final class Parity {
  static final double TOLERANCE = 1e-5;

  /**
   * The novelty of tables counts ranks: between two kept scores that nearly tie it magnifies what
   * rounding leaves of log p(x) and of distances.
   */
  static final double TOLERANCE_OF_RANKS = 5e-5;

  /**
   * Where a network is steep single precision alone moves an answer by more: there the graph may be
   * as far from the same graph in doubles as ours is, within this.
   */
  private static final double ROUNDINGS = 5;

  private static final double MOST_ROUNDING = 1e-2;

  /**
   * Where a row is steep, ours and the graph's distance from the doubles are two draws of one
   * noise. One in eight pairs differs by more than five times. So many rows may, by so much at
   * most; a graph that is wrong is so in more rows.
   */
  private static final int UNLUCKY_ROWS = 3;

  private static final double MOST_BAD_LUCK = 2e-3;

  /** A flow's log-density of rows beyond all, in nats, is a sum of squares of huge floats. */
  private static final double ABSURD = 1e6;

  private static final double TOLERANCE_OF_ABSURD = 1e-4;

  private final Predictor judge;
  private final Ends ends;
  private final Map<String, Double> largest = new TreeMap<>();
  private final List<String> wrong = new ArrayList<>();
  private final Map<Integer, List<String>> unlucky = new TreeMap<>();
  private final Exact exact;
  private int jumped;
  private int rounded;

  private Parity(Predictor judge, Ends ends, Exact exact) {
    this.judge = judge;
    this.ends = ends;
    this.exact = exact;
  }

  /** Writes the model, runs the rows both ways and compares: the graph as it is written. */
  static Parity of(Predictor predictor, Ends ends, Table rows) throws IOException, OrtException {
    return of(predictor, ends, rows, OptLevel.NO_OPT);
  }

  /** The same with a graph that ONNX Runtime has optimised, as it does by default. */
  static Parity ofOptimised(Predictor predictor, Ends ends, Table rows)
      throws IOException, OrtException {
    return of(predictor, ends, rows, OptLevel.ALL_OPT);
  }

  private static Parity of(Predictor predictor, Ends ends, Table rows, OptLevel optimised)
      throws IOException, OrtException {
    Predictor judge = judgedAlike(predictor);
    try (Exact exact = new Exact(predictor, ends, rows);
        GraphSession runtime = session(predictor, ends, false, optimised)) {
      Parity parity = new Parity(judge, ends, exact);
      parity.compare(judge.predict(rows), runtime.run(predictor.manifest().schema(), rows));
      return parity;
    }
  }

  /**
   * The answers of the graph in doubles to single rows, which are asked for where numbers differ.
   */
  private static final class Exact implements AutoCloseable {
    private final Predictor predictor;
    private final Ends ends;
    private final Table rows;
    private final Map<Integer, Map<String, Object>> answers = new HashMap<>();
    private Optional<GraphSession> runtime = Optional.empty();

    Exact(Predictor predictor, Ends ends, Table rows) {
      this.predictor = predictor;
      this.ends = ends;
      this.rows = rows;
    }

    double number(String name, int row, int column) {
      Map<String, Object> own = answers.computeIfAbsent(row, this::run);
      return ((double[][]) Objects.requireNonNull(own.get(name)))[0][column];
    }

    private Map<String, Object> run(int row) {
      try {
        if (runtime.isEmpty()) {
          // ONNX Runtime joins some operators of doubles to one that it has of floats alone.
          runtime = Optional.of(session(predictor, ends, true, OptLevel.NO_OPT));
        }
        return runtime.get().run(predictor.manifest().schema(), rows.slice(row, row + 1));
      } catch (IOException | OrtException e) {
        throw new IllegalStateException(e);
      }
    }

    @Override
    public void close() throws OrtException {
      if (runtime.isPresent()) {
        runtime.get().close();
      }
    }
  }

  private static GraphSession session(
      Predictor predictor, Ends ends, boolean exact, OptLevel optimised)
      throws IOException, OrtException {
    Path graph = Files.createTempFile("diglm", ".onnx");
    try {
      Onnx.write(predictor, ends, exact, graph);
      return new GraphSession(graph, 1, optimised);
    } finally {
      Files.delete(graph);
    }
  }

  /** The model judged by the score that its graph gives. */
  static Predictor judgedAlike(Predictor predictor) {
    ModelFile file = predictor.file();
    Optional<NoveltyScore> score = Novelty.scoreOf(file);
    return score.isEmpty()
        ? predictor
        : Predictor.open(
            new ModelFile(
                file.manifest()
                    .withThresholds(file.manifest().thresholds().withNovelty(score.get())),
                file.weights()),
            "the model");
  }

  /** Returns the largest relative difference by output. */
  Map<String, Double> largest() {
    return largest;
  }

  /** Returns what differs by more than is allowed, and how. */
  List<String> wrong() {
    List<String> all = new ArrayList<>(wrong);
    if (unlucky.size() > UNLUCKY_ROWS) {
      unlucky.values().forEach(all::addAll);
    }
    return all;
  }

  /** Returns how many numbers differed by more, as little as ours from a graph of doubles. */
  int rounded() {
    return rounded;
  }

  /** Returns how many rows had another verdict, at a threshold. */
  int jumped() {
    return jumped;
  }

  void compare(List<Prediction> expected, Map<String, Object> got) {
    for (int row = 0; row < expected.size(); row++) {
      if (expected.get(row) instanceof Prediction.Answer answer) {
        compare(row, answer, got);
      } else {
        String verdict = ((String[][]) Objects.requireNonNull(got.get("verdict")))[row][0];
        if (!verdict.equals("unreadable")) {
          wrong.add("row %d: verdict %s of a row that has an error".formatted(row, verdict));
        }
      }
    }
  }

  private void compare(int row, Prediction.Answer answer, Map<String, Object> got) {
    boolean alike = judged(row, answer, got);
    number(row, "log_density", answer.logDensity(), got);
    if (!alike) {
      jumped++;
      return;
    }
    Distribution given = answer.answer();
    if (got.containsKey("class")) {
      String label = ((String[][]) Objects.requireNonNull(got.get("class")))[row][0];
      double[] probabilities = ((double[][]) Objects.requireNonNull(got.get("probabilities")))[row];
      int k = 0;
      for (Map.Entry<String, Double> entry : answer.probabilities().entrySet()) {
        number(row, "probabilities", k, entry.getValue(), probabilities[k++]);
      }
      String best = answer.label().orElseThrow();
      double gap =
          Objects.requireNonNull(answer.probabilities().get(best))
              - answer.probabilities().getOrDefault(label, 0.0);
      if (gap > TOLERANCE) {
        wrong.add("row %d: class %s, expected %s".formatted(row, label, best));
      }
    }
    if (got.containsKey("mean")) {
      number(row, "mean", given.moments() < 1 ? Double.NaN : given.mean(), got);
      number(row, "sd", given.moments() < 2 ? Double.NaN : given.sd(), got);
    }
    if (got.containsKey("mean")) {
      double[] p = answer.rejected() ? ends.marginal() : ends.own(judge);
      number(row, "lower", given.quantile(p[0]), got);
      number(row, "upper", given.quantile(p[1]), got);
    }
    answer
        .uncertainty()
        .ifPresent(
            parts -> {
              String measure = got.containsKey("class") ? "entropy" : "sd";
              boolean none = answer.own().moments() < 2;
              number(row, measure + "_noise", none ? Double.NaN : parts.noise(), got);
              number(row, measure + "_model", none ? Double.NaN : parts.model(), got);
            });
  }

  /** Whether both came to the same verdict. */
  private boolean judged(int row, Prediction.Answer answer, Map<String, Object> got) {
    boolean rejected = ((boolean[][]) Objects.requireNonNull(got.get("rejected")))[row][0];
    String verdict = ((String[][]) Objects.requireNonNull(got.get("verdict")))[row][0];
    boolean near = false;
    if (got.containsKey("novelty")) {
      number(row, "novelty", answer.novelty(), got);
      double p = ((double[][]) Objects.requireNonNull(got.get("novelty_p_value")))[row][0];
      double novelty = ((double[][]) Objects.requireNonNull(got.get("novelty")))[row][0];
      double allowed = TOLERANCE * Math.max(1, Math.abs(answer.novelty()));
      double room = Math.max(allowed, 2 * Math.abs(novelty - answer.novelty()));
      String score = ModelGraph.lower(judge.manifest().thresholds().novelty());
      double[] kept =
          Objects.requireNonNull(judge.file().weights().get("novelty.calibration." + score))
              .doubles();
      Calibration calibration = new Calibration(judge.manifest().thresholds().calibrated(), kept);
      double most = calibration.pValue(answer.novelty() - room);
      double least = calibration.pValue(answer.novelty() + room);
      if (!(p >= least && p <= most)) {
        wrong.add(
            "row %d: novelty_p_value %s, expected %s".formatted(row, p, answer.noveltyPValue()));
      }
      near = least < most;
    }
    if (rejected != answer.rejected()) {
      boolean edge =
          near
              || Math.abs(answer.logDensity() - judge.manifest().thresholds().tau())
                  < 2e-4 * Math.max(1, Math.abs(answer.logDensity()));
      if (!edge) {
        wrong.add("row %d: %s, expected rejected = %s".formatted(row, verdict, answer.rejected()));
      }
      return false;
    }
    return true;
  }

  private void number(int row, String name, double expected, Map<String, Object> got) {
    double found = ((double[][]) Objects.requireNonNull(got.get(name)))[row][0];
    number(row, name, 0, expected, found);
  }

  private void number(int row, String name, int column, double expected, double got) {
    if (Double.isNaN(expected) || Double.isNaN(got)) {
      if (Double.isNaN(expected) != Double.isNaN(got)) {
        wrong.add("row %d: %s %s, expected %s".formatted(row, name, got, expected));
      }
      return;
    }
    double unit = Math.max(1, Math.abs(expected));
    double difference = expected == got ? 0 : Math.abs(got - expected) / unit;
    largest.merge(name, difference, Math::max);
    NoveltyScore score = judge.manifest().thresholds().novelty();
    boolean ranks =
        name.equals("novelty") && (score == NoveltyScore.COMBINED || score == NoveltyScore.CELLS);
    double usual = ranks ? TOLERANCE_OF_RANKS : TOLERANCE;
    if (difference <= (unit > ABSURD ? TOLERANCE_OF_ABSURD : usual)) {
      return;
    }
    double exactly = exact.number(name, row, column);
    double rounding = Math.abs(expected - exactly) / unit;
    double off = Math.abs(got - exactly) / unit;
    if (off <= TOLERANCE + ROUNDINGS * rounding && rounding <= MOST_ROUNDING) {
      rounded++;
      return;
    }
    String words =
        "row %d: %s %s, expected %s (%.2g; in doubles %s)"
            .formatted(row, name, got, expected, difference, exactly);
    if (off <= MOST_BAD_LUCK && rounding <= MOST_ROUNDING) {
      unlucky.computeIfAbsent(row, r -> new ArrayList<>()).add(words);
    } else {
      wrong.add(words);
    }
  }
}
