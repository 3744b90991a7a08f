package io.diglm.server;

import com.google.gson.JsonArray;
import com.google.gson.JsonElement;
import com.google.gson.JsonNull;
import com.google.gson.JsonObject;
import io.diglm.distribution.Averaged;
import io.diglm.distribution.ClassDistribution;
import io.diglm.distribution.Distribution;
import io.diglm.distribution.NegativeBinomial;
import io.diglm.distribution.Poisson;
import io.diglm.distribution.Unknown;
import io.diglm.distribution.ZeroInflated;
import io.diglm.explain.Attribution;
import io.diglm.json.Json;
import io.diglm.model.Manifest;
import io.diglm.predict.Prediction;
import io.diglm.predict.Predictor;
import io.diglm.schema.Cells;
import io.diglm.schema.StorageType;
import io.diglm.schema.Table;
import io.diglm.schema.TableColumn;
import io.diglm.server.models.Answered;
import io.diglm.server.models.ServedModel;
import java.util.List;
import java.util.Optional;

/**
 * Everything about one row for one target: the answer, p(y|x), the explanation, and the nearest
 * accepted row.
 */
final class OneRow {
  private static final int POINTS = 120;
  private static final double TAIL = 0.002;
  private static final double MOST = 1e300;

  private OneRow() {}

  static JsonObject json(ServedModel model, Predictor own, Table table, Answered answered) {
    JsonObject json = new JsonObject();
    json.add("answer", object(answered.columns()));
    boolean readable = answered.predictions().get(0) instanceof Prediction.Answer;
    json.add("distribution", JsonNull.INSTANCE);
    json.add("why", new JsonArray());
    json.add("nearest_accepted", JsonNull.INSTANCE);
    if (answered.predictions().get(0) instanceof Prediction.Answer answer) {
      json.add("distribution", distribution(own.manifest(), answer.own()));
    }
    if (readable && own.manifest().thresholds().calibrated() > 0) {
      Optional<Attribution> why = model.explanations(own).explainer().explain(table, 0);
      why.ifPresent(w -> json.add("why", Json.tree(w.parts())));
      Optional<Table> nearest = model.explanations(own).nearest().of(table, 0);
      nearest.ifPresent(row -> json.add("nearest_accepted", object(row.columns())));
    }
    return json;
  }

  private static JsonElement distribution(Manifest manifest, Distribution own) {
    JsonObject json = new JsonObject();
    if (own instanceof Unknown) {
      return JsonNull.INSTANCE;
    }
    if (own instanceof ClassDistribution classes) {
      double[] probabilities = new double[classes.classes()];
      for (int k = 0; k < probabilities.length; k++) {
        probabilities[k] = classes.probability(k);
      }
      json.add("classes", Json.tree(manifest.schema().classes()));
      json.add("probabilities", Json.tree(probabilities));
      return json;
    }
    Distribution usual = manifest.marginal();
    boolean whole =
        own instanceof Poisson
            || own instanceof NegativeBinomial
            || own instanceof ZeroInflated
            || (own instanceof Averaged averaged && averaged.counts());
    double low = Math.min(own.quantile(TAIL), usual.quantile(TAIL));
    double high = Math.max(own.quantile(1 - TAIL), usual.quantile(1 - TAIL));
    // A number with a probability of its own has no density.
    boolean step = !whole && own.cdfBelow(low) < own.cdf(low);
    double[] y = new double[POINTS];
    double[] density = new double[POINTS];
    double[] before = new double[POINTS];
    for (int i = 0; i < POINTS; i++) {
      double at = low + (high - low) * (i == 0 && step ? 0.5 : i) / (POINTS - 1);
      y[i] = whole ? Math.rint(at) : at;
      density[i] = density(own, y[i]);
      before[i] = density(usual, y[i]);
    }
    json.add("y", Json.tree(y));
    json.add("density", Json.tree(density));
    json.add("usual", Json.tree(before));
    return json;
  }

  /** At an end of its range a density may be infinite, which JSON and a picture cannot hold. */
  private static double density(Distribution distribution, double y) {
    return Math.min(MOST, Math.exp(distribution.logDensity(y)));
  }

  /** Returns the first row as an object, with null for missing values. */
  private static JsonObject object(List<TableColumn> columns) {
    JsonObject json = new JsonObject();
    for (TableColumn column : columns) {
      Optional<String> text = column.text(0);
      if (text.isEmpty()) {
        json.add(column.name(), JsonNull.INSTANCE);
      } else if (column.type() == StorageType.BOOLEAN) {
        json.addProperty(column.name(), text.get().equals("true"));
      } else if (column.cells() instanceof Cells.Numbers numbers
          && (column.type() == StorageType.INTEGER || column.type() == StorageType.DECIMAL)
          && Double.isFinite(numbers.values()[0])) {
        json.addProperty(column.name(), numbers.values()[0]);
      } else {
        json.addProperty(column.name(), text.get());
      }
    }
    return json;
  }
}
