package io.diglm.posterior;

import io.diglm.distribution.Averaged;
import io.diglm.distribution.Bernoulli;
import io.diglm.distribution.Categorical;
import io.diglm.distribution.ClassDistribution;
import io.diglm.distribution.Distribution;
import io.diglm.distribution.LogMixture;
import io.diglm.distribution.Normal;
import io.diglm.distribution.NormalMixture;
import io.diglm.distribution.Ordinal;
import io.diglm.distribution.Rounded;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;

/**
 * The average of distributions of one family, p(y) = sum_k p_k(y) / K, in closed form if there is
 * one. An average of normals or of mixtures of normals (also rounded or of logarithms) is a mixture
 * of normals, and an average of probabilities is a vector of probabilities.
 */
final class Joined {
  private Joined() {}

  /** Returns the average of at least one distribution. */
  static Distribution of(List<Distribution> parts) {
    List<Distribution> all = flat(parts);
    Distribution first = all.get(0);
    if (first instanceof ClassDistribution classes) {
      return classes(all, classes.classes());
    }
    if (first instanceof Rounded) {
      return mixture(all.stream().map(part -> ((Rounded) part).latent()).toList())
          .<Distribution>map(Rounded::new)
          .orElseThrow();
    }
    if (first instanceof LogMixture) {
      return mixture(all.stream().map(part -> ((LogMixture) part).logarithm()).toList())
          .<Distribution>map(LogMixture::new)
          .orElseThrow();
    }
    return mixture(all).<Distribution>map(joined -> joined).orElseGet(() -> new Averaged(all));
  }

  /** The parts of an average; all averages of a model have equally many. */
  private static List<Distribution> flat(List<Distribution> parts) {
    List<Distribution> all = new ArrayList<>();
    for (Distribution part : parts) {
      if (part instanceof Averaged averaged) {
        all.addAll(averaged.parts());
      } else {
        all.add(part);
      }
    }
    return all;
  }

  private static ClassDistribution classes(List<Distribution> parts, int count) {
    double[] logits = new double[count];
    for (int k = 0; k < count; k++) {
      double sum = 0;
      for (Distribution part : parts) {
        sum += ((ClassDistribution) part).probability(k);
      }
      logits[k] = Math.log(Math.max(sum / parts.size(), Double.MIN_NORMAL));
    }
    if (parts.get(0) instanceof Bernoulli) {
      return new Bernoulli(logits[1] - logits[0]);
    }
    return parts.get(0) instanceof Ordinal
        ? Ordinal.ofLogits(logits)
        : Categorical.ofLogits(logits);
  }

  /** The mixture of all components; empty if a part is neither a normal nor a mixture of them. */
  private static Optional<NormalMixture> mixture(List<? extends Distribution> parts) {
    List<NormalMixture> mixtures = new ArrayList<>();
    for (Distribution part : parts) {
      if (part instanceof Normal normal) {
        mixtures.add(
            NormalMixture.ofLogits(
                new double[1], new double[] {normal.mean()}, new double[] {normal.sd()}));
      } else if (part instanceof NormalMixture mixture) {
        mixtures.add(mixture);
      } else {
        return Optional.empty();
      }
    }
    return Optional.of(
        NormalMixture.ofLogits(
            mixtures.stream().flatMapToDouble(m -> Arrays.stream(m.logWeights())).toArray(),
            mixtures.stream().flatMapToDouble(m -> Arrays.stream(m.means())).toArray(),
            mixtures.stream().flatMapToDouble(m -> Arrays.stream(m.sds())).toArray()));
  }
}
