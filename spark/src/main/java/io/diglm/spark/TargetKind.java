package io.diglm.spark;

import io.diglm.schema.Target;
import java.util.Optional;

/** What a model answers. */
enum TargetKind {
  NUMBER,
  CLASS,
  /** None: a model of p(x) alone. */
  NONE;

  static TargetKind of(Optional<Target> target) {
    return target.map(y -> y.categorical() ? CLASS : NUMBER).orElse(NONE);
  }
}
