package io.diglm.insight;

import io.diglm.model.HeadConfig;
import io.diglm.network.FlowJacobian;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * Features z of some rows, their derivatives by numbers, and those of the same rows with other
 * levels. Coefficients change none of these, so that effects by many coefficients cost little.
 */
final class EffectBatch {
  private final EffectRows rows;
  private final HeadConfig head;
  private final int from;
  private final int count;
  private final float[] latent;

  /** The width of z. */
  private final int width;

  /**
   * dz/dv (N, W, D), where coefficients vary, which a posterior has; otherwise d(W z)/dv (N, P',
   * D).
   */
  private final float[] jacobian;

  private final boolean varied;

  /** For each change. */
  private final List<Moved> moved;

  /**
   * z of the rows with another level in place of theirs.
   *
   * @param level z (N, D) with that of the change; empty for numbers
   * @param reference the same with the reference
   */
  private record Moved(float[] level, float[] reference) {}

  private EffectBatch(
      EffectRows rows,
      Member member,
      int from,
      float[] latent,
      float[] jacobian,
      List<Moved> moved) {
    this.rows = rows;
    this.head = member.head();
    width = member.width();
    varied = member.posterior().isPresent();
    this.from = from;
    count = latent.length / width;
    this.latent = latent;
    this.jacobian = jacobian;
    this.moved = moved;
  }

  static EffectBatch of(Member member, FlowJacobian flow, EffectRows rows, int from, int to) {
    float[] v = rows.encoded(from, to);
    boolean numbers = rows.changes().stream().anyMatch(change -> change.number().isPresent());
    List<Moved> moved = new ArrayList<>();
    for (Change change : rows.changes()) {
      boolean same =
          !moved.isEmpty()
              && change.number().isEmpty()
              && rows.changes().get(moved.size() - 1).dimension() == change.dimension();
      float[] reference =
          same
              ? moved.get(moved.size() - 1).reference()
              : latent(member, v, change, change.reference());
      moved.add(new Moved(latent(member, v, change, change.level()), reference));
    }
    return new EffectBatch(
        rows,
        member,
        from,
        latent(member, v),
        numbers ? flow.of(v, sums(member)) : new float[0],
        moved);
  }

  /** The sums of z whose derivatives are needed: each feature, or the predictors. */
  private static float[] sums(Member member) {
    int width = member.width();
    if (member.posterior().isEmpty()) {
      double[] weight = member.coefficients().weight();
      float[] byPredictor = new float[weight.length];
      for (int i = 0; i < weight.length; i++) {
        byPredictor[i] = (float) weight[i];
      }
      return byPredictor;
    }
    float[] each = new float[width * width];
    for (int i = 0; i < width; i++) {
      each[i * width + i] = 1;
    }
    return each;
  }

  private static float[] latent(
      Member member, float[] v, Change change, Optional<Change.Setting> setting) {
    if (setting.isEmpty()) {
      return new float[0];
    }
    float[] changed = v.clone();
    for (int at = change.dimension(); at < v.length; at += member.dimension()) {
      changed[at] = setting.get().v();
    }
    return latent(member, changed);
  }

  private static float[] latent(Member member, float[] v) {
    int rows = v.length / member.dimension();
    float[] latent = new float[rows * member.width()];
    double[] eta = new double[rows * member.head().predictors()];
    member.scorer().score(v, rows, latent, eta, new double[rows]);
    return latent;
  }

  /** Adds the effects (changes, O), times the weights of rows, to sums. */
  void add(Coefficients coefficients, Outputs outputs, double[] sums) {
    double[] eta = new double[head.predictors()];
    double[] byX = new double[varied ? width : coefficients.linear()];
    for (int r = 0; r < count; r++) {
      predict(coefficients, latent, r, eta);
      double[] slopes = outputs.slopes(eta);
      double[] base = {};
      int baseOf = -1;
      for (int c = 0; c < rows.changes().size(); c++) {
        Change change = rows.changes().get(c);
        int d = change.dimension();
        int at = (from + r) * rows.dimension() + d;
        if (!rows.present()[at]) {
          continue;
        }
        double weight = rows.weights()[from + r];
        if (change.number().isPresent()) {
          byColumn(r, d, rows.slopes()[at], byX);
          addSlopes(coefficients, slopes, byX, weight, sums, c * outputs.size());
          continue;
        }
        if (baseOf != d) {
          predict(coefficients, moved.get(c).reference(), r, eta);
          base = outputs.values(eta);
          baseOf = d;
        }
        predict(coefficients, moved.get(c).level(), r, eta);
        double[] there = outputs.values(eta);
        for (int o = 0; o < there.length; o++) {
          sums[c * there.length + o] += weight * (there[o] - base[o]);
        }
      }
    }
  }

  private void predict(Coefficients coefficients, float[] z, int r, double[] eta) {
    coefficients.predict(z, r * width, eta);
    head.addOffset(eta, 0, rows.offsets()[from + r]);
  }

  /**
   * Writes the derivatives of a row's features, or of its predictors, by the number of a dimension.
   */
  private void byColumn(int r, int d, double slope, double[] byX) {
    for (int i = 0; i < byX.length; i++) {
      byX[i] = jacobian[(r * byX.length + i) * rows.dimension() + d] * slope;
    }
  }

  private void addSlopes(
      Coefficients coefficients,
      double[] slopes,
      double[] byX,
      double weight,
      double[] sums,
      int at) {
    int linear = coefficients.linear();
    for (int p = 0; p < linear; p++) {
      double step = weight * (varied ? coefficients.slope(p, byX) : byX[p]);
      for (int o = 0; o < slopes.length / linear; o++) {
        sums[at + o] += slopes[o * linear + p] * step;
      }
    }
  }
}
