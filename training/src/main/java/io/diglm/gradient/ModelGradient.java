package io.diglm.gradient;

import io.diglm.glm.HeadGradient;
import io.diglm.schema.TargetEnds;
import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;

/**
 * The loss of a model over rows and its gradient by all parameters, in plain Java, except the flow
 * of images. One thread at a time.
 */
public final class ModelGradient implements AutoCloseable {
  private final FlowGradient flow;
  private final HeadGradient head;
  private final List<HeadGradient> others;
  private final int predictors;
  private double target;
  private double density;
  private float[] latents = {};
  private double[] etas = {};

  /**
   * Joins a flow and a head.
   *
   * @param flow from v to z
   * @param head on z
   * @param predictors P of the head
   */
  public ModelGradient(FlowGradient flow, HeadGradient head, int predictors) {
    this(flow, head, predictors, List.of());
  }

  /**
   * Joins a flow and the heads of several targets. What targets add to the objective is the sum of
   * all that are known of a row.
   *
   * @param flow of all targets
   * @param head of the first target
   * @param predictors P of the first head
   * @param others heads of further targets, in the order of {@link Batch#others}
   */
  public ModelGradient(
      FlowGradient flow, HeadGradient head, int predictors, List<HeadGradient> others) {
    this.flow = flow;
    this.head = head;
    this.predictors = predictors;
    this.others = List.copyOf(others);
  }

  /**
   * Both sums over the rows by their weights, in nats.
   *
   * @param target of what the targets add to the objective
   * @param density of log p(x)
   */
  public record Sums(double target, double density) {}

  /**
   * Sets what starts from data, from the first rows (N, D).
   *
   * @param x encoded rows (N, D)
   */
  public void initialise(float[] x) {
    flow.initialise(x);
  }

  /**
   * {@return both sums over the rows, and adds the gradient of the loss divided by {@code size}}
   *
   * @param rows part of a batch
   * @param objective what is maximised
   * @param size by which the loss is divided: rows of the whole batch
   * @param random for what samples
   * @param gradients the gradient by all parameters is added
   */
  public Sums add(
      Batch rows, Objective objective, double size, SplittableRandom random, float[] gradients) {
    flow.load();
    int n = rows.rows();
    target = 0;
    density = 0;
    latents = new float[n * flow.dimension()];
    etas = new double[n * predictors];
    head.begin(n, -1 / size, random);
    others.forEach(other -> other.begin(n, -1 / size, random));
    Unlabelled more = new Unlabelled(flow, head, rows, objective, 1 / size);
    int firstDense = rows.apart() ? n : 0;
    flow.pass(
        rows.all(),
        (from, latent, logDensity, byLatent, byLogDensity) -> {
          for (int r = 0; r < logDensity.length; r++) {
            int row = from + r;
            if (row < n) {
              ask(rows, row, latent, r, more, byLatent);
              askOthers(rows, row, latent, r, byLatent);
            }
            if (row >= firstDense && rows.counted()[row - firstDense]) {
              double weight = rows.weights()[row - firstDense];
              density += weight * logDensity[r];
              byLogDensity[r] = -weight * objective.lambda() / size;
            }
          }
        });
    if (more.moves()) {
      flow.gather(gradients);
      more.moved(random);
    }
    flow.gather(gradients);
    head.gather(gradients);
    others.forEach(other -> other.gather(gradients));
    return new Sums(target, density);
  }

  private void ask(Batch rows, int row, float[] latent, int r, Unlabelled more, float[] byLatent) {
    boolean known = !Double.isNaN(rows.y()[row]);
    if (!known && !more.asks()) {
      return;
    }
    int at = r * flow.dimension();
    double[] eta = head.predict(latent, at, row, rows.offset(row));
    System.arraycopy(latent, at, latents, row * flow.dimension(), flow.dimension());
    System.arraycopy(eta, 0, etas, row * predictors, predictors);
    if (known) {
      double weight = rows.weights()[row];
      target +=
          rows.ends().censored(row)
              ? head.between(rows.ends().low(row), rows.ends().high(row), weight)
              : head.target(rows.y()[row], weight);
    }
    more.add(row);
    head.walkBack(byLatent, at);
  }

  private void askOthers(Batch rows, int row, float[] latent, int r, float[] byLatent) {
    int at = r * flow.dimension();
    for (int k = 0; k < others.size(); k++) {
      double y = rows.others()[k][row];
      if (!Double.isNaN(y)) {
        HeadGradient other = others.get(k);
        other.predict(latent, at, row);
        target += other.target(y, rows.weights()[row]);
        other.walkBack(byLatent, at);
      }
    }
  }

  /**
   * Maps rows as in training, for {@link #latents} and {@link #etas}, without a gradient.
   *
   * @param rows to map
   */
  public void observe(Batch rows) {
    flow.load();
    latents = Arrays.copyOf(flow.map(rows.all()), rows.x().length);
    int n = rows.rows();
    etas = new double[n * predictors];
    for (int row = 0; row < n; row++) {
      double[] eta = head.predict(latents, row * flow.dimension(), row, rows.offset(row));
      System.arraycopy(eta, 0, etas, row * predictors, predictors);
    }
  }

  /** {@return z of the last rows (N, D)} */
  public float[] latents() {
    return latents;
  }

  /** {@return the linear predictors of the last rows (N, P)} */
  public double[] etas() {
    return etas;
  }

  /**
   * {@return the weighted sum of log p(y|z) in nats as a prediction has it, over rows with a
   * target}
   *
   * @param latent z (N, D)
   * @param eta (N, P)
   * @param y targets (N), NaN where missing
   * @param weights how much each row counts (N)
   * @param ends between which targets lie that are not known exactly
   */
  public double validation(
      float[] latent, double[] eta, double[] y, double[] weights, TargetEnds ends) {
    double sum = 0;
    for (int row = 0; row < y.length; row++) {
      if (!Double.isNaN(y[row])) {
        double value =
            ends.censored(row)
                ? head.validation(latent, eta, row, ends.low(row), ends.high(row))
                : head.validation(latent, eta, row, y[row]);
        sum += weights[row] * value;
      }
    }
    return sum;
  }

  /**
   * The same of a further target, whose predictors these are.
   *
   * @param index of the target among {@link Batch#others}
   * @param latent z (N, D)
   * @param eta (N, P)
   * @param y targets (N), NaN where missing
   * @param weights how much each row counts (N)
   * @return the weighted sum of log p(y|z) in nats over rows with the target
   */
  public double validationOfOther(
      int index, float[] latent, double[] eta, double[] y, double[] weights) {
    HeadGradient other = others.get(index);
    double sum = 0;
    for (int row = 0; row < y.length; row++) {
      sum += Double.isNaN(y[row]) ? 0 : weights[row] * other.validation(latent, eta, row, y[row]);
    }
    return sum;
  }

  @Override
  public void close() {
    flow.close();
  }
}
