package io.diglm.predict;

import io.diglm.model.JointModel;
import io.diglm.model.ModelFile;
import io.diglm.model.TensorData;
import io.diglm.model.Thresholds;
import io.diglm.novelty.NoveltyReference;
import io.diglm.novelty.NoveltyTensors;
import io.diglm.schema.BoundTable;
import io.diglm.schema.Encoder;
import io.diglm.schema.Table;
import io.diglm.selective.NoveltyScore;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.stream.IntStream;

/**
 * A fitted model of several targets. Each target has an ordinary {@link Predictor}, for all that
 * concerns one target. {@link #predict} answers all targets, and a row goes through the flow once.
 * It is safe to share between threads.
 *
 * <pre>{@code
 * try (JointPredictor joint = JointPredictor.load(Path.of("storms.diglm"))) {
 *   Map<String, List<Prediction>> answers = joint.predict(table);
 *   Evaluation evaluation = joint.target("wind").evaluate(table);
 * }
 * }</pre>
 */
public final class JointPredictor implements AutoCloseable {
  /** Scores that do not ask what the row's answer is. */
  private static final Set<NoveltyScore> OF_ROWS =
      EnumSet.of(
          NoveltyScore.DENSITY,
          NoveltyScore.TYPICALITY,
          NoveltyScore.NEIGHBOURS,
          NoveltyScore.OUTLYING,
          NoveltyScore.COMBINED,
          NoveltyScore.CELLS);

  private final JointModel model;
  private final List<Predictor> predictors;

  /** Whether a row is as novel for a target as for the first. */
  private final List<Boolean> sharing;

  private JointPredictor(JointModel model, List<Predictor> predictors) {
    this.model = model;
    this.predictors = List.copyOf(predictors);
    sharing = predictors.stream().map(this::sharesNovelty).toList();
  }

  /**
   * Opens a model file of any number of targets, and checks it as {@link Predictor#load} does.
   *
   * @param path of the file
   * @return the open model
   * @throws io.diglm.model.UnusableFileException as {@link Predictor#load}
   */
  public static JointPredictor load(Path path) {
    return open(JointModel.load(path), path.toString());
  }

  /**
   * Opens a model in memory. Error messages call it {@code source}.
   *
   * @param model of all targets
   * @param source its name in error messages
   * @return the open model
   * @throws io.diglm.model.UnusableFileException as {@link Predictor#load}
   */
  public static JointPredictor open(JointModel model, String source) {
    List<Predictor> open = new ArrayList<>();
    try {
      for (ModelFile own : model.models()) {
        open.add(
            open.isEmpty() ? Opening.open(own, source) : Opening.beside(open.get(0), own, source));
      }
      return new JointPredictor(model, open);
    } catch (RuntimeException | OutOfMemoryError e) {
      open.forEach(Predictor::close);
      throw e;
    }
  }

  /** {@return the models of all targets} */
  public JointModel model() {
    return model;
  }

  /** {@return the names of the targets in the order of the fit} */
  public List<String> targets() {
    return model.targets();
  }

  /**
   * {@return the model of one target, which is closed with this}
   *
   * @param name of the target
   * @throws IllegalArgumentException if there is none of this name
   */
  public Predictor target(String name) {
    model.target(name); // which says if there is none
    return predictors.get(targets().indexOf(name));
  }

  /** {@return the models of all targets, in order; that of p(x) alone if there is no target} */
  public List<Predictor> predictors() {
    return predictors;
  }

  /** {@return the model of the first target, whose log p(x) is that of all} */
  public Predictor first() {
    return predictors.get(0);
  }

  /**
   * Predicts every row for every target, in order. Large tables use all cores. The name of the
   * target of a model of p(x) alone is empty.
   *
   * @param table of rows
   * @return predictions of each target by its name
   */
  public Map<String, List<Prediction>> predict(Table table) {
    return first().during(() -> predictions(table));
  }

  private Map<String, List<Prediction>> predictions(Table table) {
    Encoder encoder = first().encoder();
    BoundTable bound = encoder.bind(table);
    int batch = encoder.batch();
    List<List<List<Prediction>>> parts =
        IntStream.range(0, (table.rows() + batch - 1) / batch)
            .parallel()
            .mapToObj(i -> predict(bound, i * batch, Math.min(bound.rows(), (i + 1) * batch)))
            .toList();
    Map<String, List<Prediction>> answers = new LinkedHashMap<>();
    for (int k = 0; k < predictors.size(); k++) {
      int target = k;
      List<Prediction> own = parts.stream().flatMap(part -> part.get(target).stream()).toList();
      String name = targets().isEmpty() ? "" : targets().get(k);
      answers.put(name, predictors.get(k).judge().grouped(table, own));
    }
    return answers;
  }

  /** Returns the answers to some rows by target. */
  private List<List<Prediction>> predict(BoundTable bound, int from, int to) {
    boolean volumes =
        predictors.stream()
            .anyMatch(p -> p.manifest().thresholds().novelty() == NoveltyScore.VOLUMES);
    Pass.Batch batch = first().pass().over(bound, from, to, volumes);
    List<List<Prediction>> answers = new ArrayList<>();
    answers.add(first().judge().answers(batch, bound, from));
    for (int k = 1; k < predictors.size(); k++) {
      Predictor other = predictors.get(k);
      Scores scores = other.ensemble().score(batch.scores());
      List<Prediction> known = sharing.get(k) ? answers.get(0) : List.of();
      answers.add(other.judge().answers(new Pass.Batch(batch.v(), scores), bound, from, known));
    }
    return answers;
  }

  /** Returns whether a row is as novel for another target as for the first. */
  private boolean sharesNovelty(Predictor other) {
    ModelFile own = first().file();
    Thresholds thresholds = own.manifest().thresholds();
    Thresholds others = other.manifest().thresholds();
    String calibration = NoveltyTensors.CALIBRATION + NoveltyReference.name(thresholds.novelty());
    return thresholds.novelty() == others.novelty()
        && OF_ROWS.contains(thresholds.novelty())
        && thresholds.calibrated() == others.calibrated()
        && List.of(
                NoveltyTensors.DENSITIES,
                NoveltyTensors.DISTANCES,
                NoveltyTensors.ROWS,
                NoveltyTensors.CELLS,
                calibration)
            .stream()
            .allMatch(name -> same(own.weights(), other.file().weights(), name));
  }

  private static boolean same(
      Map<String, TensorData> some, Map<String, TensorData> others, String name) {
    return Objects.equals(some.get(name), others.get(name));
  }

  /** {@return whether a row that one target's model refuses is refused by all} */
  public boolean judgesAlike() {
    Thresholds own = first().manifest().thresholds();
    // Not compared with itself: Java takes ten milliseconds to make the first equals of a record.
    return !sharing.contains(false)
        && !Double.isNaN(own.leastDensity())
        && own.risk().isEmpty()
        && predictors.stream()
            .skip(1)
            .map(predictor -> predictor.manifest().thresholds())
            .allMatch(
                others ->
                    own.rejection().equals(others.rejection())
                        && own.leastDensity() == others.leastDensity()
                        && others.risk().isEmpty());
  }

  @Override
  public void close() {
    predictors.forEach(Predictor::close);
  }
}
