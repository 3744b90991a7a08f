package io.diglm.train;

import io.diglm.model.ModelFile;
import io.diglm.network.Scorer;
import io.diglm.network.ScorerProvider;

/** Scores on libtorch. */
public final class TorchScorerProvider implements ScorerProvider {
  @Override
  public Scorer open(ModelFile file) {
    return TorchScorer.open(file);
  }
}
