package io.diglm.network;

import io.diglm.model.ModelFile;

/** Opens the network of a model file; found by {@link java.util.ServiceLoader}. */
public interface ScorerProvider {
  /** Returns a scorer for the model's flow and head. */
  Scorer open(ModelFile file);
}
