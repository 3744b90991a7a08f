package io.diglm.server.models;

import io.diglm.drift.Drift;
import io.diglm.explain.Explanations;
import io.diglm.model.Manifest;
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
 * A loaded model. Each user holds it while using it. A replaced model is closed by the last user
 * that releases it.
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

  /** {@return its name} */
  public String name() {
    return name;
  }

  /** {@return its version} */
  public String version() {
    return version;
  }

  /** {@return when it was loaded} */
  public Instant loaded() {
    return loaded;
  }

  /** {@return its manifest} */
  public Manifest manifest() {
    return predictor.manifest();
  }

  /** {@return the model} */
  public Predictor predictor() {
    return predictor;
  }

  /**
   * {@return the columns of the answers, without explanations}
   *
   * @param options which columns are wanted
   */
  public PredictionColumns columns(AnswerOptions options) {
    return options.usual() ? usual : options.columns(predictor);
  }

  /**
   * Answers rows.
   *
   * @param table rows to answer
   * @param failed rows that could not be read, and why
   * @param options which columns are wanted
   * @return the answers
   */
  public Answered answer(Table table, Map<Integer, String> failed, AnswerOptions options) {
    Answered answered = tried(table, failed, options);
    traffic.add(table, answered.predictions());
    return answered;
  }

  /**
   * Answers rows without counting them.
   *
   * @param table rows to answer
   * @param failed rows that could not be read, and why
   * @param options which columns are wanted
   * @return the answers
   */
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

  /** {@return its traffic} */
  public Traffic traffic() {
    return traffic;
  }

  /**
   * {@return the drift of the rows received, as {@code diglm drift} computes it}
   *
   * @param span which of the received rows
   * @throws IllegalArgumentException if they are fewer than two
   */
  public Drift drift(Traffic.Span span) {
    return traffic.drift(predictor, span);
  }

  /** {@return what explains rows} The first call needs one pass over the kept training rows. */
  public Explanations explanations() {
    Explanations known = explanations;
    if (known == null) {
      known = Explanations.of(predictor);
      explanations = known;
    }
    return known;
  }

  /** Holds the model. Returns false if it is already closed. */
  boolean hold() {
    for (int now = holders.get(); now > 0; now = holders.get()) {
      if (holders.compareAndSet(now, now + 1)) {
        return true;
      }
    }
    return false;
  }

  /** Releases it. */
  @Override
  public void close() {
    if (holders.decrementAndGet() == 0) {
      predictor.close();
    }
  }
}
