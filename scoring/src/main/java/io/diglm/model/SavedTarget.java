package io.diglm.model;

import com.google.gson.JsonObject;
import io.diglm.distribution.Distribution;
import io.diglm.schema.Target;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * The entries of a model file for one further target of several, besides its tensors: those in
 * which its {@link Manifest} differs from that of the first target. Flow, encoding, training and
 * history are the same.
 *
 * @param target the column
 * @param head the GLM on z
 * @param thresholds the thresholds for new rows
 * @param marginal p(y)
 * @param metrics measures by set
 * @param warnings warnings for the user, one line each
 * @param updates what the posterior of the coefficients has learned since the fit
 * @param eta of the golden rows of each network
 * @param answers golden rows with their answers
 * @param unlabelled training rows without this target
 * @param lacks names of tensors of the first target that this one has not
 */
record SavedTarget(
    Target target,
    HeadConfig head,
    Thresholds thresholds,
    Distribution marginal,
    JsonObject metrics,
    List<String> warnings,
    List<UpdateRecord> updates,
    List<double[][]> eta,
    Optional<GoldenAnswers> answers,
    long unlabelled,
    List<String> lacks) {
  SavedTarget {
    warnings = List.copyOf(warnings);
    updates = List.copyOf(updates);
    eta = List.copyOf(eta);
    lacks = List.copyOf(lacks);
  }

  /** Returns the entries of a model of one of several targets. */
  static SavedTarget of(Manifest manifest, List<String> lacks) {
    List<double[][]> eta = new ArrayList<>();
    for (int member = 1; member <= manifest.networks(); member++) {
      eta.add(manifest.golden(member).eta());
    }
    return new SavedTarget(
        manifest.schema().requireTarget(),
        manifest.head(),
        manifest.thresholds(),
        manifest.marginal(),
        manifest.metrics(),
        manifest.warnings(),
        manifest.updates(),
        eta,
        manifest.answers(),
        manifest.provenance().data().rows().unlabelled(),
        lacks);
  }

  /**
   * Returns the manifest of this target.
   *
   * @param first that of the first target
   */
  Manifest manifest(Manifest first) {
    if (eta.size() != first.networks()) {
      throw new IllegalArgumentException(
          "eta of target '%s' must be of %d networks, got %d"
              .formatted(target.name(), first.networks(), eta.size()));
    }
    List<SavedMember> members = new ArrayList<>();
    for (SavedMember member : first.others()) {
      members.add(member.withGolden(golden(member.golden(), members.size() + 1)));
    }
    return new Manifest(
        first.provenance().withUnlabelled(unlabelled),
        first.flow(),
        head,
        first.density(),
        first.schema().withTarget(target),
        first.training(),
        metrics,
        thresholds,
        marginal,
        first.history(),
        warnings,
        updates,
        golden(first.golden(), 0),
        answers,
        Optional.of(members));
  }

  private GoldenRows golden(GoldenRows shared, int member) {
    return new GoldenRows(shared.encoded(), eta.get(member), shared.logDensity());
  }
}
