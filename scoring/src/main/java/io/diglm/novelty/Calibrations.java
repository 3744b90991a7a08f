package io.diglm.novelty;

import io.diglm.model.Manifest;
import io.diglm.model.TensorData;
import io.diglm.model.UnusableFileException;
import io.diglm.selective.Calibration;
import io.diglm.selective.NoveltyScore;
import java.util.EnumMap;
import java.util.Map;
import java.util.Set;

/** The calibration of each score of novelty that a model has, of its validation rows. */
final class Calibrations {
  private final Map<NoveltyScore, Calibration> kept;

  private Calibrations(Map<NoveltyScore, Calibration> kept) {
    this.kept = kept;
  }

  /** Returns those whose tensors are there. */
  static Calibrations of(Manifest manifest, Map<String, TensorData> weights) {
    Map<NoveltyScore, Calibration> kept = new EnumMap<>(NoveltyScore.class);
    for (NoveltyScore score : NoveltyScore.values()) {
      TensorData novelties = weights.get(NoveltyTensors.CALIBRATION + NoveltyReference.name(score));
      if (novelties != null) {
        int rows = manifest.thresholds().calibrated();
        kept.put(score, new Calibration(rows, novelties.doubles()));
      }
    }
    return new Calibrations(kept);
  }

  /**
   * Returns that of a score.
   *
   * @throws UnusableFileException if there is none
   */
  Calibration of(NoveltyScore score) {
    Calibration calibration = kept.get(score);
    if (calibration == null) {
      throw new UnusableFileException(
          "model must be calibrated for the score, one of %s, got %s"
              .formatted(
                  scores().stream().map(NoveltyReference::name).toList(),
                  NoveltyReference.name(score)));
    }
    return calibration;
  }

  /** Returns the scores that have one. */
  Set<NoveltyScore> scores() {
    return kept.keySet();
  }
}
