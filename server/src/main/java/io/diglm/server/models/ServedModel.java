package io.diglm.server.models;

import io.diglm.model.Manifest;
import io.diglm.predict.Drift;
import io.diglm.predict.Explanations;
import io.diglm.predict.Prediction;
import io.diglm.predict.PredictionColumns;
import io.diglm.predict.Predictor;
import io.diglm.schema.Table;
import io.diglm.schema.TableColumn;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;

/**
 * A loaded model. Whoever uses it holds it meanwhile, so that one which is replaced is closed by
 * whoever lets it go last.
 */
public final class ServedModel implements AutoCloseable {
  private final String name;
  private final String version;
  private final Predictor predictor;
  private final Instant loaded;
  private final PredictionColumns usual;
  private final Traffic traffic;
  private final AtomicInteger holders = new AtomicInteger(1);
  private volatile @Nullable Explanations explanations;

  ServedModel(String name, String version, Predictor predictor, Instant loaded) {
    this.name = name;
    this.version = version;
    this.predictor = predictor;
    this.loaded = loaded;
    usual = AnswerOptions.USUAL.columns(predictor);
    traffic = new Traffic(predictor);
  }

  /** Returns the name by which it is asked for. */
  public String name() {
    return name;
  }

  /** Returns its version. */
  public String version() {
    return version;
  }

  /** Returns when it was loaded. */
  public Instant loaded() {
    return loaded;
  }

  /** Returns what it says of itself. */
  public Manifest manifest() {
    return predictor.manifest();
  }

  /** Returns the model. */
  public Predictor predictor() {
    return predictor;
  }

  /** Returns what is said of each row, without explanations. */
  public PredictionColumns columns(AnswerOptions options) {
    return options.usual() ? usual : options.columns(predictor);
  }

  /**
   * Answers rows.
   *
   * @param failed rows that could not be read, and why
   */
  public Answered answer(Table table, Map<Integer, String> failed, AnswerOptions options) {
    Answered answered = tried(table, failed, options);
    traffic.add(table, answered.predictions());
    return answered;
  }

  /** Answers rows that are not counted. */
  public Answered tried(Table table, Map<Integer, String> failed, AnswerOptions options) {
    PredictionColumns columns = columns(options);
    List<Prediction> predictions = predictor.predict(table);
    if (!failed.isEmpty()) {
      predictions = new ArrayList<>(predictions);
      for (Map.Entry<Integer, String> row : failed.entrySet()) {
        predictions.set(row.getKey(), new Prediction.Failure(row.getValue()));
      }
    }
    List<TableColumn> all = new ArrayList<>(columns.of(predictions));
    if (options.explain()) {
      all.addAll(explanations().columns(table));
    }
    return new Answered(predictions, all);
  }

  /** Returns what came to it. */
  public Traffic traffic() {
    return traffic;
  }

  /**
   * Returns what {@code diglm drift} says of the rows that came.
   *
   * @throws IllegalArgumentException if they are fewer than two
   */
  public Drift drift(Traffic.Span span) {
    return traffic.drift(predictor, span);
  }

  /** Explaining takes a pass over the kept training rows, once. */
  public Explanations explanations() {
    Explanations known = explanations;
    if (known == null) {
      known = Explanations.of(predictor);
      explanations = known;
    }
    return known;
  }

  /** Holds the model; false if it is closed already. */
  boolean hold() {
    for (int now = holders.get(); now > 0; now = holders.get()) {
      if (holders.compareAndSet(now, now + 1)) {
        return true;
      }
    }
    return false;
  }

  /** Lets it go. */
  @Override
  public void close() {
    if (holders.decrementAndGet() == 0) {
      predictor.close();
    }
  }
}
