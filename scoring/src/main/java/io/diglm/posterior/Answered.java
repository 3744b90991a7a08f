package io.diglm.posterior;

import io.diglm.distribution.Averaged;
import io.diglm.distribution.ClassDistribution;
import io.diglm.distribution.Distribution;
import io.diglm.distribution.Unknown;
import io.diglm.novelty.Uncertainty;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * p(y|x) of a row, and its uncertainty in two parts if the model tells them.
 *
 * @param distribution p(y|x)
 * @param uncertainty noise, and what more data could reduce
 */
public record Answered(Distribution distribution, Optional<Uncertainty> uncertainty) {
  /**
   * {@return the answer of a model that does not tell what it does not know}
   *
   * @param distribution p(y|x)
   */
  public static Answered certain(Distribution distribution) {
    return new Answered(distribution, Optional.empty());
  }

  /**
   * {@return the average of the answers of several networks: p(y|x) = sum_k p_k(y|x) / K}
   *
   * <p>By the law of total variance, Var(y) = E_k[Var_k(y)] + Var_k(E_k[y]). The noise is the first
   * term without what the posterior of a member already counts as ignorance. The rest is ignorance:
   * the members' own, and the deviation of their means. For classes, the information in nats is
   * H(p) - E_k[noise_k].
   *
   * @param members the answer of each network, at least one
   */
  public static Answered averaged(List<Answered> members) {
    List<Distribution> parts = new ArrayList<>(); // by loops: every load averages a few rows
    for (Answered member : members) {
      parts.add(member.distribution());
    }
    if (parts.get(0) instanceof Unknown) {
      return members.get(0);
    }
    Distribution whole = Joined.of(parts);
    if (whole instanceof ClassDistribution classes) {
      double noise = 0;
      for (Answered member : members) {
        noise += member.noise() / members.size();
      }
      double information = Math.max(0, classes.entropy() - noise);
      return new Answered(whole, Optional.of(new Uncertainty(noise, information)));
    }
    double noise = 0;
    double own = 0;
    for (Answered member : members) {
      noise += member.noise() * member.noise() / members.size();
      own += member.ignorance() * member.ignorance() / members.size();
    }
    double model = Math.hypot(Math.sqrt(own), new Averaged(parts).spread());
    return new Answered(whole, Optional.of(new Uncertainty(Math.sqrt(noise), model)));
  }

  private double noise() {
    double all =
        distribution instanceof ClassDistribution classes ? classes.entropy() : distribution.sd();
    return uncertainty.map(Uncertainty::noise).orElse(all);
  }

  private double ignorance() {
    return uncertainty.map(Uncertainty::model).orElse(0.0);
  }
}
