package io.diglm.insight;

import io.diglm.network.FlowJacobian;
import io.diglm.posterior.CoefficientPosterior;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;

/**
 * The effects of one network by change and output, and their variances by the posterior: with a
 * covariance that is the sum of f f^T over directions f, the sum over f of ((e(m + f) - e(m - f)) /
 * 2)^2, which is the delta method's where effects are linear in the coefficients.
 */
final class MemberEffects {
  private static final int BATCH = 256;

  private final double[] values;
  private final double[] variances;
  private final boolean uncertain;

  private MemberEffects(double[] values, double[] variances, boolean uncertain) {
    this.values = values;
    this.variances = variances;
    this.uncertain = uncertain;
  }

  /** Averages the effects over rows. */
  static MemberEffects of(Member member, EffectRows rows, Outputs outputs) {
    List<Coefficients> variants = variants(member);
    int size = rows.changes().size() * outputs.size();
    double[][] sums = new double[variants.size()][size];
    FlowJacobian jacobian = FlowJacobian.of(member.flow(), member.dimension(), member.weights());
    for (int from = 0; from < rows.size(); from += BATCH) {
      int to = Math.min(rows.size(), from + BATCH);
      EffectBatch batch = EffectBatch.of(member, jacobian, rows, from, to);
      IntStream.range(0, sums.length)
          .parallel()
          .forEach(variant -> batch.add(variants.get(variant), outputs, sums[variant]));
    }
    for (double[] sum : sums) {
      for (int at = 0; at < size; at++) {
        sum[at] /= rows.weight(at / outputs.size());
      }
    }
    double[] variances = new double[size];
    for (int variant = 1; variant < sums.length; variant += 2) {
      for (int at = 0; at < size; at++) {
        double half = (sums[variant][at] - sums[variant + 1][at]) / 2;
        variances[at] += half * half;
      }
    }
    return new MemberEffects(sums[0], variances, sums.length > 1);
  }

  /** The coefficients, then those a direction of the posterior further, forth and back. */
  private static List<Coefficients> variants(Member member) {
    List<Coefficients> variants = new ArrayList<>(List.of(member.coefficients()));
    member.posterior().ifPresent(beliefs -> add(member.coefficients(), beliefs, variants));
    return variants;
  }

  private static void add(
      Coefficients mean, CoefficientPosterior beliefs, List<Coefficients> variants) {
    int directions = beliefs.mean().length;
    for (int i = 0; i < directions; i++) {
      double[] direction = beliefs.direction(i);
      variants.add(mean.moved(direction, 1));
      variants.add(mean.moved(direction, -1));
    }
  }

  /** Returns an effect. */
  double value(int at) {
    return values[at];
  }

  /** Returns its variance by the posterior, 0 without one. */
  double variance(int at) {
    return variances[at];
  }

  /** Returns whether there is a posterior. */
  boolean uncertain() {
    return uncertain;
  }
}
