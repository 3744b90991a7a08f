package io.diglm.train;

import io.diglm.model.TensorData;
import io.diglm.model.UnusableFileException;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * Training at the end of an epoch: all that a run needs to go on as if nothing had happened. Random
 * numbers have no state of their own: they follow from seed, epoch and step.
 *
 * @param tensors weights, optimiser vectors, best weights and buffers by name
 * @param history epochs so far
 * @param steps optimiser steps so far
 * @param bestLoss validation loss of the best weights
 * @param bestEpoch when they were found
 * @param rateScale factor on the learning rate after rollbacks
 * @param skipped steps skipped so far
 * @param rollbacks so far
 */
record Checkpoint(
    Map<String, TensorData> tensors,
    List<EpochRecord> history,
    long steps,
    double bestLoss,
    int bestEpoch,
    double rateScale,
    long skipped,
    int rollbacks) {
  Checkpoint {
    tensors = Map.copyOf(tensors);
    history = List.copyOf(history);
  }

  /** Returns the same with more tensors. */
  Checkpoint with(Map<String, TensorData> more) {
    Map<String, TensorData> all = new HashMap<>(tensors);
    all.putAll(more);
    return new Checkpoint(all, history, steps, bestLoss, bestEpoch, rateScale, skipped, rollbacks);
  }

  /**
   * Returns the values of a tensor.
   *
   * @throws UnusableFileException if the checkpoint lacks it
   */
  float[] floats(String name) {
    return tensor(name).floats();
  }

  /**
   * Returns a tensor.
   *
   * @throws UnusableFileException if the checkpoint lacks it
   */
  TensorData tensor(String name) {
    TensorData tensor = tensors.get(name);
    if (tensor == null) {
      throw new UnusableFileException(
          "checkpoint must hold tensor '%s', got none (leave out --resume to start anew)"
              .formatted(name));
    }
    return tensor;
  }
}
