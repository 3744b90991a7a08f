package io.diglm.train;

import io.diglm.model.Bayes;
import io.diglm.model.FlowConfig;
import io.diglm.model.HeadConfig;
import java.util.List;
import java.util.Optional;

/**
 * Trains the members of a fit on this machine: networks, and linear models where those help or are
 * better. The last of several networks of few rows has no hinges, because members that differ make
 * a better average.
 *
 * @param config of the fit
 * @param warnings hears what the user should know
 */
record MemberTraining(
    FitConfig config,
    TrainingData data,
    Checkpoints checkpoints,
    FitListener listener,
    List<String> warnings) {

  /** The rows times squared columns of a linear model in closed form that takes a second. */
  private static final double SECOND = 5e8;

  /** Returns the configuration with as many networks at most as the rows call for. */
  static FitConfig settled(FitConfig config, TrainingData data) {
    boolean judged = cells(config, data) && data.judged();
    int members = new RowDefaults(config).members(data.train().length, judged);
    return config.optimiser(o -> o.members(members));
  }

  private static boolean cells(FitConfig config, TrainingData data) {
    return config.cells(data.images());
  }

  /**
   * Trains all members.
   *
   * @param print of the table, which tells its checkpoints from others
   * @param clock the time of all members together
   */
  List<Trained> trained(HeadConfig head, FlowConfig flow, String print, Clock clock) {
    boolean cells = cells(config, data);
    FitConfig settled = settled(config, data);
    List<Trained> trained =
        new EnsembleFit(
                settled,
                config.optimiser().members().isEmpty(),
                abreast(),
                checkpoints,
                listener,
                warnings)
            .trained(
                task -> {
                  boolean plain = task.last() && data.few();
                  TrainingData seen = plain ? data.with(Optional.empty()) : data;
                  return new NetworkFit(
                          seen, task.config(), task.listener(), task.file(), checkpoints.resume())
                      .network(head, plain ? flow.hinges(0) : flow, task.clock(), cells);
                },
                own -> Fingerprint.of(print + own + head + others()),
                clock);
    boolean doubtful = cells && data.few() && data.judged() && head.bayes() == Bayes.NONE;
    if (!doubtful || listener.stopRequested()) {
      return trained;
    }
    Comparison comparison = new Comparison(head, data);
    boolean free = config.optimiser().members().isEmpty();
    List<Trained> networks = free ? comparison.withoutPlain(trained) : trained;
    LinearMembers linear = new LinearMembers(comparison, networks);
    List<Trained> members;
    if (networks.stream().anyMatch(Trained::stopped)) {
      members =
          instant()
              ? linear.closed(flow.identity(), config).map(linear::unlessBetter).orElse(networks)
              : networks;
    } else {
      listener.stage("training a linear model to compare");
      members = linear.members(config, number -> member(settled, number).linear(head, flow));
    }
    if (!members.contains(networks.get(0))) {
      String warning =
          "a linear model predicts the validation rows better (NLL %.4f against %.4f): the fit is that"
              .formatted(comparison.nll(members), comparison.nll(networks));
      warnings.add(warning);
      listener.warning(warning);
    }
    return members;
  }

  /** Returns whether a linear model in closed form takes about a second at most. */
  private boolean instant() {
    double columns = data.dimension();
    return data.train().length * columns * columns < SECOND;
  }

  /**
   * Returns how many networks train at once. The small batches of few rows gain little from a
   * second thread; large batches gain as much either way, and images have threads of their own.
   */
  private int abreast() {
    return data.few() ? config.run().threads() : 1;
  }

  /** What tells further targets; nothing where there are none. */
  private String others() {
    return data.others().isEmpty()
        ? ""
        : data.others().stream().map(OtherTarget::head).toList().toString();
  }

  /** The fit of a member of this number from 0 on, without a checkpoint. */
  private NetworkFit member(FitConfig settled, int number) {
    FitConfig own = settled.run(run -> run.seed(settled.run().seed() + number));
    return new NetworkFit(data, own, listener, Optional.empty(), false);
  }
}
