package io.diglm.config;

import io.diglm.settings.Require;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * The roles that columns have beside each other: none has two that contradict. See {@link
 * DataSettings} for what each is.
 */
record ColumnRoles(
    Optional<String> target,
    List<String> moreTargets,
    List<String> features,
    Optional<String> weight,
    Optional<String> offset,
    Optional<String> exposure,
    Optional<String> event,
    Optional<String> censored,
    Optional<String> upper) {

  /**
   * Requires roles that fit together.
   *
   * @throws IllegalArgumentException if two do not
   */
  void require() {
    requireTarget();
    requireKnown();
    requireCensoring();
    requireTargets();
    if (!moreTargets.isEmpty()) {
      requireOneTarget("offset", offset);
      requireOneTarget("exposure", exposure);
      requireOneTarget("event", event);
      requireOneTarget("censored", censored);
    }
  }

  private void requireTarget() {
    if (target.isPresent()) {
      String name = target.get();
      Require.that(!name.isBlank(), "target", "be a column name", name);
      Require.that(!features.contains(name), "features", "not hold the target", name);
      Require.that(weight.filter(name::equals).isEmpty(), "target", "not be the weight", name);
    }
    requireNoFeature("weight", weight);
  }

  private void requireKnown() {
    requireNoFeature("offset", offset);
    requireNoFeature("exposure", exposure);
    for (Optional<String> known : List.of(offset, exposure)) {
      boolean other = known.isEmpty() || !known.equals(target);
      Require.that(other, "offset", "not be the target", known.orElse(""));
    }
    requireAlone("offset", offset, "an exposure", exposure);
  }

  private void requireCensoring() {
    requireNoFeature("event", event);
    requireNoFeature("censored", censored);
    requireNoFeature("upper", upper);
    requireNoTarget("event", event);
    requireNoTarget("censored", censored);
    requireNoTarget("upper", upper);
    requireAlone("event", event, "censored", censored);
    requireAlone("upper", upper, "event", event);
  }

  private void requireTargets() {
    Set<String> seen = new HashSet<>();
    target.ifPresent(seen::add);
    for (String name : moreTargets) {
      Require.that(target.isPresent(), "target", "be given before further ones", name);
      Require.that(!name.isBlank(), "target", "be a column name", name);
      Require.that(seen.add(name), "target", "name each column once", name + " twice");
      Require.that(!features.contains(name), "features", "not hold a target", name);
      Require.that(weight.filter(name::equals).isEmpty(), "target", "not be the weight", name);
    }
  }

  /** Requires that what only a fit of one target has is not set. */
  static void requireOneTarget(String what, Optional<String> value) {
    value.ifPresent(
        set -> Require.that(false, what, "be of a fit of one target, not of several", set));
  }

  private void requireNoTarget(String what, Optional<String> column) {
    boolean other = column.isEmpty() || !column.equals(target);
    Require.that(other, what, "not be the target", column.orElse(""));
  }

  private static void requireAlone(
      String what, Optional<String> column, String other, Optional<String> beside) {
    Require.that(
        column.isEmpty() || beside.isEmpty(), what, "not come with " + other, column.orElse(""));
  }

  private void requireNoFeature(String what, Optional<String> column) {
    column.ifPresent(
        name -> {
          Require.that(!name.isBlank(), what, "be a column name", name);
          Require.that(!features.contains(name), "features", "not hold the " + what, name);
        });
  }
}
