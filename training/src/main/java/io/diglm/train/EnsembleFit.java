package io.diglm.train;

import io.diglm.config.DensitySettings;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;

/**
 * Trains the networks of an ensemble, each from a seed of its own: that of the fit, plus the number
 * of members before. They share rows, encoding and head, and stop by the same validation rows,
 * which so are unseen by all. The first has all threads. The others may train side by side, each on
 * its part of the threads.
 *
 * @param config of the fit, whose number of members is set
 * @param atMost whether that is a bound: if the first network needs more than a brief training, it
 *     is the only one, which takes about the time of so many brief ones
 * @param abreast how many train at once, at most
 * @param checkpoints where networks are kept
 * @param listener hears how it goes
 * @param warnings hears of members that were left out
 */
record EnsembleFit(
    FitConfig config,
    boolean atMost,
    int abreast,
    Checkpoints checkpoints,
    FitListener listener,
    List<String> warnings) {
  /**
   * A network to train.
   *
   * @param config whose seed and threads are those of the network
   * @param last whether it is the last of several
   * @param file where its checkpoint is kept, if anywhere
   * @param clock the time that it may take
   * @param listener hears how it goes
   */
  record Task(
      FitConfig config,
      boolean last,
      Optional<CheckpointFile> file,
      Clock clock,
      FitListener listener) {}

  /** Trains one network. */
  interface Network {
    /**
     * Trains.
     *
     * @throws DivergedException if its numbers did not stay finite
     */
    Trained trained(Task task);
  }

  /** What tells a checkpoint of one fit from that of another. */
  interface Identity {
    /** Returns it for the configuration of a network. */
    String of(FitConfig config);
  }

  /** A network, or why there is none. */
  private record Outcome(Optional<Trained> trained, Optional<DivergedException> failure) {}

  /**
   * Trains all members. One that fails, or that is interrupted after others are done, is left out
   * with a warning.
   *
   * @param clock the time of all members together: what is left is divided equally among those that
   *     train one after another
   * @return at least one
   * @throws DivergedException if every member failed
   */
  List<Trained> trained(Network network, Identity identity, Clock clock) {
    int count = count();
    List<Trained> members = new ArrayList<>();
    List<DivergedException> failures = new ArrayList<>();
    boolean interrupted = false;
    boolean enough = false;
    FitConfig next = config;
    for (int begun = 0; begun < count && !interrupted && !enough; begun += group(begun)) {
      List<Outcome> outcomes = outcomes(network, identity, next, begun, clock);
      interrupted = listener.stopRequested();
      for (int k = 0; k < outcomes.size(); k++) {
        int member = begun + k + 1;
        Outcome outcome = outcomes.get(k);
        outcome.failure.ifPresent(failures::add);
        outcome
            .failure
            .filter(failure -> count > 1)
            .ifPresent(failure -> leftOut(member, String.valueOf(failure.getMessage())));
        boolean late = interrupted && !members.isEmpty();
        if (outcome.trained.filter(done -> late && done.stopped()).isPresent()) {
          leftOut(member, "the fit was interrupted");
        } else {
          outcome.trained.ifPresent(members::add);
        }
      }
      if (atMost && !members.isEmpty()) {
        Trained first = members.get(0);
        enough = !first.brief();
        next = config.optimiser(o -> o.epochs(first.history().size()));
      }
    }
    if (members.isEmpty()) {
      throw failures.get(failures.size() - 1);
    }
    if (interrupted && members.size() < count) {
      warn(
          "the fit was interrupted: the model has %d of %d members"
              .formatted(members.size(), count));
    }
    return members;
  }

  private int count() {
    return config.optimiser().members().orElse(1);
  }

  /** Returns how many train at once after so many. */
  private int group(int begun) {
    return begun == 0 ? 1 : Math.min(abreast, count() - begun);
  }

  /** Trains those that come after so many, at once. */
  private List<Outcome> outcomes(
      Network network, Identity identity, FitConfig next, int begun, Clock clock) {
    int group = group(begun);
    listener.stage(stage(begun + 1, begun + group));
    int rest = count() - begun - group;
    int rounds = 1 + (rest + abreast - 1) / abreast;
    Clock time = count() == 1 ? clock : clock.part(rounds);
    SideBySide all = new SideBySide(listener);
    List<Callable<Outcome>> tasks = new ArrayList<>();
    for (int k = 0; k < group; k++) {
      int member = begun + k + 1;
      FitListener own = group == 1 ? listener : k == 0 ? all : all.others();
      boolean last = count() > 1 && member == count();
      FitConfig weighted = last ? next.density(DensitySettings::asLast) : next;
      FitConfig seeded = weighted.run(run -> run.seed(config.run().seed() + member - 1));
      Optional<CheckpointFile> file = checkpoints.of(member, identity.of(seeded), own);
      FitConfig parted = seeded.run(run -> run.threads(Math.max(1, run.threads() / group)));
      tasks.add(() -> outcome(network, new Task(parted, last, file, time, own)));
    }
    try (Crew crew = new Crew(group - 1)) {
      return crew.run(tasks);
    }
  }

  private String stage(int from, int to) {
    if (count() == 1) {
      return "training";
    }
    String which = from == to ? "member " + from : "members " + from + "-" + to;
    return "training %s of %d".formatted(which, count());
  }

  private Outcome outcome(Network network, Task task) {
    Optional<Trained> before =
        task.file.filter(file -> checkpoints.resume()).flatMap(CheckpointFile::finished);
    if (before.isPresent()) {
      return new Outcome(before, Optional.empty());
    }
    try {
      Trained done = network.trained(task);
      if (!listener.stopRequested()) {
        task.file.ifPresent(file -> file.finish(done));
      }
      return new Outcome(Optional.of(done), Optional.empty());
    } catch (DivergedException e) {
      return new Outcome(Optional.empty(), Optional.of(e));
    }
  }

  private void leftOut(int member, String reason) {
    warn("member %d of %d was left out: %s".formatted(member, count(), reason));
  }

  private void warn(String line) {
    warnings.add(line);
    listener.warning(line);
  }
}
