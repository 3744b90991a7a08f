package io.diglm.experiments;

import io.diglm.schema.NearestName;
import java.util.List;

/** All experiments, in the order of the paper. */
public final class Experiments {
  private static final List<Experiment> ALL =
      List.of(
          new Simulated(),
          new Flights(),
          new ImageExperiment(ImageTask.mnist()),
          new ImageExperiment(ImageTask.mnistDense()),
          new ImageExperiment(ImageTask.mnistMembers()),
          new ImageExperiment(ImageTask.svhn()),
          new ImageExperiment(ImageTask.signs()),
          new ImageExperiment(ImageTask.cifar10()),
          new Moons(),
          new MnistSemi(),
          new TabularSemi(),
          new Labelling(),
          new Uci(),
          new MixedTables(),
          new Anomalies(),
          new OodImages(),
          new Streams(),
          new Shift(),
          new Risk());

  private Experiments() {}

  /** {@return all of them} */
  public static List<Experiment> all() {
    return ALL;
  }

  /**
   * {@return the experiment of this name}
   *
   * @param name as on the command line
   * @throws IllegalArgumentException if there is none; its text suggests the nearest name
   */
  public static Experiment named(String name) {
    List<String> names = ALL.stream().map(Experiment::name).toList();
    return ALL.stream()
        .filter(experiment -> experiment.name().equals(name))
        .findFirst()
        .orElseThrow(
            () ->
                new IllegalArgumentException(
                    "experiment must be one of %s, got %s%s"
                        .formatted(
                            String.join(", ", names),
                            name,
                            NearestName.of(name, names)
                                .map(near -> "; did you mean " + near + "?")
                                .orElse(""))));
  }
}
