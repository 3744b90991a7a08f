package io.diglm.train;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * Trains the networks of an ensemble one after another, each on all threads and from a seed of its
 * own: that of the fit, plus the number of members before. They share rows, encoding and head, and
 * stop by the same validation rows, which so are unseen by all.
 *
 * @param config of the fit, whose number of members is set
 * @param atMost whether that is a bound: if the first network needs more than a brief training, it
 *     is the only one, which takes about the time of so many brief ones
 * @param checkpoints where networks are kept
 * @param listener hears how it goes
 * @param warnings hears of members that were left out
 */
record EnsembleFit(
    FitConfig config,
    boolean atMost,
    Checkpoints checkpoints,
    FitListener listener,
    List<String> warnings) {
  /** Trains one network. */
  interface Network {
    /**
     * Trains.
     *
     * @param config whose seed is that of the network
     * @param last whether it is the last of several
     * @param file where its checkpoint is kept, if anywhere
     * @param clock the time that it may take
     * @throws DivergedException if its numbers did not stay finite
     */
    Trained trained(FitConfig config, boolean last, Optional<CheckpointFile> file, Clock clock);
  }

  /** What tells a checkpoint of one fit from that of another. */
  interface Identity {
    /** Returns it for the configuration of a network. */
    String of(FitConfig config);
  }

  /**
   * Trains all members. One that fails, or that is interrupted after others are done, is left out
   * with a warning.
   *
   * @param clock the time of all members together: each has an equal part of what is left
   * @return at least one
   * @throws DivergedException if every member failed
   */
  List<Trained> trained(Network network, Identity identity, Clock clock) {
    int count = config.optimiser().members().orElse(1);
    List<Trained> members = new ArrayList<>();
    Optional<DivergedException> failure = Optional.empty();
    boolean interrupted = false;
    boolean enough = false;
    FitConfig next = config;
    for (int member = 1; member <= count && !interrupted && !enough; member++) {
      long seed = config.run().seed() + member - 1;
      FitConfig own = next.run(run -> run.seed(seed));
      Optional<CheckpointFile> file = checkpoints.of(member, identity.of(own), listener);
      listener.stage(count == 1 ? "training" : "training member %d of %d".formatted(member, count));
      try {
        boolean last = count > 1 && member == count;
        Clock time = count == 1 ? clock : clock.part(count - member + 1);
        Trained done = trained(network, own, last, file, time);
        interrupted = listener.stopRequested();
        if (interrupted && !members.isEmpty()) {
          leftOut(member, count, "the fit was interrupted");
        } else {
          members.add(done);
        }
        enough = atMost && members.size() == 1 && !done.brief();
        if (atMost) {
          next = config.optimiser(o -> o.epochs(done.history().size()));
        }
      } catch (DivergedException e) {
        failure = Optional.of(e);
        if (count > 1) {
          leftOut(member, count, String.valueOf(e.getMessage()));
        }
      }
    }
    if (members.isEmpty()) {
      throw failure.orElseThrow();
    }
    if (interrupted && members.size() < count) {
      warn(
          "the fit was interrupted: the model has %d of %d members"
              .formatted(members.size(), count));
    }
    return members;
  }

  private Trained trained(
      Network network, FitConfig own, boolean last, Optional<CheckpointFile> file, Clock clock) {
    boolean several = config.optimiser().members().orElse(1) > 1;
    Optional<Trained> before =
        file.filter(f -> several && checkpoints.resume()).flatMap(CheckpointFile::finished);
    if (before.isPresent()) {
      return before.get();
    }
    Trained done = network.trained(own, last, file, clock);
    if (several && !listener.stopRequested()) {
      file.ifPresent(f -> f.finish(done));
    }
    return done;
  }

  private void leftOut(int member, int count, String reason) {
    warn("member %d of %d was left out: %s".formatted(member, count, reason));
  }

  private void warn(String line) {
    warnings.add(line);
    listener.warning(line);
  }
}
