package io.diglm.predict;

import io.diglm.distribution.LogSum;
import io.diglm.model.FlowConfig;
import io.diglm.model.HeadConfig;
import io.diglm.model.Manifest;
import io.diglm.model.ModelFile;
import io.diglm.model.SavedMember;
import io.diglm.model.TensorData;
import io.diglm.model.UnusableFileException;
import io.diglm.network.LinearHead;
import io.diglm.network.Scorer;
import io.diglm.posterior.Answered;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/**
 * The networks of a model with their p(y|z). A model of one network is an ensemble of one.
 *
 * <p>p(y|x) = sum_k p_k(y|x) / K, and p(x) = sum_k p_k(x) / K where it comes from the flows. All
 * weights are equal: members differ only in their seed, so before the data none is better than
 * another, and averaging them equally reduces the part of the error that depends on the seed
 * (Breiman 1996; Lakshminarayanan et al. 2017). Weights in proportion to p_k(x) are the same where
 * p(x) is of cells, because members share it. Log-densities of flows differ by many nats from
 * member to member, so such weights would select one member for each row and average nothing.
 *
 * <p>What compares rows in features z uses the first network.
 */
final class Ensemble implements AutoCloseable {
  private static final double[] NO_VOLUMES = {};

  private final HeadConfig head;
  private final List<Member> members;

  /** One network. */
  record Member(FlowConfig flow, Scorer scorer, TargetModel target) {}

  private Ensemble(HeadConfig head, List<Member> members) {
    this.head = head;
    this.members = List.copyOf(members);
  }

  /**
   * Builds the networks of a model. Whether they answer their golden rows, {@link #checked} or
   * {@link #require} tells.
   *
   * @throws UnusableFileException if a network cannot be built
   */
  static Ensemble open(ModelFile file) {
    Manifest manifest = file.manifest();
    SavedMember.requireKnown(file.weights(), manifest.networks());
    List<Member> open = new ArrayList<>();
    try {
      for (int member = 1; member <= manifest.networks(); member++) {
        open.add(open(file, member));
      }
      return new Ensemble(manifest.head(), open);
    } catch (RuntimeException | OutOfMemoryError e) {
      open.forEach(member -> member.scorer.close());
      throw e;
    }
  }

  private static Member open(ModelFile file, int member) {
    Manifest manifest = file.manifest();
    FlowConfig flow = manifest.flow(member);
    HeadConfig head = manifest.head();
    Map<String, TensorData> weights = SavedMember.tensors(file.weights(), member);
    try {
      Scorer scorer = Networks.scorer(flow, head, manifest.schema(), weights);
      try {
        return new Member(flow, scorer, TargetModel.of(manifest, weights));
      } catch (RuntimeException | OutOfMemoryError e) {
        scorer.close();
        throw e;
      }
    } catch (UnusableFileException e) {
      if (manifest.networks() == 1) {
        throw e;
      }
      throw new UnusableFileException("member %d: %s".formatted(member, e.getMessage()), e);
    }
  }

  /**
   * Builds the networks of another target on the flows of these, see {@link #open}.
   *
   * @param file whose flows are the same
   */
  Ensemble beside(ModelFile file) {
    Manifest manifest = file.manifest();
    SavedMember.requireKnown(file.weights(), manifest.networks());
    List<Member> others = new ArrayList<>();
    for (int member = 1; member <= manifest.networks(); member++) {
      Member own = members.get(member - 1);
      Map<String, TensorData> weights = SavedMember.tensors(file.weights(), member);
      LinearHead linear = LinearHead.of(weights, "", manifest.head(), own.scorer.width());
      Scorer scorer = new SharedScorer(own.scorer, linear, head.predictors());
      others.add(new Member(own.flow, scorer, TargetModel.of(manifest, weights)));
    }
    return new Ensemble(manifest.head(), others);
  }

