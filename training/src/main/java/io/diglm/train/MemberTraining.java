package io.diglm.train;

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

  /** Returns the configuration with as many networks at most as the rows call for. */
  static FitConfig settled(FitConfig config, TrainingData data) {
    int members = config.members(data.train().length, cells(config, data) && data.judged());
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
    LinearMembers linear = new LinearMembers(head, data);
    boolean both = linear.suited(config, cells);
    List<Trained> networks =
        new EnsembleFit(
                settled, config.optimiser().members().isEmpty(), checkpoints, listener, warnings)
            .trained(
                (own, last, file, part) -> {
                  boolean plain = last && data.few();
                  NetworkFit fit =
                      new NetworkFit(
                          plain ? data.with(Optional.empty()) : data,
                          own,
                          listener,
                          file,
                          checkpoints.resume());
                  FlowConfig seen = plain ? flow.hinges(0) : flow;
                  return both
                      ? fit.network(head, seen, part, cells)
                      : fit.trained(head, seen, part, cells, warnings);
                },
                own -> Fingerprint.of(print + own + head),
                clock);
    if (!both || networks.stream().anyMatch(Trained::stopped)) {
      return networks;
    }
    listener.stage("training linear models beside");
    return linear.beside(networks, k -> member(settled, k).linear(head, flow));
  }

  /** The fit of a member of this number from 0 on, without a checkpoint. */
  private NetworkFit member(FitConfig settled, int number) {
    FitConfig own = settled.run(run -> run.seed(settled.run().seed() + number));
    return new NetworkFit(data, own, listener, Optional.empty(), false);
  }
}