  /**
   * Returns what these networks make of rows that have gone through their flows.
   *
   * @param shared of an ensemble that {@link #beside} made this one of
   */
  Scores score(Scores shared) {
    List<Features> features = new ArrayList<>();
    for (int k = 0; k < members.size(); k++) {
      if (!(members.get(k).scorer instanceof SharedScorer scorer)) {
        throw new IllegalStateException("flow must be another's, got one of its own");
      }
      float[] latent = shared.members().get(k).latent();
      Features own = new Features(latent, scorer.head().eta(latent, shared.logDensity().length));
      members.get(k).target.refine(own);
      features.add(own);
    }
    return new Scores(
        features, shared.logDensity(), shared.volumes(), shared.surprises(), shared.problems());
  }

  /**
   * Returns the same networks for few rows (see {@link Scorer#forFewRows}). Each must answer its
   * golden rows as when it was saved, whenever it is asked (see {@link GoldenScorer}).
   *
   * @param manifest of the model
   * @param source what an error message calls the model
   */
  Ensemble checked(Manifest manifest, String source) {
    List<Member> few = new ArrayList<>();
    for (int k = 0; k < members.size(); k++) {
      Member member = members.get(k);
      GoldenScorer scorer =
          new GoldenScorer(
              member.scorer.forFewRows(),
              manifest.golden(k + 1),
              members.size() == 1
                  ? source // every load does this: see AnswerCheck
                  : source.concat(": member ").concat(Integer.toString(k + 1)));
      few.add(new Member(member.flow, scorer, member.target));
    }
    return new Ensemble(head, few);
  }

  /**
   * Requires of each network that it answers its golden rows as when it was saved.
   *
   * @param manifest of the model
   * @param source what an error message calls the model
   * @throws UnusableFileException if it answers something else
   */
  void require(Manifest manifest, String source) {
    checked(manifest, source).score(new float[0], 0, false);
  }

  /** Returns how many networks there are. */
  int size() {
    return members.size();
  }

  /** Returns a network, from 0 on. */
  Member member(int index) {
    return members.get(index);
  }

  /**
   * Runs all networks. The log-densities are of v: without the log-determinant of the encoding.
   *
   * @param v encoded rows (N, D)
   * @param blocks whether log|det| of each block is wanted
   */
  Scores score(float[] v, int rows, boolean blocks) {
    List<Features> features = new ArrayList<>();
    double[][] logDensity = new double[members.size()][rows];
    Scorer first = members.get(0).scorer;
    double[] volumes = blocks ? new double[rows * first.blocks()] : NO_VOLUMES;
    for (int k = 0; k < members.size(); k++) {
      Member member = members.get(k);
      float[] latent = new float[rows * member.scorer.width()];
      Features own = new Features(latent, new double[rows * head.predictors()]);
      double[] wanted = k == 0 ? volumes : NO_VOLUMES;
      member.scorer.score(v, rows, own.latent(), own.eta(), logDensity[k], wanted);
      member.target.refine(own);
      features.add(own);
    }
    return new Scores(features, mixture(logDensity), volumes, new double[0], List.of());
  }

  /** log of the mean density of the members (K, N), for each row. */
  private static double[] mixture(double[][] byMember) {
    double[] mixture = byMember[0].clone();
    double[] terms = new double[byMember.length];
    for (int row = 0; row < mixture.length && byMember.length > 1; row++) {
      for (int k = 0; k < terms.length; k++) {
        terms[k] = byMember[k][row];
      }
      mixture[row] = LogSum.of(terms) - Math.log(terms.length);
    }
    return mixture;
  }

  /** Returns p(y|x) of a row, with both parts of its uncertainty if they are known. */
  Answered answer(Scores scores, int row) {
    if (members.size() == 1) {
      return members.get(0).target.answer(scores.members().get(0), row);
    }
    List<Answered> answers = new ArrayList<>();
    for (int k = 0; k < members.size(); k++) {
      answers.add(members.get(k).target.answer(scores.members().get(k), row));
    }
    return Answered.averaged(answers);
  }

  /** Returns whether all linear predictors of a row are finite. */
  boolean finite(Scores scores, int row) {
    int predictors = head.predictors();
    for (Features own : scores.members()) {
      for (int p = row * predictors; p < (row + 1) * predictors; p++) {
        if (!Double.isFinite(own.eta()[p])) {
          return false;
        }
      }
    }
    return true;
  }

  @Override
  public void close() {
    members.forEach(member -> member.scorer.close());
  }
}
